import type { Mailbox } from '../../design/document.ts'
import type { DocumentId } from '../../design/kind.ts'
import { closedWords } from '../../numbering/closed-words.ts'
import { whyNotCall } from '../../numbering/number-class.ts'
import { type CallContext, type Caller, play } from '../../run/script.ts'
import { callOutside } from '../call-outside.ts'
import type { Does } from '../does.ts'
import { sayMayNotCall } from '../may-not-call.ts'
import { prompt } from '../prompts.ts'

const RING_MS = 60_000

export type CalledBack = 'talked' | 'failed' | { readonly flowId: DocumentId }

/**
 * Rings whoever left a message: a colleague by their callflow, everybody else through the account's trunk. Both the caller's restrictions and
 * those of the box's owner count: somebody who logs in from outside gets no further than the owner would.
 */
export function* callBack(call: CallContext, mailbox: Mailbox, number: string): Does<CalledBack> {
  if (!/^\+?[0-9*#]{1,32}$/.test(number)) return 'failed'
  const inside = call.lookup(number, 'caller') // a message from outside says what its carrier said
  const owner = ownerOf(mailbox, call.caller)
  const isClosed = inside && !call.mayEnter(inside.callflowId, owner)
  const why = isClosed ? closedWords(number) : inside ? undefined : whyNotCall(call.design, owner, number)
  if (why !== undefined) {
    yield* sayMayNotCall(why)
    return 'failed'
  }
  yield* play({ sounds: [prompt('vm-connecting')], terminators: '' })
  if (inside) return { flowId: inside.callflowId }
  const left = yield* callOutside(call, { number, timeoutMs: RING_MS })
  return left.kind === 'end' && left.reason === 'talked' ? 'talked' : 'failed'
}

function ownerOf({ ownerId }: Mailbox, caller: Caller): Caller {
  return ownerId === null ? caller : { ...caller, origin: { kind: 'device', deviceId: '', userId: ownerId } }
}
