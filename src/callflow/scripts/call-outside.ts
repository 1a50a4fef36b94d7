import { seconds, text } from '../design/fields.ts'
import { countryOf } from '../numbering/country.ts'
import { presentedCallerId, type CallerIdentity } from '../numbering/caller-id.ts'
import { toE164 } from '../numbering/e164.ts'
import { isEmergency } from '../numbering/emergency.ts'
import { mayCall } from '../numbering/number-class.ts'
import type { DialLeg } from '../run/operation.ts'
import { branch, type CallContext, dial, end, play, type Script, talk } from '../run/script.ts'
import { prompt } from './prompts.ts'
import { failureBranch } from './ring-endpoints.ts'

export interface OutsideCall {
  readonly number: string
  readonly timeoutMs: number
  readonly trunkId?: string | null
  /** Instead of the caller's own (DISA with the account's caller ID). */
  readonly callerId?: CallerIdentity
  /** For callers whom nobody's restrictions apply to. */
  readonly isFree?: boolean
}

/** Sends the call to an outside number: refused when the caller may not dial numbers of that class (A0), else the carrier's answer decides. */
export function* callOutside(call: CallContext, outside: OutsideCall): Script {
  const { design } = call
  const country = countryOf(design)
  if (outside.number === '') return branch('_')
  if (!outside.isFree && !mayCall(design, call.caller, outside.number)) {
    yield* play({ sounds: [prompt('cf-unauthorized_call')], terminators: '' })
    return end('hung-up')
  }
  const emergency = isEmergency(outside.number, country)
  const shown =
    outside.callerId ??
    presentedCallerId({ design, caller: call.caller, edits: call, reason: emergency ? 'emergency' : 'external' })
  const trunkId = outside.trunkId ?? design.account?.outboundTrunkId
  const leg: DialLeg = {
    target: {
      kind: 'number',
      number: toE164(outside.number, country) ?? outside.number,
      ...(trunkId ? { trunkId } : {}),
    },
    delayMs: 0,
    timeoutMs: outside.timeoutMs,
    requireKeypress: false,
    callerName: shown.name,
    callerNumber: shown.number,
  }
  const result = yield* dial({ legs: [leg], timeoutMs: outside.timeoutMs, callerHears: 'early-media', exitKeys: '' })
  if (result.outcome !== 'answered')
    return failureBranch(call, result.outcome === 'failed' ? result : { cause: 'no-answer' })
  yield* talk()
  return end('talked')
}

/** What steps that send a call to a carrier ask for. */
export const carrierSettings = {
  number: text({ label: 'Number', help: 'The number dialled when empty.', max: 35 }),
  timeoutSec: seconds({
    label: 'Ring for',
    help: 'Then the call goes on to the next step.',
    min: 1,
    max: 600,
    default: 180,
    advanced: true,
  }),
}

interface CarrierSettings {
  readonly number: string
  readonly timeoutSec: number
  readonly trunkId?: string | null
}

/** The number given, else what stood behind a feature code, else the one dialled. */
export const callByCarrier = (call: CallContext, { number, timeoutSec, trunkId = null }: CarrierSettings): Script =>
  callOutside(call, { trunkId, number: number || (call.captures[0] ?? call.dialled), timeoutMs: timeoutSec * 1_000 })
