import type { Callflow } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { matchesRegex } from '../numbering/linear-regex.ts'
import { emergencyNumbers } from '../numbering/number-class.ts'
import type { Finding } from './finding.ts'

const carrierSteps: ReadonlySet<string> = new Set(['account-carrier', 'global-carrier'])

/** Whether calls for help get out. Designs without phones have nothing to say. */
export function checkWayOut(design: DesignSnapshot): Finding[] {
  const { account } = design
  if (!account || design.list('device').length === 0) return []
  const numbers = emergencyNumbers(account.country)
  const blocked = design.list('callflow').flatMap((flow): Finding[] => {
    const taken = numbers.find((number) => answersNumber(flow, number))
    if (taken === undefined || Object.values(flow.nodes).some(({ type }) => carrierSteps.has(type))) return []
    const message = `"${flow.name}" answers ${taken}, so calls for help do not leave the house.`
    return [{ code: 'emergency-blocked', severity: 'error', documentId: flow.id, message }]
  })
  if (design.find('trunk', account.outboundTrunkId)?.enabled) return blocked
  const message = `Calls to ${numbers[0]} cannot leave: the account has no outbound trunk that is switched on.`
  return [...blocked, { code: 'emergency-blocked', severity: 'warning', documentId: account.id, message }]
}

const answersNumber = ({ numbers, patterns }: Callflow, number: string) =>
  numbers.includes(number) || patterns.some((pattern) => matchesRegex(pattern, number))
