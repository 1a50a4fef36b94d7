import { admitTransfer } from '../../../callflow/numbering/admit-transfer.ts'
import type { Transfer } from '../../../callflow/run/interruption.ts'
import type { Referral, Replaces, ResponseOptions } from '../../sip/user-agent.ts'
import type { Call } from '../call.ts'
import type { Leg } from '../leg.ts'
import { namedInUri } from '../telephone-uri.ts'
import { sendOn } from './send-on.ts'
import { takePlace } from './take-place.ts'
import { tellProgress } from './transfer-progress.ts'
import { isSamePerson, whoIs } from './who-is.ts'

/** What a transfer comes to, before anything is done. */
type Decision =
  | { readonly kind: 'refused'; readonly response: ResponseOptions }
  /** `stays` goes on at another number; whoever asked leaves. */
  | { readonly kind: 'blind'; readonly stays: Leg; readonly transfer: Transfer }
  /** `by` comes in the place of `of`, which is a leg of whoever asked, as the other one of the two calls is. */
  | { readonly kind: 'attended'; readonly of: Leg; readonly by: Leg }

const refused = (status: number, reason: string): Decision => ({ kind: 'refused', response: { status, reason } })

/**
 * Somebody in a call asks for a transfer (REFER, RFC 3515 and RFC 5589): the other side goes on to a number, or two calls of theirs become one
 * (RFC 3891). Only phones of ours may ask, and only for what they may call themselves. Whatever is refused leaves the call as it was.
 */
export function refer(leg: Leg, referral: Referral): void {
  const { call } = leg
  if (leg.hasParked) {
    referral.accept().tell(200)
    leg.end(480)
    return
  }
  const decision = call ? decide(call, leg, referral) : refused(481, 'Call Does Not Exist')
  if (decision.kind === 'refused') referral.refuse(decision.response)
  else if (decision.kind === 'blind') goOn(leg, referral, decision)
  else join(leg, referral, decision)
}

function decide(call: Call, leg: Leg, referral: Referral): Decision {
  const by = whoIs(call, leg)
  if (by.origin.kind !== 'device') return refused(403, 'Only Phones Of The House May Transfer Calls')
  if (referral.replaces) return decideAttended(call, leg, referral.replaces)
  const stays = call.otherThan(leg)
  if (!stays) return refused(403, 'Nobody To Transfer')
  const named = namedInUri(referral.target)
  const number = named?.number ?? named?.user ?? ''
  if (number === '') return refused(404, 'No Number To Transfer To')
  const caller = whoIs(call, stays)
  const to = admitTransfer(call.design, { caller, by }, number)
  if (to.kind === 'denied') return refused(403, 'Transfer Not Allowed')
  if (to.kind === 'refused') return refused(to.sipStatus, to.sipReason)
  return { kind: 'blind', stays, transfer: { caller, by, to } }
}

function decideAttended(call: Call, leg: Leg, replaces: Replaces): Decision {
  const { userAgent, legs } = call.world
  const session = userAgent.sessionOf(replaces)
  const target = session && legs.get(session)
  const there = target?.call
  if (!target || !there || target.isGone) return refused(403, 'No Such Call To Transfer To')
  if (!isSamePerson(whoIs(call, leg), whoIs(there, target))) return refused(403, 'Not A Call Of Yours')
  if (there === call) return refused(403, 'A Call Cannot Be Transferred To Itself')
  if (replaces.isEarlyOnly && target.isAnswered) return refused(486, 'Answered Meanwhile')
  const mine = call.otherThan(leg)
  if (mine && hasPlace(there, target)) return { kind: 'attended', of: target, by: mine }
  const theirs = there.otherThan(target)
  if (theirs && hasPlace(call, leg)) return { kind: 'attended', of: leg, by: theirs }
  return refused(403, 'Nobody To Transfer')
}

/** One of several phones that ring has none that somebody else could take. */
const hasPlace = (call: Call, leg: Leg) => leg === call.caller || leg === call.callee

/** Whoever asked stays until told how it came out; the other side goes on at once. */
function goOn(leg: Leg, referral: Referral, { stays, transfer }: Decision & { kind: 'blind' }): void {
  const { call } = leg
  if (!call) return
  tellProgress(call, leg, referral.accept())
  sendOn(leg, { stays, transfer })
}

function join(leg: Leg, referral: Referral, { of, by }: Decision & { kind: 'attended' }): void {
  const progress = referral.accept()
  takePlace({ of, by, transferredBy: leg.label })
  progress.tell(200)
  of.end(480)
  leg.end(480)
}
