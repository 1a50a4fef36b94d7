import type { Device } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { oncePer } from '../design/once-per.ts'
import type { Operation, OperationResult, ResultOf, StateKey, StateValue } from '../run/operation.ts'
import { type CallContext, perform } from '../run/script.ts'
import {
  doNotDisturbKey,
  forwardToKey,
  hotDeskDevicesKey,
  hotDeskUsersKey,
  idsIn,
  ringGroupOutKey,
} from '../run/state-keys.ts'
import { isReachable, type RingUnit } from './ring-members.ts'

export interface StateAbout {
  /** People logged out of this flow's ring groups are out. */
  readonly ringGroupsOf?: DocumentId | undefined
  /** Now, where members may be out until some moment. */
  readonly nowMs?: number | undefined
}

/** One read for everybody; a second one only when somebody is logged in at a phone that is not theirs. */
export function* readPhoneState(
  call: CallContext,
  units: readonly RingUnit[],
  { ringGroupsOf, nowMs }: StateAbout = {},
): Generator<Operation, PhoneState, OperationResult> {
  const asked = askedAbout(units, ringGroupsOf)
  const state = new PhoneState(call, nowMs)
  if (asked.keys.length > 0) state.learn(asked, yield* perform({ kind: 'read-state', keys: asked.keys }))
  const elsewhere = [...asked.user.keys()].flatMap((userId) => state.hostsOf(userId))
  const hosts = new Set(elsewhere.filter((id) => !asked.device.has(id)))
  if (hosts.size > 0) {
    const further = questions(new Set(), hosts, undefined)
    state.learn(further, yield* perform({ kind: 'read-state', keys: further.keys }))
  }
  return state
}

/** What one read asks about people and phones, and where in the answer each stands. */
interface Asked {
  readonly keys: readonly StateKey[]
  /** The first of three answers about each: do not disturb, forwarding, hot desk. */
  readonly user: ReadonlyMap<DocumentId, number>
  readonly device: ReadonlyMap<DocumentId, number>
  /** Whether each user is out of the ring groups. */
  readonly out: ReadonlyMap<DocumentId, number>
}

const QUIET = 0
const FORWARD = 1
const HOT_DESK = 2

/** The same units are asked about call after call, by the ring groups of one flow or in general. */
const askedBefore = oncePer((_units: readonly RingUnit[]) => new Map<DocumentId | undefined, Asked>())

function askedAbout(units: readonly RingUnit[], ringGroupsOf: DocumentId | undefined): Asked {
  const known = askedBefore(units).get(ringGroupsOf)
  if (known) return known
  const users = new Set(units.flatMap(({ userId }) => userId ?? []))
  const devices = new Set(units.flatMap((unit) => unit.devices.map(({ id }) => id)))
  const asked = questions(users, devices, ringGroupsOf)
  askedBefore(units).set(ringGroupsOf, asked)
  return asked
}

function questions(
  users: ReadonlySet<DocumentId>,
  devices: ReadonlySet<DocumentId>,
  ringGroupsOf: DocumentId | undefined,
): Asked {
  const keys: StateKey[] = []
  const ask = (...some: readonly StateKey[]) => keys.push(...some) - some.length
  const placed = (ids: ReadonlySet<DocumentId>, place: (id: DocumentId) => number) =>
    new Map([...ids].map((id) => [id, place(id)]))
  return {
    keys,
    user: placed(users, (id) => ask(doNotDisturbKey('user', id), forwardToKey('user', id), hotDeskDevicesKey(id))),
    device: placed(devices, (id) =>
      ask(doNotDisturbKey('device', id), forwardToKey('device', id), hotDeskUsersKey(id)),
    ),
    out: ringGroupsOf === undefined ? new Map() : placed(users, (id) => ask(ringGroupOutKey(ringGroupsOf, id))),
  }
}

/** What was switched by phone and counts for ringing, over what the documents say. */
export class PhoneState {
  readonly #call: CallContext
  readonly #nowMs: number | undefined
  readonly #reads: { readonly asked: Asked; readonly values: readonly (StateValue | undefined)[] }[] = []

  constructor(call: CallContext, nowMs: number | undefined) {
    this.#call = call
    this.#nowMs = nowMs
  }

  learn(asked: Asked, { values }: ResultOf<'read-state'>): void {
    this.#reads.push({ asked, values })
  }

  /** Do not disturb, of the account, the person or the phone: any will do (A0 "DND merge"). Switched by phone beats the document. */
  isQuiet(scope: 'user' | 'device', id: DocumentId): boolean {
    const { design } = this.#call
    if (design.account?.doNotDisturb) return true
    const switched = this.#value(scope, id, QUIET)
    return typeof switched === 'boolean' ? switched : (design.find(scope, id)?.doNotDisturb ?? false)
  }

  /** Undefined when nothing was ever switched by phone; empty when it was switched off. */
  forwardTo(scope: 'user' | 'device', id: DocumentId): string | undefined {
    const number = this.#value(scope, id, FORWARD)
    return typeof number === 'string' ? number : undefined
  }

  /**
   * Out of the ring groups of the flow: logged out by phone, or a member until some moment that is still to come and that no log-in by phone
   * has overridden (M29 `disable_until`).
   */
  isOut({ userId, outUntilMs = 0 }: RingUnit): boolean {
    const switched = userId === undefined ? undefined : this.#value('out', userId)
    if (switched === true) return true
    const isLater = outUntilMs > (this.#nowMs ?? Number.POSITIVE_INFINITY)
    return isLater && !(typeof switched === 'number' && switched >= outUntilMs)
  }

  hostsGuests(deviceId: DocumentId): boolean {
    return this.#guestsOf(deviceId).length > 0
  }

  /** Phones a person is logged in at. */
  hostsOf(userId: DocumentId): readonly DocumentId[] {
    return idsIn(this.#value('user', userId, HOT_DESK))
  }

  /** Those of them that can ring now. */
  loggedInAt(userId: DocumentId): readonly Device[] {
    const { design, caller } = this.#call
    return this.hostsOf(userId).flatMap((deviceId) => {
      const device = design.find('device', deviceId)
      const isCaller = caller.origin.kind === 'device' && caller.origin.deviceId === deviceId
      const isHere = this.#guestsOf(deviceId).includes(userId)
      return device && !isCaller && isHere && isReachable(device) ? [device] : []
    })
  }

  #guestsOf(deviceId: DocumentId): readonly DocumentId[] {
    return idsIn(this.#value('device', deviceId, HOT_DESK))
  }

  #value(of: 'user' | 'device' | 'out', id: DocumentId, which = 0): StateValue | undefined {
    for (const { asked, values } of this.#reads) {
      const place = asked[of].get(id)
      if (place !== undefined) return values[place + which]
    }
    return undefined
  }
}
