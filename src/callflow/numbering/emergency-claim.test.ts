import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { emergencyClaims, emergencyRefused } from './emergency-claim.ts'

const flow = (numbers: string[], numbersFromOutside: string[] = []) =>
  makeDocument('callflow', { id: 'f', name: 'F', numbers, numbersFromOutside })
const user = (extension: string) => makeDocument('user', { id: 'u', name: 'U', extension })

describe('an emergency number of the country', () => {
  it('cannot be taken by a callflow, a person or a portal', () => {
    expect(emergencyRefused(undefined, flow(['8000', '911']), 'US')).toEqual({
      field: 'numbers',
      problem: '911 calls emergency services: nothing else can have it.',
    })
    expect(emergencyRefused(flow([]), flow([], ['911']), 'US')?.field).toBe('numbersFromOutside')
    expect(emergencyRefused(user('110'), user('110'), 'DE')).toBeUndefined()
    expect(emergencyRefused(user('1100'), user('110'), 'DE')?.field).toBe('extension')
    const portal = makeDocument('portal', { id: 'p', name: 'P', extension: '15' })
    expect(emergencyRefused(undefined, portal, 'FR')?.field).toBe('extension')
  })

  it('stays where it was, so that whoever has it can edit the rest', () => {
    expect(emergencyRefused(flow(['911']), flow(['911', '8000']), 'US')).toBeUndefined()
    expect(emergencyRefused(flow(['911']), flow(['911', '933']), 'US')?.problem).toMatch(/^933/)
  })

  it.each([
    ['112 where the country has other numbers', flow(['112']), 'NZ'],
    ['one of another country', user('110'), 'US'],
    ['a help line', flow(['988']), 'US'],
    ['a longer number', user('9110'), 'US'],
    ['no extension', user(''), 'US'],
    ['the flow for all others', flow(['no_match']), 'US'],
    ['anything of another kind', makeDocument('mailbox', { id: 'm', name: 'M', number: '911' }), 'US'],
  ])('is not %s', (_what, document, country) => {
    expect(emergencyClaims(document, country)).toEqual([])
  })
})
