import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { clockOf, type DayNumber } from '../schedule/local-time.ts'
import { clock } from '../schedule/clock-words.ts'
import { countryOf } from './country.ts'
import { callForHelp } from './emergency.ts'
import type { OutsidePayer } from './outside-payer.ts'

/** Which limit keeps a call in. */
export type OutsideLimit =
  | 'stopped'
  | 'night'
  | 'calls-at-once'
  | 'minutes'
  | 'month-minutes'
  | 'night-calls-at-once'
  | 'night-minutes'
  | 'device-calls-at-once'
  | 'device-minutes'
  | 'device-month-minutes'
  | 'everybody-calls-at-once'
  | 'everybody-minutes'
  | 'everybody-month-minutes'
  | 'trunk-minutes'

/** A limit that is reached, and the sentence that says so: which, how much, and whose. */
export interface LimitReached {
  readonly limit: OutsideLimit
  readonly says: string
}

/** Whose calls and minutes are counted. The account stands for everybody. */
export interface OutsideParty {
  readonly scope: 'user' | 'device' | 'account' | 'trunk'
  readonly id: DocumentId
}

/** What somebody has used: live calls, ringing ones included, and what was talked. */
export interface OutsideUsed {
  readonly calls: number
  readonly dayMs: number
  readonly monthMs: number
  /** Of the night that it is now; 0 by day. */
  readonly nightMs: number
}

export interface OutsideUseSoFar {
  of(party: OutsideParty): OutsideUsed
  /** Why the outside calls of a party were stopped; undefined while they are not. */
  stopOf(party: OutsideParty): string | undefined
}

/** One call that is about to leave. */
export interface LeavingCall extends OutsidePayer {
  readonly design: DesignSnapshot
  readonly number: string
  readonly trunkId: DocumentId
  /** Epoch ms. */
  readonly wallMs: number
}

/**
 * The first limit that keeps an outside call in; undefined lets it go. The one decision that engine and rehearsal ask for. Calls for help and help lines
 * are under none.
 */
export function limitReached(call: LeavingCall, soFar: OutsideUseSoFar): LimitReached | undefined {
  if (callForHelp(call.number, countryOf(call.design))) return undefined
  for (const party of partiesStopped(call)) {
    const why = soFar.stopOf(party)
    if (why !== undefined) return { limit: 'stopped', says: stoppedWords(nameOf(call.design, party), why) }
  }
  const closed = closedAtNight(call)
  if (closed) return closed
  return ceilingsOf(call).find(({ party, of, most }) => soFar.of(party)[of] >= most * (of === 'calls' ? 1 : MINUTE_MS))
}

/** The limits that may keep such a call in at some other moment, for rehearsals to reach: what `limitReached` would say of each. */
export function limitsAhead(call: LeavingCall): readonly LimitReached[] {
  if (callForHelp(call.number, countryOf(call.design))) return []
  const { account } = call.design
  const [party] = partiesStopped(call)
  const stopped =
    account?.outsideWatch.stops && party
      ? [{ limit: 'stopped', says: stoppedWords(nameOf(call.design, party), 'they looked wrong') } as const]
      : []
  return [...ceilingsOf(call), ...stopped]
}

/** Nothing is used, nobody stopped. */
export const nothingUsed: OutsideUseSoFar = {
  of: () => ({ calls: 0, dayMs: 0, monthMs: 0, nightMs: 0 }),
  stopOf: () => undefined,
}

/** Whoever is stopped when calls look wrong: the person, else the phone, else all calls that are nobody's. */
export function partyToStop(design: DesignSnapshot, { userId, deviceId }: OutsidePayer): OutsideParty {
  if (userId !== '') return { scope: 'user', id: userId }
  return deviceId !== '' ? { scope: 'device', id: deviceId } : { scope: 'account', id: design.account?.id ?? '' }
}

const partiesStopped = (call: LeavingCall): readonly OutsideParty[] => {
  const own = partyToStop(call.design, call)
  return own.scope === 'user' && call.deviceId !== '' ? [own, { scope: 'device', id: call.deviceId }] : [own]
}

export const stoppedWords = (whose: string, why: string) => `The outside calls of ${whose} are stopped: ${why}`

/** As sentences call them. */
export function nameOf(design: DesignSnapshot, { scope, id }: OutsideParty): string {
  if (scope === 'account') return 'callers from outside'
  const name = design.find(scope, id)?.name ?? id
  return scope === 'user' ? name : scope === 'device' ? `the phone "${name}"` : `the trunk "${name}"`
}

