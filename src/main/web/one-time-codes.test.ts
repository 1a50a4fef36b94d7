import { describe, expect, it } from 'vitest'
import { OneTimeCodes } from './one-time-codes.ts'

describe('a code that lets one browser in', () => {
  it('works once, and remembers whom it let in', () => {
    const codes = new OneTimeCodes()
    const code = codes.make(0, 1_000)
    expect(code).toMatch(/^[\w-]{43}$/)
    expect(codes.redeem(code, 10, () => 'first')).toEqual({ kind: 'right' })
    expect(codes.redeem(code, 20, () => 'second')).toEqual({ kind: 'used', session: 'first', isSuspicious: true })
  })

  it('runs out', () => {
    const codes = new OneTimeCodes()
    const [early, late] = [codes.make(0, 1_000), codes.make(0, 1_000)]
    expect(codes.redeem(early, 999, () => 's').kind).toBe('right')
    expect(codes.redeem(late, 1_000, () => 's').kind).toBe('wrong')
  })

  it('used again much later makes nobody suspicious', () => {
    const codes = new OneTimeCodes()
    const code = codes.make(0, 600_000)
    codes.redeem(code, 0, () => 's')
    expect(codes.redeem(code, 29_999, () => 't')).toMatchObject({ isSuspicious: true })
    expect(codes.redeem(code, 30_000, () => 't')).toMatchObject({ isSuspicious: false })
  })

  it('is one of 16 at most', () => {
    const codes = new OneTimeCodes()
    const made = Array.from({ length: 17 }, () => codes.make(0, 1_000))
    const kinds = made.map((code) => codes.redeem(code, 1, () => 's').kind)
    expect(kinds).toEqual(['wrong', ...Array.from({ length: 16 }, () => 'right')])
    expect(codes.redeem('', 1, () => 's').kind).toBe('wrong')
  })
})
