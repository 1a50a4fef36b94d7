import { describe, expect, it } from 'vitest'
import { SteadyClock } from './clock.ts'
import { SetTime } from './testing/set-time.ts'

const START_MS = 1_800_000_000_000
const HOUR_MS = 3_600_000

function clockAt(startMs = START_MS) {
  const time = new SetTime(startMs)
  const clock = new SteadyClock(time)
  const jumps: number[] = []
  clock.onJump((byMs) => jumps.push(byMs))
  return { time, clock, jumps }
}

describe('the clock of the engine', () => {
  it('begins with both clocks at the same time, in whole milliseconds', () => {
    const { clock } = clockAt(START_MS + 0.4)
    expect(clock.now()).toBe(START_MS)
    expect(clock.wall()).toBe(START_MS)
  })

  it.each([2 * HOUR_MS, -2 * HOUR_MS, -5 * HOUR_MS])('set by %i ms measures on, and is told of once', (byMs) => {
    const { time, clock, jumps } = clockAt()
    time.pass(10_000)
    time.set(byMs)
    time.pass(5_000)
    expect(clock.now() - START_MS).toBe(15_000)
    expect(clock.wall() - START_MS).toBe(15_000 + byMs)
    expect(clock.wall() - START_MS).toBe(15_000 + byMs)
    time.pass(60_000)
    clock.wall()
    expect(jumps).toEqual([byMs])
    expect(clock.now() - START_MS).toBe(75_000)
  })

  it('tells of a jump before anybody reads the new time', () => {
    const { time, clock } = clockAt()
    const order: string[] = []
    clock.onJump(() => order.push('told'))
    time.set(HOUR_MS)
    clock.wall()
    order.push('read')
    expect(order).toEqual(['told', 'read'])
  })

  it('set there and back is two jumps', () => {
    const { time, clock, jumps } = clockAt()
    time.set(HOUR_MS)
    clock.wall()
    time.set(-HOUR_MS)
    clock.wall()
    expect(jumps).toEqual([HOUR_MS, -HOUR_MS])
  })

  it('kept right by a second now and then has not jumped', () => {
    const { time, clock, jumps } = clockAt()
    for (let round = 0; round < 20; round++) {
      time.pass(60_000)
      time.set(1_900)
      clock.wall()
    }
    expect(jumps).toEqual([])
    expect(clock.wall() - clock.now()).toBe(20 * 1_900)
    expect(clock.wallOf(clock.now())).toBe(clock.wall())
  })

  it('calls a moment by the same time as long as nobody sets it', () => {
    const { time, clock } = clockAt(START_MS + 0.4)
    const momentMs = clock.now()
    for (let round = 0; round < 50; round++) {
      time.pass(0.7)
      expect(clock.wallOf(momentMs)).toBe(momentMs)
    }
    time.set(2 * HOUR_MS)
    expect(clock.wallOf(momentMs)).toBe(momentMs + 2 * HOUR_MS)
    time.sleep(HOUR_MS)
    expect(clock.wallOf(momentMs)).toBe(momentMs + 2 * HOUR_MS)
  })

  it('of a machine that slept has gone on: what ran out meanwhile has run out', () => {
    const { time, clock, jumps } = clockAt()
    time.pass(10_000)
    time.sleep(8 * HOUR_MS)
    clock.wall()
    expect(clock.now() - START_MS).toBe(8 * HOUR_MS + 10_000)
    expect(clock.wall()).toBe(clock.now())
    expect(jumps).toEqual([])
  })

  it('that is set after a sleep has slept and jumped', () => {
    const { time, clock, jumps } = clockAt()
    time.sleep(8 * HOUR_MS)
    time.set(-5_000)
    clock.wall()
    expect(clock.now() - START_MS).toBe(8 * HOUR_MS)
    expect(jumps).toEqual([-5_000])
    time.sleep(HOUR_MS)
    clock.wall()
    expect(clock.now() - START_MS).toBe(9 * HOUR_MS)
    expect(jumps).toEqual([-5_000])
  })

  it('believes no sleep that only one of two clocks tells of', () => {
    const { time, clock, jumps } = clockAt()
    time.uptimeMs += 30 * 24 * HOUR_MS // the container's start is another one now
    clock.wall()
    expect(clock.now()).toBe(START_MS)
    time.set(2 * HOUR_MS)
    clock.wall()
    expect(clock.now()).toBe(START_MS)
    expect(jumps).toEqual([2 * HOUR_MS])
  })
})
