import type { Device } from '../design/document.ts'
import { presentedCallerId } from '../numbering/caller-id.ts'
import { toE164 } from '../numbering/e164.ts'
import type {
  DialCause,
  DialLeg,
  Operation,
  OperationResult,
  ResultOf,
  Sound,
  StateKey,
  StateValue,
} from '../run/operation.ts'
import { branch, type CallContext, dial, type Outcome, perform } from '../run/script.ts'
import { isOutside, type RingUnit, unitsOf } from './ring-members.ts'

export interface Ring {
  readonly legs: readonly DialLeg[]
  readonly timeoutMs: number
  readonly callerHears: 'ringback' | Sound
  readonly failOnSingleReject?: boolean
  /** The call's own: how it sounds at the phones (distinctive ring). */
  readonly alertInfo?: string
  readonly autoAnswer?: boolean
}

/** One dial. Nobody to ring is a failure at once, not silence (A0 "endpoint filter"). */
export function* ringOnce(ring: Ring): Generator<Operation, ResultOf<'dial'>, OperationResult> {
  if (ring.legs.length === 0) return { outcome: 'failed', cause: 'unavailable' }
  const { legs, timeoutMs, callerHears, failOnSingleReject, alertInfo, autoAnswer } = ring
  return yield* dial({
    legs,
    timeoutMs,
    callerHears,
    exitKeys: '',
    ...(failOnSingleReject ? { failOnSingleReject } : {}),
    ...(alertInfo ? { alertInfo } : {}),
    ...(autoAnswer ? { autoAnswer } : {}),
  })
}

/** The branch of a failed dial: its cause, then `sip:<status>`, then `_` (A0 "bridge outcome"). */
export function failureBranch(
  call: CallContext,
  failure: { readonly cause: DialCause; readonly sipStatus?: number },
): Outcome {
  if (call.hasBranch(failure.cause)) return branch(failure.cause)
  const byStatus = `sip:${failure.sipStatus ?? ''}`
  return branch(call.hasBranch(byStatus) ? byStatus : '_')
}

/**
 * Phones to legs: do-not-disturb of user or device drops them, forwarding (unless ignored) replaces them by the number it leads to, and
 * each leg gets the caller ID it shows. One read of runtime state for all. Result: the legs of each unit, in the units' order.
 */
export function* legsOf(
  call: CallContext,
  units: readonly RingUnit[],
  options: { readonly followForwards: boolean },
): Generator<Operation, DialLeg[][], OperationResult> {
  const state = yield* readPhoneState(units)
  return units.map((unit) => {
    const { userId } = unit
    if (userId && state.isQuiet('user', userId)) return []
    const forwardTo = options.followForwards && userId ? state.forwardTo('user', userId) : ''
    if (forwardTo !== '') return forwardLegs(call, unit, { number: forwardTo })
    return unit.devices.flatMap((device) => {
      if (state.isQuiet('device', device.id)) return []
      const number = options.followForwards ? state.forwardTo('device', device.id) : ''
      return number === '' ? [deviceLeg(call, unit, device)] : forwardLegs(call, unit, { number, device })
    })
  })
}

/** A phone that several members lead to rings once, from the earliest delay to the latest end, unless the times do not touch. */
export function mergeLegs(legs: readonly DialLeg[]): DialLeg[] {
  const merged: DialLeg[] = []
  for (const leg of legs.toSorted((left, right) => left.delayMs - right.delayMs)) {
    const index = merged.findIndex((each) => targetText(each) === targetText(leg) && endMs(each) >= leg.delayMs)
    const earlier = merged[index]
    if (!earlier) merged.push(leg)
    else merged[index] = { ...earlier, timeoutMs: Math.max(endMs(earlier), endMs(leg)) - earlier.delayMs }
  }
  return merged
}

const endMs = (leg: DialLeg) => leg.delayMs + leg.timeoutMs

