import type { Question, Rehearsal } from '../rehearse/rehearsal.ts'
import { isAskedKind } from '../rehearse/asked.ts'
import { freshCallState, stateAfterEvent } from '../run/call-state.ts'

/**
 * What the rest of a call can depend on, as text: two calls of which it is the same go on the same way. Left out are the clock and how often the same
 * callflows were come back to: a call in a circle stands where it stood. Undefined: within one step so many questions were asked that it is no longer the
 * drawing that is tried, but what we made of the step.
 */
export function whereItStands(
  { trace, setup, world }: Rehearsal,
  { operation, callflowId, nodeId }: Question,
): string | undefined {
  const { origin } = setup.caller
  const state = trace.reduce(stateAfterEvent, freshCallState)
  const within = withinStep(trace)
  if (within.length > MAX_WITHIN) return undefined
  return JSON.stringify([
    origin.kind === 'device' ? origin.deviceId : 'outside',
    callflowId,
    nodeId,
    named(JSON.stringify(operation)),
    state,
    [...backTo(trace)].toSorted(),
    within.length,
    within.slice(-LOOKED_BACK),
    world.isRecording,
    world.callerIsGone,
  ])
}

/** Things made in a call are numbered; which number it is says nothing. */
const named = (text: string) => text.replaceAll(/\b(recording|message)-\d+\b/g, '$1')

/** What came of the questions of the step that the call is at: it asks again after a wrong key, and gives up after three. */
function withinStep(trace: Rehearsal['trace']): readonly string[] {
  const entered = trace.findLastIndex(({ kind }) => kind === 'node-entered')
  const results = trace
    .slice(entered + 1)
    .flatMap((event) => (event.kind === 'result' && isAskedKind(event.operation) ? [event] : []))
  return results.map(({ operation, result }) => named(`${operation} ${outcomeOf(result)}`))
}

const LOOKED_BACK = 1
const MAX_WITHIN = 8

/** A key, an outcome: not how long it took. */
function outcomeOf(result: object): string {
  const { outcome, cause, digits, key } = result as { readonly [name: string]: unknown }
  return JSON.stringify([outcome, cause, digits, key])
}

/** Callflows that the call may go back to. */
function backTo(trace: Rehearsal['trace']): ReadonlySet<string> {
  const stack: string[] = []
  for (const event of trace) {
    if (event.kind === 'flow-entered') stack.push(event.callflowId)
    if (event.kind === 'flow-returned') stack.pop()
  }
  return new Set(stack)
}
