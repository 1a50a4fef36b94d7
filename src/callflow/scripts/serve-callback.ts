import type { Queue } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { wayOut } from '../numbering/way-out.ts'
import type { FreeAgent, ResultOf } from '../run/operation.ts'
import { type CallContext, type Caller, dial, end, perform, play, type Script } from '../run/script.ts'
import { dialOutside } from './call-outside.ts'
import { callbackNumber } from './callback-number.ts'
import type { Does } from './does.ts'
import { colleagueWith } from './forwarding.ts'
import { agentsInTurn, offerTo, reportAgents } from './offer-to-agents.ts'
import { prompt } from './prompts.ts'
import { legsOf, mergeLegs } from './ring-legs.ts'
import { unitsOf } from './ring-members.ts'
import { converse } from './wait-in-queue.ts'

/** Somebody whose turn it is to be called back. */
export interface Callback {
  readonly callbackId: string
  readonly queueId: DocumentId
  readonly number: string
  readonly name: string
  /** They are of the house and gave an extension. */
  readonly isInside: boolean
}

/**
 * Rings an agent first, who hears whom they are about to talk to, then the number, by the way any call leaves. Ends as nobody answered where no agent does,
 * so that the place in line is still theirs.
 */
export function* serveCallback(call: CallContext, callback: Callback, agents: readonly FreeAgent[]): Script<never> {
  const queue = call.design.find('queue', callback.queueId)
  if (!queue) return nobody
  const agentIds = agentsInTurn(queue, agents).slice(0, queue.ringAtOnce)
  const offered = yield* offerTo(call, queue, agentIds, { isCallback: true })
  if (typeof offered !== 'object' || !('agentId' in offered)) return nobody
  const { agentId } = offered
  let isTalking = false
  try {
    yield* perform({ kind: 'become-caller' })
    const outcome = yield* reach(call, { queue, callback, agentId })
    yield* perform({ kind: 'report-callback', callbackId: callback.callbackId, agentId, outcome })
    if (outcome !== 'reached') {
      yield* play({ sounds: [prompt('queue-callback_no_answer')], terminators: '' })
      return end('hung-up')
    }
    isTalking = true
    yield* converse({ ...queue, announceMediaId: null }, agentId)
    return end('talked')
  } finally {
    if (!isTalking) yield* reportAgents(queue, [agentId], 'finished')
  }
}

const nobody = { kind: 'end', reason: 'responded', sipStatus: 480 } as const

interface Reaching {
  readonly queue: Queue
  readonly callback: Callback
  readonly agentId: DocumentId
}

function* reach(
  call: CallContext,
  { queue, callback, agentId }: Reaching,
): Does<'reached' | 'not-reached' | 'refused'> {
  const { number, isInside } = callback
  const agent: Caller = { name: '', number: '', origin: { kind: 'device', deviceId: '', userId: agentId } }
  // What may be called may have changed since they asked.
  const asker: Caller = isInside ? agent : { name: '', number, origin: { kind: 'trunk' } }
  if (
    callbackNumber({ design: call.design, caller: asker, lookup: (dialled) => call.lookup(dialled) }, queue, number) ===
    undefined
  )
    return 'refused'
  yield* play({
    sounds: [prompt('queue-callback_agent'), { kind: 'digits', text: number }],
    terminators: '0123456789*#',
  })
  const timeoutMs = queue.callbackRingSec * 1_000
  const { design } = call
  const result = isInside
    ? yield* ringColleague(call, number, timeoutMs)
    : yield* dialOutside(wayOut({ design, caller: agent, edits: call, number }), timeoutMs)
  return result.outcome === 'answered' ? 'reached' : 'not-reached'
}

function* ringColleague(call: CallContext, extension: string, timeoutMs: number): Does<ResultOf<'dial'>> {
  const colleague = colleagueWith(call.design, extension)
  const member = { id: colleague?.id ?? '', delayMs: 0, timeoutMs, weight: 1 }
  const units = unitsOf(call, [member], { canCallSelf: false })
  const rung = yield* legsOf(call, units, { followForwards: false })
  const legs = mergeLegs(rung.flatMap((each) => each.legs))
  if (legs.length === 0) return { outcome: 'failed', cause: 'unregistered' }
  return yield* dial({ legs, timeoutMs, callerHears: 'ringback', exitKeys: '' })
}