const targetText = ({ target }: DialLeg) => (target.kind === 'device' ? target.deviceId : `number ${target.number}`)

function deviceLeg(call: CallContext, unit: RingUnit, device: Device): DialLeg {
  if (!isOutside(device)) {
    const target = { kind: 'device', deviceId: device.id } as const
    return { ...insideLeg(call, unit), target, requireKeypress: device.requireKeypress }
  }
  const requireKeypress = device.requireKeypress
  return outsideLeg(call, unit, {
    number: device.outsideNumber,
    requireKeypress,
    keepCallerId: device.keepCallerId,
    device,
  })
}

/** Forwarding set at run time: a colleague's phones by extension, else a number outside, key press required, caller ID kept (M88b defaults). */
function forwardLegs(
  call: CallContext,
  unit: RingUnit,
  to: { readonly number: string; readonly device?: Device },
): DialLeg[] {
  const colleague = call.design.list('user').find(({ extension }) => extension !== '' && extension === to.number)
  if (!colleague) {
    const keepCallerId = true
    return [outsideLeg(call, unit, { number: to.number, requireKeypress: true, keepCallerId, device: to.device })]
  }
  const units = unitsOf(call, [{ ...unit, id: colleague.id }], { canCallSelf: false })
  return units.flatMap((each) => each.devices.map((device) => deviceLeg(call, each, device)))
}

function outsideLeg(
  call: CallContext,
  unit: RingUnit,
  to: {
    readonly number: string
    readonly requireKeypress: boolean
    readonly keepCallerId: boolean
    readonly device: Device | undefined
  },
): DialLeg {
  const { account } = call.design
  const shown = presentedCallerId({
    design: call.design,
    caller: call.caller,
    edits: call,
    reason: 'external',
    ...(to.keepCallerId ? {} : { forwardedBy: { deviceId: to.device?.id, userId: unit.userId } }),
  })
  const number = toE164(to.number, account?.country ?? 'US') ?? to.number
  return {
    ...legTimes(unit),
    target: { kind: 'number', number, ...(account?.outboundTrunkId ? { trunkId: account.outboundTrunkId } : {}) },
    requireKeypress: to.requireKeypress,
    callerName: shown.name,
    callerNumber: shown.number,
  }
}

function insideLeg(call: CallContext, unit: RingUnit) {
  const { design, caller } = call
  const shown = presentedCallerId({ design, caller, edits: call, reason: 'internal' })
  return { ...legTimes(unit), callerName: shown.name, callerNumber: shown.number }
}

const legTimes = ({ userId, delayMs, timeoutMs }: RingUnit) => ({ ...(userId ? { userId } : {}), delayMs, timeoutMs })

interface PhoneState {
  isQuiet(scope: 'user' | 'device', id: string): boolean
  forwardTo(scope: 'user' | 'device', id: string): string
}

function* readPhoneState(units: readonly RingUnit[]): Generator<Operation, PhoneState, OperationResult> {
  const owners = [...new Set(units.flatMap((unit) => unit.userId ?? []))]
  const devices = [...new Set(units.flatMap((unit) => unit.devices.map((device) => device.id)))]
  const keys: StateKey[] = ['do-not-disturb', 'forward-to'].flatMap((name) => [
    ...owners.map((id) => ({ scope: 'user', id, name }) as const),
    ...devices.map((id) => ({ scope: 'device', id, name }) as const),
  ])
  const values = new Map<string, StateValue | undefined>()
  if (keys.length > 0) {
    const read = yield* perform({ kind: 'read-state', keys })
    for (const [index, { scope, id, name }] of keys.entries()) values.set(`${name} ${scope} ${id}`, read.values[index])
  }
  return {
    isQuiet: (scope, id) => values.get(`do-not-disturb ${scope} ${id}`) === true,
    forwardTo: (scope, id) => {
      const number = values.get(`forward-to ${scope} ${id}`)
      return typeof number === 'string' ? number : ''
    },
  }
}
