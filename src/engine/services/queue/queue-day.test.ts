import { describe, expect, it } from 'vitest'
import type { QueueEvent } from '../../state/queue-log.ts'
import { type DayAbout, noTotals, QueueDays, serviceLevelOf, withEvent } from './queue-day.ts'

const DAY_MS = 86_400_000
const event = (kind: QueueEvent['kind'], fields: Partial<QueueEvent> = {}): QueueEvent => ({
  atMs: 10 * DAY_MS,
  queueId: 'sales',
  kind,
  agentId: '',
  waitMs: 0,
  talkMs: 0,
  about: '',
  ...fields,
})
const about = (fields: Partial<DayAbout> = {}): DayAbout => ({
  queueId: 'sales',
  inTimeMs: 20_000,
  zone: 'UTC',
  today: 10,
  dayOf: (atMs) => Math.floor(atMs / DAY_MS),
  ...fields,
})

describe('a day in a queue', () => {
  it('counts those who got an agent, in time and late, and those who did not', () => {
    const days = new QueueDays([
      event('answered', { waitMs: 20_000 }),
      event('answered', { waitMs: 20_001 }),
      event('talked', { talkMs: 90_000 }),
      event('gone'),
      event('exit-key'),
      event('timeout'),
      event('forwarded'),
      event('full'),
      event('callback'),
      event('called-back'),
      event('callback-dropped'),
    ])
    const totals = days.totals(about())
    expect(totals).toEqual({
      answered: 2,
      answeredInTime: 1,
      abandoned: 1,
      left: 4,
      callbacks: 1,
      calledBack: 1,
      notReached: 1,
      waitMs: 40_001,
      longestWaitMs: 20_001,
      talks: 1,
      talkMs: 90_000,
    })
    expect(serviceLevelOf(totals)).toBe(1 / 7)
  })

  it('has no service level before anybody called, and none changes by what agents do', () => {
    expect(serviceLevelOf(noTotals)).toBeUndefined()
    for (const kind of ['missed', 'log-in', 'log-out', 'pause', 'resume', 'callback'] as const)
      expect(serviceLevelOf(withEvent(noTotals, event(kind), 1))).toBeUndefined()
  })

  it('is of that queue and of today, and begins anew at midnight', () => {
    const days = new QueueDays([event('gone', { atMs: 9 * DAY_MS }), event('gone', { queueId: 'help' })])
    expect(days.totals(about()).abandoned).toBe(0)
    days.add(event('gone'))
    expect(days.totals(about()).abandoned).toBe(1)
    days.add(event('gone', { atMs: 11 * DAY_MS }))
    expect(days.totals(about()).abandoned).toBe(1)
    expect(days.totals(about({ today: 11 })).abandoned).toBe(1)
    expect(days.totals(about({ queueId: 'help' })).abandoned).toBe(1)
  })

  it('is counted again when another time is in time, or another zone has another midnight', () => {
    const days = new QueueDays([event('answered', { waitMs: 30_000 })])
    expect(days.totals(about()).answeredInTime).toBe(0)
    expect(days.totals(about({ inTimeMs: 30_000 })).answeredInTime).toBe(1)
    expect(days.totals(about({ inTimeMs: 30_000, zone: 'Asia/Tokyo', dayOf: () => 11 })).answered).toBe(0)
  })

  it('keeps what happened lately, with what concerns its agents in all their queues', () => {
    const days = new QueueDays([
      event('pause', { queueId: '', agentId: 'ann', about: 'Lunch' }),
      event('pause', { queueId: '', agentId: 'eve' }),
      event('gone', { queueId: 'help' }),
      event('gone'),
    ])
    const latest = (limit: number) => days.latest('sales', new Set(['ann']), limit).map(({ kind }) => kind)
    expect([latest(10), latest(1)]).toEqual([['gone', 'pause'], ['gone']])
  })

  it('forgets the oldest of a hundred thousand', () => {
    const days = new QueueDays([])
    for (let at = 0; at < 100_001; at++) days.add(event('gone'))
    expect(days.latest('sales', new Set(), 1_000_000).length).toBeLessThanOrEqual(100_000)
    expect(days.totals(about({ zone: 'again' })).abandoned).toBe(50_000)
  })
})
