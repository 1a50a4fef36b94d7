import { describe, expect, it } from 'vitest'
import { expectedWaitMs, type Served, withServed } from './expected-wait.ts'

const MINUTE_MS = 60_000
const served = (...firstForMs: number[]): Served[] =>
  firstForMs.map((ms, at) => {
    const servedMs = 2 * at * MINUTE_MS
    return { servedMs, joinedMs: servedMs - ms, agentId: 'ann' }
  })
const nowMs = 6 * MINUTE_MS
const able = new Set(['ann'])

describe('the expected wait', () => {
  it('is as many times the usual time at the head of the line as there are places', () => {
    const lately = served(30_000, 60_000, 90_000)
    expect(expectedWaitMs(lately, { position: 1, nowMs, able })).toBe(60_000)
    expect(expectedWaitMs(lately, { position: 4, nowMs, able })).toBe(240_000)
  })

  it('is not known while fewer than three were served', () => {
    expect(expectedWaitMs(served(30_000, 30_000), { position: 1, nowMs, able })).toBeUndefined()
    expect(expectedWaitMs([], { position: 9, nowMs, able })).toBeUndefined()
  })

  it('is not known when those who were served were served more than half an hour ago', () => {
    const lately = served(30_000, 30_000, 30_000)
    expect(expectedWaitMs(lately, { position: 1, nowMs: 30 * MINUTE_MS, able })).toBe(30_000)
    expect(expectedWaitMs(lately, { position: 1, nowMs: 30 * MINUTE_MS + 1, able })).toBeUndefined()
  })

  it('follows the last twenty, and remembers two hundred for whoever is served by few', () => {
    let pace: readonly Served[] = []
    let servedMs = 0
    const add = (firstForMs: number, agentId = 'ann') => {
      servedMs += firstForMs
      pace = withServed(pace, { servedMs, joinedMs: 0, agentId })
    }
    for (let at = 0; at < 20; at++) add(1_000)
    for (let at = 0; at < 20; at++) add(5_000)
    expect(expectedWaitMs(pace, { position: 1, nowMs: servedMs, able })).toBe(5_000)
    for (let at = 0; at < 300; at++) add(10, 'ben')
    expect(pace).toHaveLength(200)
  })

  it('goes by those who can take the caller, from one of theirs to the next', () => {
    const pace = [1, 2, 3, 4, 5, 6, 7].map((at) => {
      return { servedMs: at * 10_000, joinedMs: 0, agentId: at % 2 === 0 ? 'ann' : 'ben' }
    })
    const of = (...agentIds: string[]) => expectedWaitMs(pace, { position: 1, nowMs: 70_000, able: new Set(agentIds) })
    expect([of('ann', 'ben'), of('ann'), of('ben'), of('cam')]).toEqual([10_000, 20_000, 17_500, undefined])
    const unnamed = pace.map((served) => ({ ...served, agentId: undefined }))
    expect(expectedWaitMs(unnamed, { position: 1, nowMs: 70_000, able: new Set(['cam']) })).toBe(10_000)
  })
})
