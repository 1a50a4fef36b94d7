import { expect, it } from 'vitest'
import { TickDivider } from './tick-divider.ts'

it('runs on where the timestamps come round, for hours', () => {
  const divider = new TickDivider(6)
  const start = 2 ** 32 - 960 * 100
  const first = divider.ticksOf({ ssrc: 1, timestamp: start })
  for (let packet = 1; packet < 2_000_000; packet += 997) {
    const timestamp = (start + 960 * packet) % 2 ** 32
    expect((divider.ticksOf({ ssrc: 1, timestamp }) - first) >>> 0).toBe((160 * packet) % 2 ** 32)
  }
})

it('puts what comes late where it belongs, and begins anew with another source', () => {
  const divider = new TickDivider(6)
  const at = (timestamp: number, ssrc = 1) => divider.ticksOf({ ssrc, timestamp }) | 0
  const first = at(6000)
  expect(at(6960) - first).toBe(160)
  expect(at(5040) - first).toBe(-160)
  expect(at(6963) - first).toBe(160)
  expect(at(4_000_000_000, 2)).toBe(at(4_000_000_000, 2))
  expect(at(4_000_000_960, 2) - at(4_000_000_000, 2)).toBe(160)
})
