import type { Leg } from '../leg.ts'
import { whoIs } from './who-is.ts'

export interface PlaceTaken {
  readonly of: Leg
  readonly by: Leg
  /** The label of whoever brought it about. */
  readonly transferredBy: string
}

/**
 * One leg comes in the place of another, which is then nobody's (RFC 3891 §3): what went on there goes on with it, the conversation, the queue or the
 * menu. The call that it comes from is over. False when there is no such place any more.
 */
export function takePlace({ of, by, transferredBy }: PlaceTaken): boolean {
  const [to, from] = [of.call, by.call]
  if (!to || of.isGone || by.isGone || (of !== to.caller && of !== to.callee)) return false
  const who = whoIs(from ?? to, by)
  if (from) {
    from.history.transferredBy(transferredBy)
    from.history.continuesIn(to.callId)
    from.letGo(by)
    from.interrupt({ kind: 'moved' })
  }
  to.history.transferredBy(transferredBy)
  if (of === to.caller) {
    to.putCaller(by, who)
    to.control.replaceCaller(who)
  } else to.putCallee(by)
  of.call = undefined
  to.place.replaced()
  return true
}
