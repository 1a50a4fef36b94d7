import { describe, expect, it } from 'vitest'
import { drawn } from './fixture.ts'
import { addNumber, readNumber, removeNumber } from './numbers.ts'

describe('numbers of a callflow (M52)', () => {
  const flow = { ...drawn(), numbers: ['8000'] }
  const other = { ...drawn(), id: 'other', name: 'Open hours', numbers: ['+14155550100'] }

  it('are read without the punctuation people write', () => {
    expect(readNumber('+1 (415) 555-0199', flow, [flow, other])).toEqual({ ok: true, number: '+14155550199' })
  })

  it('belong to one callflow', () => {
    expect(readNumber('+14155550100', flow, [flow, other])).toEqual({
      ok: false,
      error: '+14155550100 is already used by "Open hours"',
    })
  })

  it('are digits, not words', () => {
    expect(readNumber('hello', flow, [flow])).toMatchObject({ ok: false, error: expect.stringContaining('"hello"') })
  })

  it('come and go', () => {
    expect(addNumber(flow, '8001').numbers).toEqual(['8000', '8001'])
    expect(removeNumber(flow, '8000').numbers).toEqual([])
  })
})
