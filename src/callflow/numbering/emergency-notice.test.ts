import { describe, expect, it } from 'vitest'
import { type Account, makeDocument, type PhoneNumber } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { addressWords, registeredAddress, toldHow, toldOfEmergency } from './emergency-notice.ts'

const address = {
  callerName: 'Seaside Ltd',
  street: '12 Harbour Road',
  extended: ' ',
  city: 'Vancouver',
  region: 'BC',
  postalCode: 'V6B 1A1',
  postalCodeExtra: '',
  notifyEmails: ['desk@example.test', ' '],
}
const design = (fields: Partial<Account> = {}, number: Partial<PhoneNumber> = {}) =>
  snapshotOf([
    makeDocument('account', { id: 'a', name: 'A', country: 'CA', ...fields }),
    makeDocument('phone-number', {
      id: 'did',
      name: 'Main',
      number: '+16045550100',
      emergencyAddress: address,
      ...number,
    }),
  ])
const mail = {
  ...makeDocument('account', { id: 'a', name: 'A' }).mail,
  host: 'mail.example.test',
  senderAddress: 'a@example.test',
}

describe('what a call for help brings along', () => {
  it('is the address of the number that it shows, however that is written', () => {
    expect(addressWords(registeredAddress(design(), '604 555 0100'))).toBe(
      'Seaside Ltd, 12 Harbour Road, Vancouver, BC V6B 1A1',
    )
    expect(addressWords({ ...address, postalCodeExtra: '1234' })).toMatch(/V6B 1A1-1234$/)
  })

  it.each([
    ['of another number', design(), '+16045550101'],
    ['that is not whole', design({}, { emergencyAddress: { ...address, street: '' } }), '+16045550100'],
    ['of none', design({}, { emergencyAddress: null }), '+16045550100'],
  ])('is no address %s', (_, of, shown) => {
    expect(registeredAddress(of, shown)).toBeUndefined()
  })
})

describe('who is told', () => {
  it('are those named with the number and those of the account, each once', () => {
    const of = design({ emergencyEmails: ['safety@example.test', 'DESK@example.test'] })
    expect(toldOfEmergency(of, '+16045550100')).toEqual(['desk@example.test', 'safety@example.test'])
    expect(toldOfEmergency(of, '+16045550101')).toEqual(['safety@example.test', 'DESK@example.test'])
  })

  it.each([
    ['an address and a server', { mail }, ['a@example.test'], 'mailed'],
    ['no server', {}, ['a@example.test'], 'screen'],
    ['nobody', { mail }, [], 'screen'],
    ['nothing that is an address', { mail }, ['the desk'], 'screen'],
  ] as const)('with %s: %s', (_, fields, emails, outcome) => {
    expect(toldHow(design(fields), emails)).toEqual({ outcome })
  })
})
