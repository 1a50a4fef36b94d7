import type { Device, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { type CallerIdentity, legCallerId, presentedCallerId } from '../numbering/caller-id.ts'
import { countryOf } from '../numbering/country.ts'
import { isEmergency } from '../numbering/emergency.ts'
import { helpFor, wayOut } from '../numbering/way-out.ts'
import { activeNumbers } from '../office-anywhere/active-numbers.ts'
import type { DialCause, DialLeg } from '../run/operation.ts'
import type { CallContext } from '../run/script.ts'
import type { Does } from './does.ts'
import { colleagueAt, type Forward, forwardOf, mayForward } from './forwarding.ts'
import { type PhoneState, readPhoneState, type StateAbout } from './phone-state.ts'
import { isOutside, type RingUnit, unitsOf } from './ring-members.ts'
import { tellOfEmergency } from './tell-of-emergency.ts'

export interface LegRules extends StateAbout {
  /** Whether forwarding and Office Anywhere numbers count; `members`: not the forwarding of those who want it for direct calls only (M88b). */
  readonly followForwards: boolean | 'members'
  /** Calls of a queue: phones that want none of those are left out (A0 "endpoint filter"). */
  readonly forQueue?: boolean
  /** How phones sound to calls from inside and outside, in place of anything else (M29). */
  readonly ringtones?: Ringtones
}

export interface Ringtones {
  readonly internal: string
  readonly external: string
}

/** Everything the legs of one unit depend on. */
interface Scene {
  readonly call: CallContext
  readonly state: PhoneState
  /** The phones of colleagues whom calls are forwarded to. */
  readonly colleagues: PhoneState
  readonly rules: LegRules
  /** What phones inside show. */
  readonly shown: CallerIdentity
}

type Asking = Pick<Scene, 'call' | 'state' | 'rules'>

/** What ringing one unit means. */
export interface Rung {
  readonly legs: readonly DialLeg[]
  /** The callflow of a line of ours that calls are forwarded to: the call goes on there when no leg is left to ring or none has answered (M88b). */
  readonly onward?: Onward
}

export interface Onward {
  readonly callflowId: DocumentId
  /** Only while no phone of the unit is registered (M88b `failover`). */
  readonly whenUnregistered: boolean
}

/**
 * Phones to legs: do-not-disturb of account, user or device drops them, forwarding replaces them by the number it leads to or adds it (M88b),
 * people ring at the phones they are logged in at (M88c) and at their Office Anywhere numbers (M95), and each leg gets the caller ID it shows
 * and the ringtone it sounds with. A number that a callflow of ours answers is no leg: the call goes on there. Result: of each unit, in the units' order.
 */
export function* legsOf(call: CallContext, units: readonly RingUnit[], rules: LegRules): Does<readonly Rung[]> {
  const state = yield* readPhoneState(call, units, rules)
  const targets = units
    .flatMap((unit) => forwardsOf({ call, state, rules }, unit))
    .flatMap(({ number }) => {
      const colleague = colleagueAt(call, number)
      return colleague ? unitsOf(call, [{ ...ownTimes, id: colleague.id }], { canCallSelf: false }) : []
    })
  const colleagues = targets.length > 0 ? yield* readPhoneState(call, targets) : state
  const { design, caller } = call
  const shown = presentedCallerId({ design, caller, edits: call, reason: 'internal' })
  const scene = { call, state, colleagues, rules, shown }
  const rung = units.map((unit) => rungOf(scene, unit))
  for (const { legs } of rung) for (const leg of legs) if (leg.target.kind === 'number') yield* tellIfForHelp(call, leg)
  return rung
}

/** Somebody's calls are sent on to emergency services. */
function* tellIfForHelp({ design }: CallContext, { target, callerName, callerNumber }: DialLeg): Does<void> {
  if (target.kind === 'device' || !isEmergency(target.number, countryOf(design))) return
  const { number } = target
  yield* tellOfEmergency({ number, help: helpFor(design, callerNumber), shown: { callerName, callerNumber } })
}

/** Where the call goes on after a ringing that nobody answered: the first unit's line, in the units' order. */
export function onwardAfter(rung: readonly Rung[], failure: { readonly cause: DialCause }): DocumentId | undefined {
  const isOffline = failure.cause === 'unregistered' || failure.cause === 'unavailable'
  return rung.flatMap(({ onward }) => (onward && (isOffline || !onward.whenUnregistered) ? [onward.callflowId] : []))[0]
}

const ownTimes = { delayMs: 0, timeoutMs: 0, weight: 1 } as const

/** Somebody is logged in at the phone: it is theirs, not its owner's (M88c). */
const isGuests = ({ state }: Pick<Scene, 'state'>, unit: RingUnit) =>
  !unit.isPerson && unit.devices.some(({ id }) => state.hostsGuests(id))

/** Every forwarding that may count for a unit: the person's, and that of each phone. */
function forwardsOf(scene: Asking, unit: RingUnit): Forward[] {
  const person = personForward(scene, unit)
  const devices = unit.devices.flatMap(({ id }) => deviceForward(scene, id) ?? [])
  return person ? [person, ...devices] : devices
}

function personForward(scene: Asking, unit: RingUnit): Forward | undefined {
  if (unit.userId === undefined || isGuests(scene, unit)) return undefined
  return counting(scene, forwardOf(scene.call, scene.state, 'user', unit.userId))
}

const deviceForward = (scene: Asking, id: DocumentId) =>
  counting(scene, forwardOf(scene.call, scene.state, 'device', id))

function counting({ rules }: Pick<Scene, 'rules'>, forward: Forward | undefined): Forward | undefined {
  if (!forward || rules.followForwards === false) return undefined
  return rules.followForwards === 'members' && forward.directCallsOnly ? undefined : forward
}

function rungOf(scene: Scene, unit: RingUnit): Rung {
  const { call, state, rules } = scene
  const { userId } = unit
  const ownerCounts = userId !== undefined && !isGuests(scene, unit)
  if (ownerCounts && state.isQuiet('user', userId)) return nothing
  if ((ownerCounts || userId === undefined) && state.isOut(unit)) return nothing
  const forward = personForward(scene, unit)
  if (forward?.substitute && !forward.whenUnregistered) return forwarded(scene, unit, forward)
  const devices = devicesNow(scene, unit).filter((device) => !(rules.forQueue && device.excludeFromQueues))
  const awake = devices.filter(({ id }) => !state.isQuiet('device', id))
  const own = joined(awake.map((device) => rungOfDevice(scene, unit, device)))
  const user = ownerCounts && unit.isPerson ? call.design.find('user', userId) : undefined
  const anywhere: Rung = { legs: user && rules.followForwards !== false ? anywhereLegs(call, unit, user) : [] }
  if (!forward) return joined([own, anywhere])
  if (!forward.whenUnregistered) return joined([own, forwarded(scene, unit, forward), anywhere])
  const registering = devices.filter((device) => !isOutside(device)).map(({ id }) => id)
  const reachesOthers = registering.length === 0 && own.legs.length > 0 // a cell phone is never offline
  return joined([own, reachesOthers ? nothing : offline(forwarded(scene, unit, forward), registering), anywhere])
}

function rungOfDevice(scene: Scene, unit: RingUnit, device: Device): Rung {
  const forward = deviceForward(scene, device.id)
  const itself = deviceRung(scene, unit, device)
  if (!forward) return itself
  const away = forwarded(scene, unit, forward)
  if (forward.whenUnregistered) return joined([itself, offline(away, [device.id])])
  return forward.substitute ? away : joined([itself, away])
}

const nothing: Rung = { legs: [] }

/** All legs, and the first line that a call goes on at. */
function joined(rung: readonly Rung[]): Rung {
  const [only] = rung
  if (only && rung.length === 1) return only
  const onward = rung.find((each) => each.onward)?.onward
  return { legs: rung.flatMap(({ legs }) => legs), ...(onward && { onward }) }
}

const offline = ({ legs, onward }: Rung, whenUnregistered: readonly DocumentId[]): Rung => ({
  legs: legs.map((leg) => ({ ...leg, whenUnregistered })),
  ...(onward && { onward: { ...onward, whenUnregistered: true } }),
})

/** A person's own phones without those that host others, and the phones they are logged in at (M88c). */
function devicesNow({ state }: Pick<Scene, 'state'>, unit: RingUnit): readonly Device[] {
  if (!unit.isPerson || !unit.userId) return unit.devices
  const own = unit.devices.filter(({ id }) => !state.hostsGuests(id))
  return [...own, ...state.loggedInAt(unit.userId).filter((device) => !own.includes(device))]
}

/** Legs to a person's Office Anywhere numbers, for moving a call there (M97). */
export function numberLegs(call: CallContext, user: User, timeoutMs: number): DialLeg[] {
  return anywhereLegs(call, { userId: user.id, isPerson: true, devices: [], ...ownTimes, timeoutMs }, user)
}

/** M95, M106: every active number of the person, but not the one this very call comes from. */
function anywhereLegs(call: CallContext, unit: RingUnit, user: User): DialLeg[] {
  return activeNumbers(call.design, user)
    .filter((number) => call.caller.origin.kind === 'device' || number !== call.caller.number)
    .flatMap((number) => outsideRung(call, unit, { number, requireKeypress: true, keepCallerId: true }).legs)
}

/** A phone that several members lead to rings once, from the earliest delay to the latest end, unless the times do not touch. */
export function mergeLegs(legs: readonly DialLeg[]): readonly DialLeg[] {
  if (legs.length < 2) return legs
  const merged: DialLeg[] = []
  const latest = new Map<string, number>()
  for (const leg of legs.toSorted((left, right) => left.delayMs - right.delayMs)) {
    const target = targetText(leg)
    const index = latest.get(target) ?? merged.length
    const earlier = merged[index]
    if (earlier && endMs(earlier) >= leg.delayMs) {
      merged[index] = { ...earlier, timeoutMs: Math.max(endMs(earlier), endMs(leg)) - earlier.delayMs }
    } else {
      latest.set(target, merged.length)
      merged.push(leg)
    }
  }
  return merged
}

const endMs = (leg: DialLeg) => leg.delayMs + leg.timeoutMs

const targetText = ({ target, whenUnregistered }: DialLeg) =>
  `${target.kind === 'device' ? target.deviceId : `number ${target.number}`}${whenUnregistered ? ` ${whenUnregistered.join(' ')}` : ''}`

function deviceRung(scene: Scene, unit: RingUnit, device: Device): Rung {
  const { call, rules } = scene
  const { requireKeypress } = device
  if (isOutside(device)) {
    const { outsideNumber: number, keepCallerId } = device
    return outsideRung(call, unit, {
      number,
      requireKeypress,
      keepCallerId,
      by: { deviceId: device.id, userId: unit.userId },
    })
  }
  const alertInfo = ringtoneOf(call, device, rules.ringtones)
  const leg: DialLeg = {
    ...legTimes(unit),
    target: { kind: 'device', deviceId: device.id },
    requireKeypress,
    ...legCallerId(scene.shown),
    ...(alertInfo === '' ? {} : { alertInfo }),
  }
  return { legs: [leg] }
}

/**
 * How the phone sounds (M29 `ringtones`): as the ring group says, else as a distinctive ring step says (the whole dial carries that), else as the
 * phone, its owner or the account say. Colleagues and outside callers have their own.
 */
function ringtoneOf({ caller, alertInfo, design }: CallContext, device: Device, ofGroup?: Ringtones): string {
  const side = caller.origin.kind === 'device' ? 'internal' : 'external'
  const group = ofGroup?.[side] ?? ''
  if (group !== '' || alertInfo !== '') return group
  const owner = design.find('user', device.ownerId)
  return device.ringtones[side] || (owner?.ringtones[side] ?? '') || (design.account?.ringtones[side] ?? '')
}

/**
 * A colleague's phones by extension, else a line of ours, else a number outside. Colleagues are not disturbed against their will, and where they forward to
 * is not followed: that ends loops. Numbers that whoever forwards may not call are not rung.
 */
function forwarded(scene: Scene, unit: RingUnit, to: Forward): Rung {
  const { call, colleagues } = scene
  const by = { userId: unit.userId, ...to.by }
  const marks = {
    forwardedBy: to.by.userId ?? to.by.deviceId ?? '',
    ...(to.ignoreEarlyMedia ? {} : { earlyMedia: true }),
  }
  const colleague = colleagueAt(call, to.number)
  if (!colleague) {
    const { legs, onward } = outsideRung(call, unit, { ...to, by })
    return onward ? { legs, onward } : { legs: mayForward(call, to) ? legs.map((leg) => ({ ...leg, ...marks })) : [] }
  }
  if (colleagues.isQuiet('user', colleague.id)) return nothing
  const { design, caller } = call
  const shown = to.keepCallerId
    ? {}
    : legCallerId(presentedCallerId({ design, caller, edits: call, reason: 'internal', forwardedBy: by }))
  const legs = unitsOf(call, [{ ...unit, id: colleague.id }], { canCallSelf: false }).flatMap((each) =>
    devicesNow({ state: colleagues }, each)
      .filter(({ id }) => !colleagues.isQuiet('device', id))
      .flatMap((device) => deviceRung(scene, each, device).legs),
  )
  const isAsked = (leg: DialLeg) => leg.requireKeypress || to.requireKeypress
  return { legs: legs.map((leg) => ({ ...leg, ...shown, ...marks, requireKeypress: isAsked(leg) })) }
}

interface OutsideTarget {
  readonly number: string
  readonly requireKeypress: boolean
  readonly keepCallerId: boolean
  /** Who passes the call on. */
  readonly by?: { readonly deviceId?: DocumentId | undefined; readonly userId?: DocumentId | undefined }
}

/** A line of ours when a callflow answers the number, a carrier else; nothing where no trunk leads out. */
function outsideRung(call: CallContext, unit: RingUnit, to: OutsideTarget): Rung {
  const line = call.lookup(to.number)
  if (line) return { legs: [], onward: { callflowId: line.callflowId, whenUnregistered: false } }
  const forwardedBy = to.keepCallerId ? {} : { forwardedBy: to.by ?? { userId: unit.userId } }
  const { design, caller } = call
  const way = wayOut({ design, caller, edits: call, number: to.number, ...forwardedBy })
  const [trunkId, ...orTrunkIds] = way.trunkIds
  if (trunkId === undefined) return nothing
  const leg: DialLeg = {
    ...legTimes(unit),
    target: { kind: 'number', number: way.number, trunkId },
    ...(orTrunkIds.length === 0 ? {} : { orTrunkIds }),
    requireKeypress: to.requireKeypress && !way.isEmergency,
    ...way.shown,
  }
  return { legs: [leg] }
}

const legTimes = ({ userId, delayMs, timeoutMs }: RingUnit) => ({ ...(userId ? { userId } : {}), delayMs, timeoutMs })
