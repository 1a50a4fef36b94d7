import { describe, expect, it } from 'vitest'
import type { Account, Device, Document, User } from '../design/document.ts'
import { makeDocument } from '../design/document.ts'
import { accountOutsideLimits } from '../design/kinds/outside-limits.ts'
import { snapshotOf } from '../design/snapshot.ts'
import {
  type LeavingCall,
  limitReached,
  limitsAhead,
  nightAt,
  nothingUsed,
  type OutsideUsed,
  type OutsideUseSoFar,
} from './outside-limits.ts'

const MINUTE_MS = 60_000
/** Noon in New York. */
const noonMs = Date.UTC(2026, 10, 21, 17)
/** Three at night. */
const threeMs = Date.UTC(2026, 10, 21, 8)

const account = (fields: Partial<Account> = {}) =>
  makeDocument('account', { id: 'a', name: 'Northwind', timezone: 'America/New_York', ...fields })
const user = (fields: Partial<User> = {}) => makeDocument('user', { id: 'u', name: 'Alex', ...fields })
const phone = (fields: Partial<Device> = {}) => makeDocument('device', { id: 'd', name: 'Desk', ...fields })
const trunk = (fields = {}) => makeDocument('trunk', { id: 't', name: 'Carrier', ...fields })
const everybody = (fields: Partial<Account['everybodyOutside']>) => ({
  everybodyOutside: accountOutsideLimits.everybodyOutside.parse(fields),
})
const atNight = (fields: Partial<Account['outsideAtNight']>) => ({
  outsideAtNight: accountOutsideLimits.outsideAtNight.parse(fields),
})

const leaving = (documents: readonly Document[], about: Partial<LeavingCall> = {}): LeavingCall => ({
  design: snapshotOf([account(), user(), phone(), trunk(), ...documents]),
  number: '+442079460000',
  userId: 'u',
  deviceId: 'd',
  trunkId: 't',
  wallMs: noonMs,
  ...about,
})

/** What each scope has used; nothing where it does not say. */
const used = (by: Partial<Record<'user' | 'device' | 'account' | 'trunk', Partial<OutsideUsed>>>): OutsideUseSoFar => ({
  of: ({ scope }) => ({ calls: 0, dayMs: 0, monthMs: 0, nightMs: 0, ...by[scope] }),
  stopOf: () => undefined,
})

describe('limits on outside calls', () => {
  it('there is none unless somebody sets one', () => {
    const lots = { calls: 900, dayMs: 9e9, monthMs: 9e9, nightMs: 9e9 }
    const call = leaving([], { wallMs: threeMs })
    expect(limitReached(call, used({ user: lots, device: lots, account: lots, trunk: lots }))).toBeUndefined()
    expect(limitsAhead(call)).toEqual([])
  })

  const limits: readonly (readonly [
    limit: string,
    says: string,
    documents: readonly Document[],
    by: Parameters<typeof used>[0],
    below: Parameters<typeof used>[0],
  ])[] = [
    [
      'calls-at-once',
      'Alex has 2 outside calls, as many as may be at once',
      [account({ outsideCallsAtOnce: 2 })],
      { user: { calls: 2 } },
      { user: { calls: 1 }, device: { calls: 9 } },
    ],
    [
      'minutes',
      'Alex has used up 60 outside minutes of the day',
      [account({ outsideMinutesADay: 60 })],
      { user: { dayMs: 60 * MINUTE_MS } },
      { user: { dayMs: 60 * MINUTE_MS - 1, monthMs: 9e9 } },
    ],
    [
      'month-minutes',
      'Alex has used up 1 outside minute of the month',
      [account({ outsideMinutesAMonth: 1 })],
      { user: { monthMs: MINUTE_MS } },
      { user: { monthMs: MINUTE_MS - 1 } },
    ],
    [
      'device-calls-at-once',
      'The phone "Desk" has 1 outside call, as many as may be at once',
      [phone({ outsideCallsAtOnce: 1 })],
      { device: { calls: 1 } },
      { user: { calls: 5 } },
    ],
    [
      'device-minutes',
      'The phone "Desk" has used up 5 outside minutes of the day',
      [phone({ outsideMinutesADay: 5 })],
      { device: { dayMs: 5 * MINUTE_MS } },
      { user: { dayMs: 9e9 } },
    ],
    [
      'device-month-minutes',
      'The phone "Desk" has used up 5 outside minutes of the month',
      [phone({ outsideMinutesAMonth: 5 })],
      { device: { monthMs: 5 * MINUTE_MS } },
      { device: { dayMs: 9e9 } },
    ],
    [
      'everybody-calls-at-once',
      'Everybody together has 10 outside calls, as many as may be at once',
      [account(everybody({ callsAtOnce: 10 }))],
      { account: { calls: 10 } },
      { account: { calls: 9 }, user: { calls: 9 } },
    ],
    [
      'everybody-minutes',
      'Everybody together has used up 10 outside minutes of the day',
      [account(everybody({ minutesADay: 10 }))],
      { account: { dayMs: 10 * MINUTE_MS } },
      { user: { dayMs: 9e9 } },
    ],
    [
      'everybody-month-minutes',
      'Everybody together has used up 10 outside minutes of the month',
      [account(everybody({ minutesAMonth: 10 }))],
      { account: { monthMs: 10 * MINUTE_MS } },
      { account: { dayMs: 9e9 } },
    ],
    [
      'trunk-minutes',
      'The trunk "Carrier" has used up 30 outside minutes of the day',
      [trunk({ outsideMinutesADay: 30 })],
      { trunk: { dayMs: 30 * MINUTE_MS } },
      { account: { dayMs: 9e9 } },
    ],
  ]
  it.each(limits)('%s: %s', (limit, says, documents, by, below) => {
    const call = leaving(documents)
    expect(limitReached(call, used(by))).toMatchObject({ limit, says })
    expect(limitReached(call, used(below))).toBeUndefined()
    expect(limitsAhead(call)).toMatchObject([{ limit, says }])
    for (const number of ['911', '988']) {
      expect(limitReached({ ...call, number }, used(by))).toBeUndefined()
      expect(limitsAhead({ ...call, number })).toEqual([])
    }
  })

  it("a person has the account's, or their own in place of all of them", () => {
    const everybodys = account({ outsideCallsAtOnce: 2, outsideMinutesADay: 60, ...atNight({ manner: 'none' }) })
    const of = (fields: Partial<User>, wallMs = noonMs) =>
      limitReached(leaving([everybodys, user(fields)], { wallMs }), used({ user: { calls: 2, dayMs: 9e9 } }))?.limit
    expect(of({})).toBe('calls-at-once')
    expect(of({ outsideCallsAtOnce: 9 })).toBe('calls-at-once')
    expect(of({ outsideLimits: 'own', outsideCallsAtOnce: 9 })).toBeUndefined()
    expect(of({ outsideLimits: 'own', outsideMinutesADay: 9 })).toBe('minutes')
    expect(of({ outsideLimits: 'own' }, threeMs)).toBeUndefined()
    expect(of({ outsideLimits: 'own', outsideAtNight: 'none' }, threeMs)).toBe('night')
  })

  it('calls that are nobody’s are under those of everybody and of their trunk alone', () => {
    const strict = account({ outsideCallsAtOnce: 1, ...atNight({ manner: 'none' }) })
    const nobodys = { userId: '', deviceId: '', wallMs: threeMs }
    const busy = used({ user: { calls: 5 }, account: { calls: 5 } })
    expect(limitReached(leaving([strict], nobodys), busy)).toBeUndefined()
    const all = account({ ...everybody({ callsAtOnce: 5 }) })
    expect(limitReached(leaving([all], nobodys), busy)?.limit).toBe('everybody-calls-at-once')
  })
})

