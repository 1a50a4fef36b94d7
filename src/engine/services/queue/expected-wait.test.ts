import { describe, expect, it } from 'vitest'
import { expectedWaitMs, type Served, withServed } from './expected-wait.ts'

const MINUTE_MS = 60_000
const served = (...firstForMs: number[]): Served[] =>
  firstForMs.map((ms, at) => ({ servedMs: at * MINUTE_MS, firstForMs: ms }))
const nowMs = 3 * MINUTE_MS

describe('the expected wait', () => {
  it('is as many times the usual time at the head of the line as there are places', () => {
    const lately = served(30_000, 60_000, 90_000)
    expect(expectedWaitMs(lately, { position: 1, nowMs })).toBe(60_000)
    expect(expectedWaitMs(lately, { position: 4, nowMs })).toBe(240_000)
  })

  it('is not known while fewer than three were served', () => {
    expect(expectedWaitMs(served(30_000, 30_000), { position: 1, nowMs })).toBeUndefined()
    expect(expectedWaitMs([], { position: 9, nowMs })).toBeUndefined()
  })

  it('is not known when those who were served were served more than half an hour ago', () => {
    const lately = served(30_000, 30_000, 30_000)
    expect(expectedWaitMs(lately, { position: 1, nowMs: 30 * MINUTE_MS })).toBe(30_000)
    expect(expectedWaitMs(lately, { position: 1, nowMs: 30 * MINUTE_MS + 1 })).toBeUndefined()
  })

  it('follows the last twenty', () => {
    let pace: readonly Served[] = []
    for (let at = 0; at < 20; at++) pace = withServed(pace, { servedMs: nowMs, firstForMs: 10_000 })
    for (let at = 0; at < 20; at++) pace = withServed(pace, { servedMs: nowMs, firstForMs: 50_000 })
    expect([pace.length, expectedWaitMs(pace, { position: 1, nowMs })]).toEqual([20, 50_000])
  })
})
