import type { Account, Callflow, Device, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { variableOfStandIn } from '../design/variables.ts'
import { activeNumbers } from '../office-anywhere/active-numbers.ts'
import { compileFlow } from '../run/compile.ts'
import { isOutside, isReachable } from '../scripts/ring-members.ts'
import type { RingsAs } from '../step-traits.ts'
import type { Finding, QuickFix } from './finding.ts'
import { nameOf } from './step-words.ts'

/** Steps that ring nobody, whoever calls and whenever (A0 "endpoint filter", M84). What is gone, off or empty itself is said where it stands. */
export function checkWhoRings(callflow: Callflow, design: DesignSnapshot): Finding[] {
  return [...compileFlow(callflow).nodes.values()].flatMap(({ node, definition, settings }): Finding[] => {
    const ringing = definition?.ringing
    if (!ringing || !settings.ok || node.disabled) return []
    const ids = ringing.ids(settings.value, design)
    const how = ringing.as
    if (ids.some((id) => variableOfStandIn(id) !== undefined || canRing(design, id, how))) return []
    const silent = ids.filter((id) => isThere(design, id))
    if (silent.length === 0) return []
    const message = `${nameOf(node)} in "${callflow.name}" rings nobody: ${whyOf(design, silent, how)}.`
    const fix = fixFor(design, silent)
    const place = { documentId: callflow.id, nodeId: node.id }
    return [{ code: 'nobody-rings', severity: 'warning', ...place, message, ...(fix && { fix }) }]
  })
}

/** While the whole account is not to be disturbed nobody is rung at all, which is said once, of the account. */
export const isQuietAnyway = ({ code, documentId }: Finding, account: Account | undefined): boolean =>
  code === 'nobody-rings' && account?.doNotDisturb === true && documentId !== account.id

/** Neither missing nor switched off nor empty. */
function isThere(design: DesignSnapshot, id: DocumentId): boolean {
  const target = design.get(id)
  if (target?.kind === 'user' || target?.kind === 'device') return target.enabled
  return target?.kind === 'group' && target.members.length > 0
}

function canRing(design: DesignSnapshot, id: DocumentId, how: RingsAs): boolean {
  const target = design.get(id)
  switch (target?.kind) {
    case 'user':
      return canPersonRing(design, target, how)
    case 'device':
      return canPhoneRing(target, how) && !design.find('user', target.ownerId)?.doNotDisturb
    case 'group':
      return target.members.some((member) => member.id !== id && canRing(design, member.id, how))
    default:
      return false
  }
}

function canPersonRing(design: DesignSnapshot, user: User, how: RingsAs): boolean {
  if (!user.enabled || user.doNotDisturb) return false
  const { callForward, hotDesk } = user
  const isForwarded = callForward.number !== '' && (callForward.enabled || callForward.whenUnregistered)
  if (how !== 'page') {
    if (isForwarded && !(callForward.directCallsOnly && how !== 'direct')) return true
    if (activeNumbers(design, user).length > 0) return true
  }
  return hotDesk.enabled || phonesOf(design, user).some((phone) => canPhoneRing(phone, how))
}

function canPhoneRing(phone: Device, how: RingsAs): boolean {
  if (!isReachable(phone) || phone.doNotDisturb) return false
  return !(how === 'queue' && phone.excludeFromQueues) && !(how === 'page' && isOutside(phone))
}

const phonesOf = (design: DesignSnapshot, { id }: User): readonly Device[] =>
  phonesByOwner(design.list('device')).get(id) ?? []

/** By the list, which is the same object as long as no phone is edited. */
const phonesByOwner = oncePer((devices: readonly Device[]) => Map.groupBy(devices, ({ ownerId }) => ownerId))

function whyOf(design: DesignSnapshot, silent: readonly DocumentId[], how: RingsAs): string {
  const [id] = silent
  const target = id === undefined ? undefined : design.get(id)
  if (silent.length > 1 || target?.kind === 'group') return 'nobody in it has a phone that can ring'
  if (target?.kind === 'device') return `"${target.name}" ${whyPhone(design, target, how)}`
  if (target?.kind !== 'user') return 'nobody is there'
  if (target.doNotDisturb) return `"${target.name}" is not to be disturbed`
  const phones = phonesOf(design, target)
  if (phones.length === 0) return `"${target.name}" has no phone`
  return phones.map((phone) => `"${phone.name}" ${whyPhone(design, phone, how)}`).join(', ')
}

function whyPhone(design: DesignSnapshot, phone: Device, how: RingsAs): string {
  if (!phone.enabled) return 'is switched off'
  if (!phone.followMe) return 'does not follow'
  if (isOutside(phone) && how === 'page') return 'cannot be paged'
  if (isOutside(phone) && phone.outsideNumber.trim() === '') return 'has no number'
  if (phone.excludeFromQueues && how === 'queue') return 'is not for queue calls'
  return phone.doNotDisturb || design.find('user', phone.ownerId)?.doNotDisturb
    ? 'is not to be disturbed'
    : 'does not ring'
}

/** Where a single phone is all there is. */
function fixFor(design: DesignSnapshot, silent: readonly DocumentId[]): QuickFix | undefined {
  const phones = silent.flatMap((id) => {
    const target = design.get(id)
    return target?.kind === 'user' ? phonesOf(design, target) : target?.kind === 'device' ? [target] : []
  })
  const [phone] = phones
  if (!phone || phones.length > 1) return undefined
  const put = [{ ...phone, enabled: true, followMe: true, doNotDisturb: false, excludeFromQueues: false }]
  return { label: `Let "${phone.name}" ring`, put }
}
