import { expect, it } from 'vitest'
import { TickDivider } from './tick-divider.ts'

it('runs on where the timestamps come round, for two days', () => {
  const divider = new TickDivider(6)
  const start = 2 ** 32 - 960 * 100
  const first = divider.ticksOf(start)
  for (let packet = 1; packet < 8_640_000; packet += 997) {
    const timestamp = (start + 960 * packet) % 2 ** 32
    expect((divider.ticksOf(timestamp) - first) >>> 0).toBe((160 * packet) % 2 ** 32)
  }
})

it('puts what comes late where it belongs', () => {
  const divider = new TickDivider(6)
  const at = (timestamp: number) => divider.ticksOf(timestamp) | 0
  const first = at(6000)
  expect(at(6960) - first).toBe(160)
  expect(at(5040) - first).toBe(-160)
  expect(at(6963) - first).toBe(160)
})
