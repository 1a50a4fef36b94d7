import type { OperationOf, ResultOf } from '../../../callflow/run/operation.ts'
import type { Caller } from '../../../callflow/run/script.ts'
import type { TraceEvent } from '../../../callflow/run/trace.ts'
import type { Call } from '../call.ts'
import type { Leg } from '../leg.ts'
import { isSamePerson, whoIs } from '../transfer/who-is.ts'

/** A conversation that may be listened to, and the phone of ours that a whisper is for. */
export interface Watched {
  readonly call: Call
  readonly at: Leg
}

type Wanted = Pick<OperationOf<'supervise'>, 'of' | 'queueIds'>
type Refused = Exclude<ResultOf<'supervise'>, { outcome: 'ended' }>

/** Of several conversations at these phones the one that is not on hold there, then the newest. */
export function findWatched(calls: Iterable<Call>, { of, queueIds }: Wanted, who: Caller): Watched | Refused {
  const found = of.kind === 'call' ? byId(calls, of.callId) : atPhones(calls, new Set(of.deviceIds))
  if (found === 'supervisor') return { outcome: 'supervisor' }
  if (!found) return { outcome: 'no-call' }
  const { call } = found
  const both = [call.caller, call.callee].flatMap((leg) => (leg ? [whoIs(call, leg)] : []))
  if (both.some((each) => isSamePerson(each, who))) return { outcome: 'own' }
  if (queueIds && !queueIds.includes(queueOf(call.trace) ?? '')) return { outcome: 'not-allowed' }
  return found
}

function byId(calls: Iterable<Call>, callId: string): Watched | 'supervisor' | undefined {
  for (const call of calls) {
    if (call.callId !== callId) continue
    if (call.supervision) return 'supervisor'
    const { caller, callee } = call
    if (!callee || call.otherThan(caller) !== callee) return undefined
    const isOurs = (leg: Leg) => whoIs(call, leg).origin.kind === 'device'
    return { call, at: isOurs(callee) || !isOurs(caller) ? callee : caller }
  }
  return undefined
}

function atPhones(calls: Iterable<Call>, deviceIds: ReadonlySet<string>): Watched | 'supervisor' | undefined {
  let best: Watched | undefined
  let isSupervisor = false
  for (const call of calls) {
    const { caller, callee } = call
    for (const at of [caller, callee]) {
      if (!at || at.isGone || !deviceIds.has(at.label)) continue
      if (call.supervision) isSupervisor = true
      else if (call.otherThan(at) && (!best || !at.isHeldByFarEnd)) best = { call, at }
    }
  }
  return best ?? (isSupervisor ? 'supervisor' : undefined)
}

/** The queue that a call came by; undefined for none, and once it was sent on. */
export function queueOf(trace: readonly TraceEvent[]): string | undefined {
  for (const event of trace.toReversed()) {
    if (event.kind === 'transferred') return undefined
    if (event.kind === 'operation' && event.operation.kind === 'join-queue') return event.operation.queueId
  }
  return undefined
}
