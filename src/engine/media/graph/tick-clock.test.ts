import { describe, expect, it } from 'vitest'
import { TickGrid } from './tick-clock.ts'

describe('20 ms grid', () => {
  it('makes up for late timers instead of drifting', () => {
    const grid = new TickGrid(0)
    let ticks = 0
    // A timer that is always 3.7 ms late.
    for (let nowMs = 0; nowMs < 10_000; nowMs += grid.waitMs(nowMs) + 3.7) ticks += grid.due(nowMs).ticks
    expect(ticks).toBe(499)
  })

  it('says how long to wait', () => {
    const grid = new TickGrid(100)
    expect(grid.waitMs(105)).toBe(15)
    expect(grid.due(119.9)).toEqual({ ticks: 0, missed: 0 })
    expect(grid.due(120)).toEqual({ ticks: 1, missed: 0 })
    expect(grid.waitMs(121)).toBe(19)
  })

  it('sends at most five at once after a hold-up; the rest count as missed', () => {
    const grid = new TickGrid(0)
    expect(grid.due(400)).toEqual({ ticks: 5, missed: 15 })
    expect(grid.waitMs(400)).toBe(20)
  })
})
