import { addresses } from '../../callflow/design/fax-mail.ts'
import type { OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import type { EndReason, TraceEvent } from '../../callflow/run/trace.ts'
import type { Call } from './call.ts'

/** Takes note of whom to tell, and tells them once the call is over, if it was missed (B1). */
export function tellOfMissed(
  call: Call,
  { emails, userIds }: OperationOf<'send-missed-call'>,
): ResultOf<'send-missed-call'> {
  const { design, world, history } = call
  const people = userIds.map((id) => design.find('user', id)?.email ?? '')
  const told = addresses('', [...people, ...emails])
  const { name, number, isWithheld } = call.subject.caller
  const caller = isWithheld ? { callerName: '', callerNumber: '' } : { callerName: name, callerNumber: number }
  call.onOver(() => {
    if (!wasMissed(call)) return
    world.mail.missedCall(told, { ...caller, dialled: call.subject.dialled, startedMs: history.startedMs }, design)
  })
  return { outcome: 'armed' }
}

/** Nobody talked to the caller, and no message was left. */
export const wasMissed = ({ trace }: Pick<Call, 'trace'>): boolean => !trace.some(isTalkOrMessage)

/** It goes on elsewhere. */
const wentOn: readonly EndReason[] = ['picked-up', 'parked', 'moved']

function isTalkOrMessage(event: TraceEvent): boolean {
  if (event.kind === 'operation') return talks.includes(event.operation.kind)
  if (event.kind === 'call-ended') return wentOn.includes(event.reason)
  if (event.kind !== 'result' || event.operation !== 'save-message') return false
  return 'outcome' in event.result && event.result.outcome === 'saved'
}

const talks: readonly string[] = ['talk', 'join-conference', 'retrieve']
