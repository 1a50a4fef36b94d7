import { closeSync, existsSync, openSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { descriptorCounts } from './descriptors.ts'

describe.runIf(existsSync('/proc/self/fd'))('descriptors of this process', () => {
  it('are counted, below the limit', () => {
    const before = descriptorCounts()
    const files = Array.from({ length: 20 }, () => openSync(import.meta.filename, 'r'))
    const during = descriptorCounts()
    for (const file of files) closeSync(file)
    expect((during.openDescriptors ?? 0) - (before.openDescriptors ?? 0)).toBe(20)
    expect(descriptorCounts().openDescriptors).toBe(before.openDescriptors)
    expect(during.descriptorLimit).toBeGreaterThan(during.openDescriptors ?? Number.POSITIVE_INFINITY)
  })
})
