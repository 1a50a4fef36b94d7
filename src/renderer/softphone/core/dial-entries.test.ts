import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import { dialEntries, nameOfNumber, numberFor, searchEntries } from './dial-entries.ts'

const entries = dialEntries(
  snapshotOf([
    makeDocument('user', { id: 'zoe', name: 'Zoe Ito', extension: '1002' }),
    makeDocument('user', { id: 'ann', name: 'Ann Lee', extension: '1001' }),
    makeDocument('user', { id: 'left', name: 'Gone Away', extension: '1009', enabled: false }),
    makeDocument('user', { id: 'none', name: 'No Phone' }),
    makeDocument('callflow', { id: 'own', name: '1001 Ann Lee', numbers: ['1001'] }),
    makeDocument('callflow', { id: 'main', name: 'Main line', numbers: ['no_match', '8000', '+16045550100'] }),
    makeDocument('callflow', { id: 'rest', name: 'Rest', numbers: ['no_match'] }),
    makeDocument('phone-number', { id: 'did', name: 'Front desk', number: '+16045550100' }),
  ]),
)

describe('what a phone finds in the design', () => {
  it('is people who are there, callflows with a number, and numbers, each number once', () => {
    expect(entries.map(({ kind, name, number }) => `${kind} ${name} ${number}`)).toEqual([
      'person Ann Lee 1001',
      'person Zoe Ito 1002',
      'callflow Main line 8000',
      'number Front desk +16045550100',
    ])
  })

  it('is searched by words of name and number', () => {
    expect(searchEntries(entries, 'lee ann').map(({ key }) => key)).toEqual(['ann'])
    expect(searchEntries(entries, '800').map(({ key }) => key)).toEqual(['main'])
    expect(searchEntries(entries, ' ')).toHaveLength(4)
    expect(searchEntries(entries, 'nobody')).toEqual([])
  })

  it('is dialled as a number without what is written between digits, or by the only name', () => {
    expect(numberFor(entries, ' +1 (604) 555-0123 ')).toBe('+16045550123')
    expect(numberFor(entries, '*97')).toBe('*97')
    expect(numberFor(entries, 'zoe')).toBe('1002')
    expect(numberFor(entries, 'e')).toBeUndefined()
    expect(numberFor(entries, '')).toBeUndefined()
    expect(numberFor(entries, 'sip:x@y')).toBeUndefined()
    expect(numberFor(entries, '1'.repeat(65))).toBeUndefined()
  })

  it('names a number', () => {
    expect([nameOfNumber(entries, '8000'), nameOfNumber(entries, '77')]).toEqual(['Main line', ''])
  })
})
