import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { lookupInternal, lookupNumber } from './lookup.ts'

const design = snapshotOf([
  makeDocument('callflow', { id: 'ext', name: '1001', numbers: ['1001', '+16045550100'] }),
  makeDocument('callflow', { id: 'any', name: 'Ten anything', patterns: ['^1([0-9]{3})$'] }),
  makeDocument('callflow', { id: 'long', name: 'Longer capture', patterns: ['^([0-9]{4})$', '('] }),
  makeDocument('callflow', { id: 'rest', name: 'Everything else', numbers: ['no_match'] }),
])
const inside = { isInternal: true }
const outside = { isInternal: false }

describe('number lookup (A0)', () => {
  it('an exact number beats every pattern', () => {
    expect(lookupNumber(design, '1001', inside)).toEqual({ callflowId: 'ext', captures: [], by: 'number' })
    expect(lookupNumber(design, '+16045550100', outside)?.callflowId).toBe('ext')
  })

  it('the pattern with the longest captured text wins', () => {
    expect(lookupNumber(design, '1002', inside)).toEqual({ callflowId: 'long', captures: ['1002'], by: 'pattern' })
  })

  it('between equals the flow listed first wins', () => {
    const twins = ['a', 'b'].map((id) => makeDocument('callflow', { id, name: id, patterns: ['^2([0-9])'] }))
    expect(lookupNumber(snapshotOf(twins), '23', inside)?.callflowId).toBe('a')
  })

  it('no_match takes digits from our own phones only', () => {
    expect(lookupNumber(design, '5551234', inside)?.by).toBe('no-match')
    expect(lookupNumber(design, '+5551234', inside)?.by).toBe('no-match')
    expect(lookupNumber(design, '*97', inside)).toBeUndefined()
    expect(lookupNumber(design, '5551234', outside)).toBeUndefined()
  })

  it('hunting and operator keys never land in no_match', () => {
    expect(lookupInternal(design, '5551234')).toBeUndefined()
    expect(lookupInternal(design, '1001')?.callflowId).toBe('ext')
  })

  it('an unreadable or hostile dialled string finds nothing', () => {
    expect(lookupNumber(design, '1'.repeat(10_000), outside)).toBeUndefined()
    expect(lookupNumber(design, 'no_match', inside)).toBeUndefined()
  })
})
