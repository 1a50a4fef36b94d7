import { describe, expect, it } from 'vitest'
import type { DesignInfo } from './api/contract.ts'
import { spaceWatch } from './space-watch.ts'

describe('watching the space left for a design', () => {
  const design: DesignInfo = {
    designId: 'd',
    name: 'Office',
    path: '/office.callwright',
    readOnlyBecause: null,
    schemaVersion: 1,
    canUndo: null,
    canRedo: null,
    undoStepId: null,
    redoStepId: null,
    lastChangeId: 0,
  }

  it('tells when little is left, when it becomes another megabyte, and when it is over', () => {
    let now = design
    const told: (number | undefined)[] = []
    const look = spaceWatch(
      () => now,
      ({ freeBytes }) => told.push(freeBytes),
    )
    for (const freeBytes of [40_000_000, 40_100_000, 39_000_000, undefined, undefined]) {
      now = freeBytes === undefined ? design : { ...design, freeBytes }
      look()
    }
    expect(told).toEqual([40_000_000, 39_000_000, undefined])
  })
})