/** The night it is, by the day it began on; undefined by day. The hours are those of the account's clock; equal ones make no night. */
export function nightAt(design: DesignSnapshot, wallMs: number): DayNumber | undefined {
  const { fromSec = 0, untilSec = 0 } = design.account?.outsideAtNight ?? {}
  const { day, secondOfDay } = clockOf(design, null).at(wallMs)
  if (fromSec < untilSec) return secondOfDay >= fromSec && secondOfDay < untilSec ? day : undefined
  if (fromSec === untilSec) return undefined
  if (secondOfDay >= fromSec) return day
  return secondOfDay < untilSec ? day - 1 : undefined
}

/** How a person's night goes, and the hours in words. */
function nightOf({ design, userId, wallMs }: LeavingCall) {
  const { account } = design
  if (!account || nightAt(design, wallMs) === undefined) return undefined
  const user = design.find('user', userId)
  const { fromSec, untilSec, callsAtOnce, minutes, manner } = account.outsideAtNight
  const own = user?.outsideLimits === 'own' ? user.outsideAtNight : manner
  return { manner: own, callsAtOnce, minutes, hours: `from ${clock(fromSec)} to ${clock(untilSec)}` }
}

/** For people and phones of ours: where a step sends a caller from outside on, whoever drew it meant it. */
function closedAtNight(call: LeavingCall): LimitReached | undefined {
  const night = call.userId === '' && call.deviceId === '' ? undefined : nightOf(call)
  if (night?.manner !== 'none') return undefined
  const whose = nameOf(call.design, partyToStop(call.design, call))
  return { limit: 'night', says: `Calls outside of ${whose} are off at night, ${night.hours}` }
}

interface Ceiling extends LimitReached {
  readonly party: OutsideParty
  readonly of: keyof OutsideUsed
  /** Calls, or minutes. */
  readonly most: number
}

/** Every limit that holds for a call, in the order they are looked at: what is a person's, a phone's, everybody's, the trunk's. */
function ceilingsOf(call: LeavingCall): readonly Ceiling[] {
  const { design, userId, deviceId, trunkId } = call
  const { account } = design
  const user = design.find('user', userId)
  const device = design.find('device', deviceId)
  const person = user?.outsideLimits === 'own' ? user : user && account
  const all = account?.everybodyOutside
  const night = user && nightOf(call)
  const found: Ceiling[] = []
  const add = (limit: OutsideLimit, party: OutsideParty, of: keyof OutsideUsed, most = 0) => {
    if (most > 0) found.push({ limit, party, of, most, says: reachedWords(whoseOf(design, party), of, most) })
  }
  const ofUser = { scope: 'user', id: userId } as const
  if (night?.manner === 'fewer') {
    add('night-calls-at-once', ofUser, 'calls', night.callsAtOnce)
    add('night-minutes', ofUser, 'nightMs', night.minutes)
  }
  add('calls-at-once', ofUser, 'calls', person?.outsideCallsAtOnce)
  add('minutes', ofUser, 'dayMs', person?.outsideMinutesADay)
  add('month-minutes', ofUser, 'monthMs', person?.outsideMinutesAMonth)
  const ofDevice = { scope: 'device', id: deviceId } as const
  add('device-calls-at-once', ofDevice, 'calls', device?.outsideCallsAtOnce)
  add('device-minutes', ofDevice, 'dayMs', device?.outsideMinutesADay)
  add('device-month-minutes', ofDevice, 'monthMs', device?.outsideMinutesAMonth)
  const ofAll = { scope: 'account', id: account?.id ?? '' } as const
  add('everybody-calls-at-once', ofAll, 'calls', all?.callsAtOnce)
  add('everybody-minutes', ofAll, 'dayMs', all?.minutesADay)
  add('everybody-month-minutes', ofAll, 'monthMs', all?.minutesAMonth)
  add('trunk-minutes', { scope: 'trunk', id: trunkId }, 'dayMs', design.find('trunk', trunkId)?.outsideMinutesADay)
  return found
}

function whoseOf(design: DesignSnapshot, party: OutsideParty): string {
  if (party.scope === 'account') return 'Everybody together'
  const name = nameOf(design, party)
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function reachedWords(who: string, of: keyof OutsideUsed, most: number): string {
  if (of === 'calls') return `${who} has ${most} outside ${most === 1 ? 'call' : 'calls'}, as many as may be at once`
  return `${who} has used up ${most} outside ${most === 1 ? 'minute' : 'minutes'} of the ${spans[of]}`
}

const spans = { dayMs: 'day', monthMs: 'month', nightMs: 'night' } as const

const MINUTE_MS = 60_000

/** All others keep the call in by whatever trunk. */
export const isOfTrunk = (limit: OutsideLimit): boolean => limit === 'trunk-minutes'
