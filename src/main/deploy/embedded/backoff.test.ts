import { describe, expect, it } from 'vitest'
import { restartBackoff } from './backoff.ts'

describe('restarting an engine that ends by itself', () => {
  it('happens at once the first time, then after ever longer pauses, and ends after about five minutes', () => {
    const backoff = restartBackoff()
    const waits: number[] = []
    for (let wait = backoff.next(0); wait !== undefined; wait = backoff.next(0)) waits.push(wait)
    expect(waits.slice(0, 5)).toEqual([0, 250, 500, 1_000, 2_000])
    expect(Math.max(...waits)).toBe(30_000)
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(6 * 60_000)
  })

  it('happens at once again after a minute of running well', () => {
    const backoff = restartBackoff()
    backoff.next(0)
    backoff.next(0)
    backoff.startedWell(1_000)
    expect(backoff.next(30_000)).toBe(500)
    backoff.startedWell(31_000)
    expect(backoff.next(91_000)).toBe(0)
  })
})
