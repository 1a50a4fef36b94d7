import { type Account, type Document, makeDocument } from '../../../src/callflow/design/document.ts'
import {
  account,
  address,
  answered,
  annsPhone,
  box,
  type Case,
  company,
  drawFlow,
  number,
  person,
  phone,
} from './small-designs.ts'

const portalFlow = drawFlow({
  nodes: { 'office-anywhere-portal': { portalId: 'portal' }, 'hang-up': {} },
  wires: ['office-anywhere-portal _ hang-up'],
  numbers: ['+16045550100'],
})
const owner = {
  ...person,
  officeAnywhere: {
    enabled: true,
    pin: '4711',
    numbers: [{ number: '+16045550177', label: '', active: true }],
  },
}
const portal = makeDocument('portal', { id: 'portal', name: 'Portal', phoneNumberId: 'did' })
const extension = (id: string, name: string) => makeDocument('user', { id, name, extension: '1001' })
const seat = (digits: string): Document[] => [
  { ...person, extension: '1005' },
  annsPhone,
  drawFlow({
    nodes: { user: { userId: 'ann' }, voicemail: { mailboxId: 'box' } },
    wires: ['user _ voicemail'],
    numbers: [digits],
  }),
  { ...box, ownerId: 'ann', number: digits },
]
const disa = (pin: string) => drawFlow({ nodes: { disa: { pin }, 'hang-up': {} }, wires: ['disa _ hang-up'] })
const blocking = (fields: Partial<Account>): Document[] => [
  { ...account, ...fields },
  makeDocument('blacklist', { id: 'nuisance', name: 'Nuisance' }),
]

