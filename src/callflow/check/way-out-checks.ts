import type { Callflow } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { matchesRegex } from '../numbering/linear-regex.ts'
import { emergencyNumbers } from '../numbering/emergency.ts'
import type { Finding, QuickFix } from './finding.ts'

const carrierSteps: ReadonlySet<string> = new Set(['account-carrier', 'global-carrier'])

/** Whether calls for help get out. Designs without phones have nothing to say. */
export function checkWayOut(design: DesignSnapshot): Finding[] {
  const { account } = design
  if (!account || design.list('device').length === 0) return []
  const emergency = emergencyNumbers(account.country)
  const blocked = design.list('callflow').flatMap((flow): Finding[] => {
    const taken = emergency.find((number) => answersNumber(flow, number))
    if (taken === undefined || Object.values(flow.nodes).some(({ type }) => carrierSteps.has(type))) return []
    const message = `"${flow.name}" answers ${taken}, so calls for help do not leave the house.`
    const numbers = flow.numbers.filter((number) => !emergency.includes(number))
    const patterns = flow.patterns.filter((pattern) => !emergency.some((number) => matchesRegex(pattern, number)))
    const fix = { label: `Do not answer ${taken}`, put: [{ ...flow, numbers, patterns }] }
    return [{ code: 'emergency-blocked', severity: 'error', documentId: flow.id, message, fix }]
  })
  if (design.find('trunk', account.outboundTrunkId)?.enabled) return blocked
  const message = `Calls to ${emergency[0]} cannot leave: the account has no outbound trunk that is switched on.`
  const fix = wayOut(design)
  return [
    ...blocked,
    { code: 'emergency-blocked', severity: 'warning', documentId: account.id, message, ...(fix && { fix }) },
  ]
}

/** The trunk chosen is switched on; without a choice, the only one there is gets chosen. */
export function wayOut(design: DesignSnapshot): QuickFix | undefined {
  const { account } = design
  if (!account) return undefined
  const chosen = design.find('trunk', account.outboundTrunkId)
  if (chosen)
    return chosen.enabled ? undefined : { label: `Switch "${chosen.name}" on`, put: [{ ...chosen, enabled: true }] }
  const [only, ...others] = design.list('trunk').filter(({ enabled }) => enabled)
  if (!only || others.length > 0) return undefined
  return { label: `Call out by "${only.name}"`, put: [{ ...account, outboundTrunkId: only.id }] }
}

const answersNumber = ({ numbers, patterns }: Callflow, number: string) =>
  numbers.includes(number) || patterns.some((pattern) => matchesRegex(pattern, number))
