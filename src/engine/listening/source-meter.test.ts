import { describe, expect, it } from 'vitest'
import { SourceMeter } from './source-meter.ts'

describe('what is wrong, counted by source', () => {
  it('is answered so many times a minute', () => {
    const meter = new SourceMeter(2)
    expect([0, 1, 2, 59_999].map((nowMs) => meter.note('192.0.2.1', nowMs))).toEqual([true, true, false, false])
    expect(meter.note('192.0.2.1', 60_000)).toBe(true)
  })

  it('costs nobody else anything, except a neighbour in the same IPv6 /64', () => {
    const meter = new SourceMeter(1)
    expect(meter.note('2001:db8::1', 0)).toBe(true)
    expect(meter.note('2001:db8::2', 0)).toBe(false)
    expect(meter.note('192.0.2.1', 0)).toBe(true)
  })

  it('forgets the oldest of 4,096 sources, no other', () => {
    const meter = new SourceMeter(1)
    const address = (n: number) => `10.0.${n >> 8}.${n & 255}`
    for (let n = 0; n < 4_097; n++) meter.note(address(n), n)
    expect([meter.note(address(4_096), 5_000), meter.note(address(2), 5_000)]).toEqual([false, false])
    expect(meter.note(address(0), 5_000)).toBe(true)
  })
})