/** Numbers, people, passwords. */
export const peopleDesigns: readonly Case[] = [
  {
    code: 'no-internal-number',
    given: 'a callflow with an outside number only (M54)',
    severity: 'info',
    says: 'colleagues cannot dial it',
    bad: [drawFlow({ id: 'main', nodes: { 'hang-up': {} }, numbers: ['+16045550100'] }), answered],
    fix: 'Give it 8001',
    good: [answered],
  },
  {
    code: 'duplicate-number',
    given: 'two callflows with the same number',
    severity: 'error',
    says: 'The number 8000 of "second" already belongs to "flow"',
    bad: [answered, drawFlow({ id: 'second', nodes: { 'hang-up': {} }, numbers: ['8000', '8002'] })],
    fix: 'Leave it to "flow"',
    good: [answered, drawFlow({ id: 'second', nodes: { 'hang-up': {} }, numbers: ['8001', '8002'] })],
  },
  {
    code: 'duplicate-number',
    given: 'two callflows with the same number and no other',
    severity: 'error',
    says: 'The number 8000 of "second" already belongs to "flow"',
    bad: [answered, drawFlow({ id: 'second', nodes: { 'hang-up': {} }, numbers: ['8000'] })],
    fix: 'Leave it to "flow", take 8001',
    good: [answered, drawFlow({ id: 'second', nodes: { 'hang-up': {} }, numbers: ['8001'] })],
  },
  {
    code: 'duplicate-number',
    given: 'two mailboxes with the same number',
    severity: 'error',
    says: 'The box number 1 of "Other" already belongs to "Box"',
    bad: [box, { ...box, id: 'other', name: 'Other' }],
    good: [box, { ...box, id: 'other', name: 'Other', number: '2' }],
  },
  {
    code: 'number-without-flow',
    given: 'a number of ours that no callflow answers (M89)',
    severity: 'info',
    says: '+16045550100 leads nowhere',
    bad: [number, answered],
    good: [number, drawFlow({ nodes: { 'hang-up': {} }, numbers: ['8000', '+16045550100'] })],
  },
  {
    code: 'duplicate-extension',
    given: 'two people with one extension',
    severity: 'error',
    says: '"Bob" and "Ann" both have the extension 1001',
    bad: [extension('ann', 'Ann'), extension('bob', 'Bob')],
    good: [{ ...extension('ann', 'Ann'), enabled: false }, extension('bob', 'Bob')],
  },
  {
    code: 'renumbered',
    given: 'a person whose callflow and box kept the old extension',
    severity: 'warning',
    says: '"Ann" has the extension 1005, but the callflow "flow" answers 1001 and the mailbox "Box" is 1001',
    bad: seat('1001'),
    fix: 'Use 1005 there too',
    good: seat('1005'),
  },
  {
    code: 'blacklist-not-active',
    given: 'a blacklist that the account does not list as active (M12)',
    severity: 'warning',
    says: 'The blacklist "Nuisance" is not active: it blocks nobody',
    bad: blocking({}),
    fix: 'Activate it',
    good: blocking({ activeBlacklistIds: ['nuisance'] }),
  },
  {
    code: 'portal-not-ready',
    given: 'an Office Anywhere portal without its callflow (M102)',
    severity: 'warning',
    says: '"Portal" cannot be used yet',
    bad: [number, portal, owner],
    fix: 'Make its callflow',
    good: [number, portal, owner, portalFlow],
    beside: ['number-without-flow'],
  },
  {
    code: 'guessable-secret',
    given: 'a mailbox whose PIN is its number',
    severity: 'warning',
    says: 'The PIN of the mailbox "Box" is easy to guess: it is its number',
    bad: [{ ...box, number: '8102', pin: '8102' }],
    good: [{ ...box, number: '8102', pin: '8201' }],
  },
  {
    code: 'guessable-secret',
    given: 'a mailbox whose PIN is the extension of its owner',
    severity: 'warning',
    says: 'it is the extension',
    bad: [extension('ann', 'Ann'), { ...box, number: '', pin: '1001', ownerId: 'ann' }],
    good: [extension('ann', 'Ann'), { ...box, number: '', pin: '1011', ownerId: 'ann' }],
  },
  {
    code: 'guessable-secret',
    given: 'a phone whose password is its user name',
    severity: 'warning',
    says: 'The SIP password of "Phone" is easy to guess: it is its SIP user name',
    bad: [{ ...phone, sipPassword: 'FRONT-desk' }],
    good: [phone],
  },
  {
    code: 'guessable-secret',
    given: 'a phone with a password that is tried first',
    severity: 'warning',
    says: 'it is a word that is tried first',
    bad: [{ ...phone, sipPassword: 'Password1' }],
    good: [{ ...phone, sipPassword: 'Password1-of-4-lamps' }],
  },
  {
    code: 'guessable-secret',
    given: 'DISA with a PIN whose digits stand in a row',
    severity: 'warning',
    says: 'The PIN of DISA in "flow" is easy to guess: its digits stand in a row',
    bad: [disa('4321')],
    node: 'disa',
    good: [disa('4312')],
  },
  {
    code: 'guessable-secret',
    given: 'a room whose PIN is its number',
    severity: 'warning',
    says: 'it is a number of the room',
    bad: [makeDocument('conference', { id: 'room', name: 'Room', numbers: ['8200'], memberPins: ['8200'] })],
    good: [makeDocument('conference', { id: 'room', name: 'Room', numbers: ['8200'], memberPins: ['8203'] })],
  },
  {
    code: 'guessable-secret',
    given: 'an Office Anywhere PIN of one digit over and over',
    severity: 'warning',
    says: 'The Office Anywhere PIN of "Ann" is easy to guess: it is one character over and over',
    bad: [{ ...owner, officeAnywhere: { ...owner.officeAnywhere, pin: '7777' } }],
    good: [owner],
  },
  {
    code: 'name-lookup-nowhere',
    given: 'a number whose callers are to be looked up, in nothing (M91)',
    severity: 'info',
    says: 'Names of callers of +16045550100 are to be looked up, and the account names neither a list nor a web address',
    bad: [...company, { ...number, emergencyAddress: address, inboundNameLookup: true }],
    good: company,
  },
]
