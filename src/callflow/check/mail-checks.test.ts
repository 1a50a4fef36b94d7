import { expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { checkDesign } from './check-design.ts'

const office = makeDocument('account', { id: 'account', name: 'Office' })
const server = { host: 'mail.example.test', senderAddress: 'office@example.test' }

const found = (mail: Partial<typeof office.mail>) =>
  checkDesign(snapshotOf([{ ...office, mail: { ...office.mail, ...mail } }]))
    .filter(({ code }) => code === 'no-mail-server' || code === 'unmailable-address')
    .map(({ code, documentId, message }) => [code, documentId, message])

it('says that nobody learns of trouble as long as no mail leaves', () => {
  expect(found({ troubleEmails: ['ann@example.test'] })).toEqual([
    ['no-mail-server', 'account', 'Nobody is mailed when something is wrong: the account names no mail server.'],
  ])
  expect(found({ ...server, troubleEmails: ['ann@example.test'] })).toEqual([])
  expect(found({})).toEqual([])
})

it('names addresses that no mail can be sent to', () => {
  const odd = [
    'unmailable-address',
    'account',
    '"ann at home" is told of no trouble: no mail can be sent to that address.',
  ]
  expect(found({ ...server, troubleEmails: ['ann at home', 'bob@example.test'] })).toEqual([odd])
  expect(found({ troubleEmails: ['ann at home'] })).toEqual([odd])
})
