import type { Account, Callflow, FaxBox, FlowNode, Mailbox, Site } from '../design/document.ts'
import { isKnownZone } from '../schedule/local-time.ts'
import type { Finding } from './finding.ts'
import { withNode } from './fixes.ts'
import { nameOf } from './step-words.ts'

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

export function checkZone(place: Account | Site | Mailbox | FaxBox): Finding[] {
  const { id, name, timezone } = place
  if (timezone === null || isKnownZone(timezone)) return []
  const message = `"${name}" has the time zone "${timezone}", which does not exist; another one is used.`
  const fix =
    place.kind === 'account'
      ? { label: 'Set it to UTC', put: [{ ...place, timezone: 'UTC' }] }
      : { label: "Use the account's", put: [{ ...place, timezone: null }] }
  return [{ code: 'unknown-timezone', severity: 'warning', documentId: id, message, fix }]
}

/** A step's own (A5): hours are those of the account where it cannot be read. */
export function checkStepZone(callflow: Callflow, node: FlowNode, settings: unknown, say: Say): Finding[] {
  const timezone: unknown = Reflect.get(settings as object, 'timezone') // settings are objects
  if (typeof timezone !== 'string' || timezone === '' || isKnownZone(timezone)) return []
  const message = `${nameOf(node)} in "${callflow.name}" has the time zone "${timezone}", which does not exist; the account's is used.`
  const ours = withNode(callflow, { ...node, settings: { ...node.settings, timezone: null } })
  const fix = { label: "Use the account's", put: [ours] }
  return [say({ code: 'unknown-timezone', severity: 'warning', message, fix })]
}
