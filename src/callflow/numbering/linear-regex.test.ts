import { describe, expect, it } from 'vitest'
import { linearRegex, matchesRegex } from './linear-regex.ts'

describe('linear regular expressions', () => {
  it('give the captured groups, empty where a group took no part', () => {
    const compiled = linearRegex('^\\*(?:74([0-9]*)|73)(x)?$')
    expect(compiled.ok && compiled.regex.match('*74123')).toEqual(['123', ''])
  })

  it('refuse an expression that does not parse and say what is wrong', () => {
    expect(linearRegex('(a')).toEqual({ ok: false, error: expect.stringContaining('missing closing )') })
  })

  it('refuse an expression over 2,000 characters, naming both numbers', () => {
    expect(linearRegex('a'.repeat(2_001))).toEqual({
      ok: false,
      error: 'the expression has 2001 characters, the limit is 2000',
    })
  })

  it('refuse back-references, which cannot be matched in linear time', () => {
    expect(linearRegex('(a)\\1').ok).toBe(false)
  })

  it('answer the classic exponential case', () => {
    expect(matchesRegex('^(a+)+$', `${'a'.repeat(5_000)}b`)).toBe(false)
  })
})
