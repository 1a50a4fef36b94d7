import type { Trunk } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { referencesOf } from '../modules/document-references.ts'
import { isHugeBlock, isWholeInternet } from './address-block.ts'
import type { Finding } from './finding.ts'

/** Carriers that calls cannot leave by, none come in by, or anybody comes in by (M13). */
export function checkTrunk(trunk: Trunk, design: DesignSnapshot): Finding[] {
  return trunk.enabled ? [...checkHost(trunk, design), ...checkWayIn(trunk, design), ...checkOpen(trunk)] : []
}

function checkHost(trunk: Trunk, design: DesignSnapshot): Finding[] {
  const { id, name, host, register, allowedAddresses } = trunk
  if (host.trim() !== '') return []
  if (!register && allowedAddresses.length > 0 && !isCalledOutBy(design, trunk)) return [] // a way in only
  const message = `"${name}" has no host: no call leaves by it${register ? ', and it cannot register' : ''}.`
  return [{ code: 'trunk-without-host', severity: 'warning', documentId: id, message }]
}

const isCalledOutBy = (design: DesignSnapshot, { id }: Trunk) =>
  design.account?.outboundTrunkId === id ||
  design.list('callflow').some((flow) => referencesOf(flow).some(({ toId }) => toId === id))

/** Said only where calls are meant to come in: the trunk has numbers. */
function checkWayIn({ id, name, register, allowedAddresses }: Trunk, design: DesignSnapshot): Finding[] {
  if (register || allowedAddresses.some((text) => text.trim() !== '')) return []
  const numbers = design.list('phone-number').filter(({ trunkId }) => trunkId === id)
  const [first, ...others] = numbers
  if (!first) return []
  const more = others.length > 0 ? ` and ${others.length} more` : ''
  const message = `No call comes in by "${name}": it neither registers nor lists addresses to accept calls from. ${first.number}${more} cannot be reached.`
  return [{ code: 'trunk-takes-no-calls', severity: 'warning', documentId: id, message }]
}

/** Whoever sends from an address listed is believed to be the carrier, without a password. */
function checkOpen(trunk: Trunk): Finding[] {
  const { id, name, allowedAddresses } = trunk
  const open = allowedAddresses.filter((text) => isHugeBlock(text))
  const [first] = open
  if (first === undefined) return []
  const whom = open.some(isWholeInternet) ? 'everybody on the internet' : `everybody in ${first.trim()}`
  const message = `"${name}" takes calls from ${whom} without a password, as if the carrier had sent them.`
  const rest = allowedAddresses.filter((text) => !open.includes(text))
  const fix = {
    label: `Take ${open.length === 1 ? first.trim() : 'them'} off the list`,
    put: [{ ...trunk, allowedAddresses: rest }],
  }
  return [
    {
      code: 'open-trunk',
      severity: 'warning',
      documentId: id,
      message,
      ...(rest.length > 0 || trunk.register ? { fix } : {}),
    },
  ]
}
