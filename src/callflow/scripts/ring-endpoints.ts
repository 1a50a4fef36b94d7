import type { Device, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { presentedCallerId } from '../numbering/caller-id.ts'
import { toE164 } from '../numbering/e164.ts'
import { activeNumbers } from '../office-anywhere/active-numbers.ts'
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
import {
  doNotDisturbKey,
  forwardToKey,
  hotDeskDevicesKey,
  hotDeskUsersKey,
  idsIn,
  ringGroupOutKey,
} from '../run/state-keys.ts'
import { isOutside, isRingable, type RingUnit, unitsOf } from './ring-members.ts'

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

export interface LegRules {
  /** Whether forwarding and Office Anywhere numbers count; `members`: not the forwarding of people who want it for direct calls only (M88b). */
  readonly followForwards: boolean | 'members'
  /** People logged out of this flow's ring groups are left out. */
  readonly ringGroupsOf?: DocumentId
}

/**
 * Phones to legs: do-not-disturb of user or device drops them, forwarding replaces them by the number it leads to or adds it (M88b), people
 * ring at the phones they are logged in at (M88c) and at their Office Anywhere numbers (M95), and each leg gets the caller ID it shows.
 * Result: the legs of each unit, in the units' order.
 */
export function* legsOf(
  call: CallContext,
  units: readonly RingUnit[],
  rules: LegRules,
): Generator<Operation, DialLeg[][], OperationResult> {
  const state = yield* readPhoneState(call, units, rules.ringGroupsOf)
  return units.map((unit) => legsOfUnit(call, unit, state, rules))
}

function legsOfUnit(call: CallContext, unit: RingUnit, state: PhoneState, rules: LegRules): DialLeg[] {
  const { userId } = unit
  const isGuests = !unit.isPerson && unit.devices.some(({ id }) => state.hostsGuests(id))
  if (userId && !isGuests) {
    if (state.isQuiet('user', userId) || state.isLoggedOut(userId)) return []
  }
  const user = isGuests ? undefined : call.design.find('user', userId)
  const forward = rules.followForwards === false ? undefined : forwardOf(user, state)
  const forwards = forward && !(rules.followForwards === 'members' && forward.directCallsOnly) ? forward : undefined
  const forwarded = forwards ? forwardLegs(call, unit, forwards) : []
  if (forwards?.substitute) return forwarded
  const own = devicesNow(call, unit, state).flatMap((device) => {
    if (state.isQuiet('device', device.id)) return []
    const number = rules.followForwards === false ? '' : state.forwardTo('device', device.id)
    return number ? forwardLegs(call, unit, { ...plainForward, number, device }) : [deviceLeg(call, unit, device)]
  })
  const anywhere = unit.isPerson && rules.followForwards !== false && user ? anywhereLegs(call, unit, user) : []
  return [...own, ...forwarded, ...anywhere]
}

/** A person's own phones without those that host others, and the phones they are logged in at (M88c). */
function devicesNow(call: CallContext, unit: RingUnit, state: PhoneState): readonly Device[] {
  if (!unit.isPerson || !unit.userId) return unit.devices
  const own = unit.devices.filter(({ id }) => !state.hostsGuests(id))
  return [...own, ...state.loggedInAt(unit.userId).filter((device) => !own.includes(device))]
}

interface Forward {
  readonly number: string
  readonly substitute: boolean
  readonly requireKeypress: boolean
  readonly keepCallerId: boolean
  readonly directCallsOnly: boolean
  readonly device?: Device
}

/** M88b defaults, for forwarding that no document describes. */
const plainForward = { substitute: true, requireKeypress: true, keepCallerId: true, directCallsOnly: false } as const

/** The user document says how, and where to unless that was switched by phone. */
function forwardOf(user: User | undefined, state: PhoneState): Forward | undefined {
  if (!user) return undefined
  const { callForward } = user
  if (callForward.whenUnregistered) return undefined // `failoverLegs`
  const number = state.forwardTo('user', user.id) ?? (callForward.enabled ? callForward.number : '')
  return number === '' ? undefined : { ...callForward, number }
}

/** Where calls to people go whose phones are all offline, when they want forwarding only then, switched on or not (M88b). */
export function* failoverLegs(
  call: CallContext,
  units: readonly RingUnit[],
): Generator<Operation, DialLeg[], OperationResult> {
  const people = units.filter(({ userId }) => call.design.find('user', userId)?.callForward.whenUnregistered)
  if (people.length === 0) return []
  const state = yield* readPhoneState(call, people, undefined)
  return people.flatMap((unit) => {
    const user = call.design.find('user', unit.userId)
    if (!user || state.isQuiet('user', user.id)) return []
    const number = state.forwardTo('user', user.id) ?? user.callForward.number
    return number === '' ? [] : forwardLegs(call, unit, { ...user.callForward, number })
  })
}

/** Legs to a person's Office Anywhere numbers, for moving a call there (M97). */
export function numberLegs(call: CallContext, user: User, timeoutMs: number): DialLeg[] {
  return anywhereLegs(call, { userId: user.id, isPerson: true, devices: [], delayMs: 0, timeoutMs, weight: 1 }, user)
}

/** M95, M106: every active number of the person, but not the one this very call comes from. */
function anywhereLegs(call: CallContext, unit: RingUnit, user: User): DialLeg[] {
  return activeNumbers(call.design, user)
    .filter((number) => call.caller.origin.kind === 'device' || number !== call.caller.number)
    .map((number) => outsideLeg(call, unit, { number, requireKeypress: true, keepCallerId: true, device: undefined }))
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

/** A colleague's phones by extension, else a number outside. */
function forwardLegs(call: CallContext, unit: RingUnit, to: Forward): DialLeg[] {
  const colleague = call.design.list('user').find(({ extension }) => extension !== '' && extension === to.number)
  if (!colleague) {
    const { number, requireKeypress, keepCallerId, device } = to
    return [outsideLeg(call, unit, { number, requireKeypress, keepCallerId, device })]
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
  /** Undefined when nothing was ever switched by phone; empty when it was switched off. */
  forwardTo(scope: 'user' | 'device', id: string): string | undefined
  isLoggedOut(userId: string): boolean
  hostsGuests(deviceId: string): boolean
  /** Phones a person is logged in at that can ring now. */
  loggedInAt(userId: string): readonly Device[]
}

/** One read for everybody; a second one only when somebody is logged in at a phone that is not theirs. */
function* readPhoneState(
  call: CallContext,
  units: readonly RingUnit[],
  ringGroupsOf: DocumentId | undefined,
): Generator<Operation, PhoneState, OperationResult> {
  const values = new Map<string, StateValue | undefined>()
  function* read(keys: readonly StateKey[]): Generator<Operation, void, OperationResult> {
    const unknown = keys.filter((key) => !values.has(keyText(key)))
    if (unknown.length === 0) return
    const result = yield* perform({ kind: 'read-state', keys: unknown })
    for (const [index, key] of unknown.entries()) values.set(keyText(key), result.values[index])
  }
  const value = (key: StateKey) => values.get(keyText(key))
  const users = [...new Set(units.flatMap((unit) => unit.userId ?? []))]
  const devices = [...new Set(units.flatMap((unit) => unit.devices.map(({ id }) => id)))]
  yield* read([
    ...users.flatMap((id) => [doNotDisturbKey('user', id), forwardToKey('user', id), hotDeskDevicesKey(id)]),
    ...devices.flatMap(keysOfDevice),
    ...(ringGroupsOf === undefined ? [] : users.map((id) => ringGroupOutKey(ringGroupsOf, id))),
  ])
  const hosts = (userId: string) => idsIn(value(hotDeskDevicesKey(userId)))
  yield* read(users.flatMap(hosts).flatMap(keysOfDevice))
  return {
    isQuiet: (scope, id) => value(doNotDisturbKey(scope, id)) === true,
    forwardTo: (scope, id) => {
      const number = value(forwardToKey(scope, id))
      return typeof number === 'string' ? number : undefined
    },
    isLoggedOut: (id) => ringGroupsOf !== undefined && value(ringGroupOutKey(ringGroupsOf, id)) === true,
    hostsGuests: (id) => idsIn(value(hotDeskUsersKey(id))).length > 0,
    loggedInAt: (userId) =>
      hosts(userId).flatMap((deviceId) => {
        const device = call.design.find('device', deviceId)
        const { origin } = call.caller
        const isCaller = origin.kind === 'device' && origin.deviceId === deviceId
        const isHere = idsIn(value(hotDeskUsersKey(deviceId))).includes(userId)
        return device && !isCaller && isHere && isRingable(call, device, true) ? [device] : []
      }),
  }
}

const keysOfDevice = (id: string): StateKey[] => [
  doNotDisturbKey('device', id),
  forwardToKey('device', id),
  hotDeskUsersKey(id),
]

const keyText = ({ scope, id, name }: StateKey) => `${name} ${scope} ${id}`
