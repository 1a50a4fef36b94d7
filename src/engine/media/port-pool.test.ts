import { describe, expect, it } from 'vitest'
import { PortPool } from './port-pool.ts'

describe('media ports', () => {
  it('are even, with room for RTCP above, and go round before one is used again', () => {
    const pool = new PortPool({ min: 10_001, max: 10_006 })
    expect([pool.take(), pool.take(), pool.take()]).toEqual([10_002, 10_004, undefined])
    pool.release(10_002)
    pool.release(10_004)
    expect(pool.take()).toBe(10_002)
    pool.release(10_002)
    expect(pool.take()).toBe(10_004)
  })

  it.each([
    { min: 10_001, max: 10_002 },
    { min: 20_000, max: 10_000 },
    { min: 60_000, max: 70_000 },
  ])('refuse the range $min-$max', (range) => {
    expect(() => new PortPool(range)).toThrow(`${range.min}-${range.max}`)
  })
})
