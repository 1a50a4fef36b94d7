import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DesignInfo } from './api/contract.ts'
import { watchSpace } from './space-watch.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('watching the space left for a design', () => {
  const design: DesignInfo = {
    designId: 'd',
    name: 'Office',
    path: '/office.callwright',
    readOnlyBecause: null,
    schemaVersion: 1,
    canUndo: null,
    canRedo: null,
    lastChangeId: 0,
  }

  it('tells when little is left, when it becomes another megabyte, and when it is over', () => {
    let now = design
    const told: (number | undefined)[] = []
    const watching = watchSpace(
      () => now,
      ({ freeBytes }) => told.push(freeBytes),
    )
    for (const freeBytes of [40_000_000, 40_100_000, 39_000_000, undefined, undefined]) {
      now = freeBytes === undefined ? design : { ...design, freeBytes }
      vi.advanceTimersByTime(10_000)
    }
    expect(told).toEqual([40_000_000, 39_000_000, undefined])
    watching.stop()
    now = { ...design, freeBytes: 1 }
    vi.advanceTimersByTime(60_000)
    expect(told).toHaveLength(3)
  })
})
