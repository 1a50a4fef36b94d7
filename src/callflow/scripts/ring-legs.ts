import type { Device, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { countryOf } from '../numbering/country.ts'
import { type CallerIdentity, presentedCallerId } from '../numbering/caller-id.ts'
import { toE164 } from '../numbering/e164.ts'
import { activeNumbers } from '../office-anywhere/active-numbers.ts'
import type { DialLeg, Operation, OperationResult } from '../run/operation.ts'
import type { CallContext } from '../run/script.ts'
import { colleagueAt, type Forward, forwardOf, mayForward } from './forwarding.ts'
import { type PhoneState, readPhoneState, type StateAbout } from './phone-state.ts'
import { isOutside, type RingUnit, unitsOf } from './ring-members.ts'

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

/**
 * Phones to legs: do-not-disturb of account, user or device drops them, forwarding replaces them by the number it leads to or adds it (M88b),
 * people ring at the phones they are logged in at (M88c) and at their Office Anywhere numbers (M95), and each leg gets the caller ID it shows
 * and the ringtone it sounds with. Result: the legs of each unit, in the units' order.
 */
export function* legsOf(
  call: CallContext,
  units: readonly RingUnit[],
  rules: LegRules,
): Generator<Operation, DialLeg[][], OperationResult> {
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
  return units.map((unit) => legsOfUnit(scene, unit))
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

function legsOfUnit(scene: Scene, unit: RingUnit): DialLeg[] {
  const { call, state, rules } = scene
  const { userId } = unit
  const ownerCounts = userId !== undefined && !isGuests(scene, unit)
  if (ownerCounts && state.isQuiet('user', userId)) return []
  if ((ownerCounts || userId === undefined) && state.isOut(unit)) return []
  const forward = personForward(scene, unit)
  if (forward?.substitute && !forward.whenUnregistered) return forwardLegs(scene, unit, forward)
  const devices = devicesNow(scene, unit).filter((device) => !(rules.forQueue && device.excludeFromQueues))
  const own = devices.flatMap((device) => (state.isQuiet('device', device.id) ? [] : legsOfDevice(scene, unit, device)))
  const user = ownerCounts && unit.isPerson ? call.design.find('user', userId) : undefined
  const anywhere = user && rules.followForwards !== false ? anywhereLegs(call, unit, user) : []
  if (!forward) return [...own, ...anywhere]
  if (!forward.whenUnregistered) return [...own, ...forwardLegs(scene, unit, forward), ...anywhere]
  const registering = devices.filter((device) => !isOutside(device)).map(({ id }) => id)
  const reachesOthers = registering.length === 0 && own.length > 0 // a cell phone is never offline
  return [...own, ...(reachesOthers ? [] : offline(forwardLegs(scene, unit, forward), registering)), ...anywhere]
}

function legsOfDevice(scene: Scene, unit: RingUnit, device: Device): DialLeg[] {
  const forward = deviceForward(scene, device.id)
  if (!forward) return [deviceLeg(scene, unit, device)]
  const forwarded = forwardLegs(scene, unit, forward)
  if (forward.whenUnregistered) return [deviceLeg(scene, unit, device), ...offline(forwarded, [device.id])]
  return forward.substitute ? forwarded : [deviceLeg(scene, unit, device), ...forwarded]
}

const offline = (legs: readonly DialLeg[], whenUnregistered: readonly DocumentId[]): DialLeg[] =>
  legs.map((leg) => ({ ...leg, whenUnregistered }))

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
    .map((number) => outsideLeg(call, unit, { number, requireKeypress: true, keepCallerId: true }))
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

function deviceLeg(scene: Scene, unit: RingUnit, device: Device): DialLeg {
  const { call, rules } = scene
  const { requireKeypress } = device
  if (isOutside(device)) {
    const { outsideNumber: number, keepCallerId } = device
    return outsideLeg(call, unit, {
      number,
      requireKeypress,
      keepCallerId,
      by: { deviceId: device.id, userId: unit.userId },
    })
  }
  const alertInfo = ringtoneOf(call, device, rules.ringtones)
  return {
    ...legTimes(unit),
    target: { kind: 'device', deviceId: device.id },
    requireKeypress,
    ...asShown(scene.shown),
    ...(alertInfo === '' ? {} : { alertInfo }),
  }
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
 * A colleague's phones by extension, else a number outside. Colleagues are not disturbed against their will, and where they forward to
 * is not followed: that ends loops. Numbers that whoever forwards may not call are not rung.
 */
function forwardLegs(scene: Scene, unit: RingUnit, to: Forward): DialLeg[] {
  const { call, colleagues } = scene
  const by = { userId: unit.userId, ...to.by }
  const marks = {
    forwardedBy: to.by.userId ?? to.by.deviceId ?? '',
    ...(to.ignoreEarlyMedia ? {} : { earlyMedia: true }),
  }
  const colleague = colleagueAt(call, to.number)
  if (!colleague) {
    return mayForward(call, to) ? [{ ...outsideLeg(call, unit, { ...to, by }), ...marks }] : []
  }
  if (colleagues.isQuiet('user', colleague.id)) return []
  const { design, caller } = call
  const shown = to.keepCallerId
    ? {}
    : asShown(presentedCallerId({ design, caller, edits: call, reason: 'internal', forwardedBy: by }))
  return unitsOf(call, [{ ...unit, id: colleague.id }], { canCallSelf: false }).flatMap((each) =>
    devicesNow({ state: colleagues }, each)
      .filter(({ id }) => !colleagues.isQuiet('device', id))
      .map((device) => {
        const leg = deviceLeg(scene, each, device)
        return { ...leg, ...shown, ...marks, requireKeypress: leg.requireKeypress || to.requireKeypress }
      }),
  )
}

const asShown = ({ name, number }: CallerIdentity) => ({
  callerName: name,
  callerNumber: number,
})

interface OutsideTarget {
  readonly number: string
  readonly requireKeypress: boolean
  readonly keepCallerId: boolean
  /** Who passes the call on. */
  readonly by?: { readonly deviceId?: DocumentId | undefined; readonly userId?: DocumentId | undefined }
}

function outsideLeg(call: CallContext, unit: RingUnit, to: OutsideTarget): DialLeg {
  const { design, caller } = call
  const { account } = design
  const forwardedBy = to.keepCallerId ? {} : { forwardedBy: to.by ?? { userId: unit.userId } }
  const shown = presentedCallerId({ design, caller, edits: call, reason: 'external', ...forwardedBy })
  const number = toE164(to.number, countryOf(design)) ?? to.number
  return {
    ...legTimes(unit),
    target: { kind: 'number', number, ...(account?.outboundTrunkId ? { trunkId: account.outboundTrunkId } : {}) },
    requireKeypress: to.requireKeypress,
    ...asShown(shown),
  }
}

const legTimes = ({ userId, delayMs, timeoutMs }: RingUnit) => ({ ...(userId ? { userId } : {}), delayMs, timeoutMs })
