import { describe, expect, it } from 'vitest'
import { type Account, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { lineOf } from '../numbering/admit.ts'
import { colleagues, company, insideCaller, outsideCaller } from '../rehearse/small-design.ts'
import type { Caller } from '../run/script.ts'
import { callbackNumber } from './callback-number.ts'

const at = (
  number: string,
  {
    caller = outsideCaller,
    callbackAbroad = false,
    account = {},
  }: { caller?: Caller; callbackAbroad?: boolean; account?: Partial<Account> } = {},
) => {
  const own = makeDocument('callflow', { id: 'line', name: 'line', numbers: ['+16045550100', '7000'] })
  const design = snapshotOf([...colleagues, company(account), own])
  const lookup = (dialled: string) => lineOf(design, dialled)
  return callbackNumber({ design, caller, lookup }, { callbackAbroad }, number)
}

describe('a number to call back', () => {
  it('is written as it will be called, however it was keyed', () => {
    expect([at('6045550177'), at('16045550177'), at('+16045550177')]).toEqual(Array(3).fill('+16045550177'))
    expect(at('18005550123')).toBe('+18005550123')
  })

  it.each(['', '1', '9'.repeat(21), '9'.repeat(1_000), '604555017x', '*97', '5550177#'])('is not %s', (number) => {
    expect(at(number)).toBeUndefined()
  })

  it('is never for emergencies, at a price, or a line of ours', () => {
    for (const number of ['911', '112', '19005551234', '+16045550100', '6045550100', '7000', '12'])
      expect(at(number, { callbackAbroad: true })).toBeUndefined()
  })

  it('is abroad only where the queue says so', () => {
    for (const number of ['011493012345678', '+493012345678', '+18765551234']) {
      expect(at(number)).toBeUndefined()
      expect(at(number, { callbackAbroad: true })).toMatch(/^\+/)
    }
  })

  it('is none that the account or a colleague’s own restrictions deny', () => {
    expect(at('6045550177', { account: { deniedClasses: ['domestic'] } })).toBeUndefined()
    expect(at('6045550177', { caller: insideCaller('1001') })).toBe('+16045550177')
  })

  it('is an extension for colleagues, and for nobody else', () => {
    expect(at('1002', { caller: insideCaller('1001') })).toBe('1002')
    expect(at('1002')).toBeUndefined()
  })
})
