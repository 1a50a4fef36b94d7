import type { Device } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { Operation, OperationResult, StateKey, StateValue } from '../run/operation.ts'
import { type CallContext, perform } from '../run/script.ts'
import {
  doNotDisturbKey,
  forwardToKey,
  hotDeskDevicesKey,
  hotDeskUsersKey,
  idsIn,
  ringGroupOutKey,
} from '../run/state-keys.ts'
import { isRingable, type RingUnit } from './ring-members.ts'

/** What was switched by phone and counts for ringing, over what the documents say. */
export interface PhoneState {
  /** Do not disturb, of the account, the person or the phone: any will do (A0 "DND merge"). Switched by phone beats the document. */
  isQuiet(scope: 'user' | 'device', id: string): boolean
  /** Undefined when nothing was ever switched by phone; empty when it was switched off. */
  forwardTo(scope: 'user' | 'device', id: string): string | undefined
  /**
   * Out of the ring groups of the flow: logged out by phone, or a member until some moment that is still to come and that no log-in by phone
   * has overridden (M29 `disable_until`).
   */
  isOut(unit: RingUnit): boolean
  hostsGuests(deviceId: string): boolean
  /** Phones a person is logged in at that can ring now. */
  loggedInAt(userId: string): readonly Device[]
}

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
  const { design } = call
  return {
    isQuiet: (scope, id) => {
      if (design.account?.doNotDisturb) return true
      const switched = value(doNotDisturbKey(scope, id))
      return typeof switched === 'boolean' ? switched : (design.find(scope, id)?.doNotDisturb ?? false)
    },
    forwardTo: (scope, id) => {
      const number = value(forwardToKey(scope, id))
      return typeof number === 'string' ? number : undefined
    },
    isOut: ({ userId, outUntilMs = 0 }) => {
      const switched =
        ringGroupsOf === undefined || userId === undefined ? undefined : value(ringGroupOutKey(ringGroupsOf, userId))
      if (switched === true) return true
      return (
        outUntilMs > (nowMs ?? Number.POSITIVE_INFINITY) && !(typeof switched === 'number' && switched >= outUntilMs)
      )
    },
    hostsGuests: (id) => idsIn(value(hotDeskUsersKey(id))).length > 0,
    loggedInAt: (userId) =>
      hosts(userId).flatMap((deviceId) => {
        const device = design.find('device', deviceId)
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