describe('outside calls at night', () => {
  it('are those between the hours of the account’s clock, over midnight or within a day', () => {
    const nightOf = (fields: Partial<Account['outsideAtNight']>, hour: number) =>
      nightAt(snapshotOf([account(atNight(fields))]), Date.UTC(2026, 10, 21, hour + 5))
    const today = nightOf({}, 22)
    expect([nightOf({}, 21), nightOf({}, 24 + 5), nightOf({}, 24 + 6)]).toEqual([undefined, today, undefined])
    expect(nightOf({}, 24 + 22)).toBe((today ?? 0) + 1)
    const small = { fromSec: 3_600, untilSec: 7_200 }
    expect([nightOf(small, 0), nightOf(small, 1), nightOf(small, 2)]).toEqual([undefined, today, undefined])
    expect(nightOf({ fromSec: 3_600, untilSec: 3_600 }, 1)).toBeUndefined()
  })

  it('are off: nobody’s phone calls outside, for certain', () => {
    const call = leaving([account(atNight({ manner: 'none', fromSec: 82_800 }))], { wallMs: threeMs })
    expect(limitReached(call, nothingUsed)).toEqual({
      limit: 'night',
      says: 'Calls outside of Alex are off at night, from 23:00 to 06:00',
    })
    expect(limitReached({ ...call, wallMs: noonMs }, nothingUsed)).toBeUndefined()
    expect(limitReached({ ...call, userId: '' }, nothingUsed)?.says).toContain('of the phone "Desk"')
    expect(limitReached({ ...call, number: '911' }, nothingUsed)).toBeUndefined()
  })

  it('are fewer: calls at once and minutes of the night', () => {
    const call = leaving([account(atNight({ manner: 'fewer', callsAtOnce: 1, minutes: 30 }))], { wallMs: threeMs })
    expect(limitReached(call, used({ user: { dayMs: 9e9 } }))).toBeUndefined()
    expect(limitReached(call, used({ user: { calls: 1 } }))?.limit).toBe('night-calls-at-once')
    expect(limitReached(call, used({ user: { nightMs: 30 * MINUTE_MS } }))?.says).toBe(
      'Alex has used up 30 outside minutes of the night',
    )
    expect(limitReached({ ...call, wallMs: noonMs }, used({ user: { calls: 9, nightMs: 9e9 } }))).toBeUndefined()
  })
})

describe('stopped outside calls', () => {
  const stopped = (scope: string): OutsideUseSoFar => ({
    ...nothingUsed,
    stopOf: (party) => (party.scope === scope ? '5 costly calls within an hour at night' : undefined),
  })

  it('of a person do not leave from any phone, those of a phone not from it, whoever calls', () => {
    const says = 'The outside calls of Alex are stopped: 5 costly calls within an hour at night'
    expect(limitReached(leaving([]), stopped('user'))).toEqual({ limit: 'stopped', says })
    expect(limitReached(leaving([]), stopped('device'))?.says).toContain('the phone "Desk"')
    expect(limitReached(leaving([], { deviceId: '' }), stopped('device'))).toBeUndefined()
    expect(limitReached(leaving([]), stopped('account'))).toBeUndefined()
    expect(limitReached(leaving([], { userId: '', deviceId: '' }), stopped('account'))?.limit).toBe('stopped')
  })

  it('are none for help', () => {
    expect(limitReached(leaving([], { number: '911' }), stopped('user'))).toBeUndefined()
  })

  it('can come about where the account watches', () => {
    const watching = account({ outsideWatch: accountOutsideLimits.outsideWatch.parse({ stops: true }) })
    expect(limitsAhead(leaving([watching])).map(({ limit }) => limit)).toEqual(['stopped'])
  })
})
