import { describe, expect, it } from 'vitest'
import { type Account, type Document, makeDocument, type User } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { colleague, colleagues, drawFlow } from '../rehearse/small-design.ts'
import { checkDesign, type FindingCode } from './check-design.ts'

const found = (code: FindingCode, ...documents: Document[]) =>
  checkDesign(snapshotOf(documents)).filter((finding) => finding.code === code)

describe('nobody rings', () => {
  const rings = (type: string, settings: Readonly<Record<string, unknown>>) =>
    drawFlow({ nodes: { [type]: settings, 'hang-up': {} }, wires: [`${type} _ hang-up`] })
  const group = rings('ring-group', { members: [{ id: 'user-1001' }] })
  const user = rings('user', { userId: 'user-1001' })
  const away = colleague('device', '1001', { followMe: false })

  it('at a phone that is not to be disturbed itself', () => {
    const quiet = colleague('device', '1001', { doNotDisturb: true })
    expect(found('nobody-rings', ...colleagues, quiet, user)[0]?.message).toContain('is not to be disturbed')
  })

  it('while the account is not to be disturbed, which is said once, of the account', () => {
    const account = makeDocument('account', { id: 'account', name: 'A', doNotDisturb: true })
    const [first, ...others] = found('nobody-rings', ...colleagues, account, away, user)
    expect(first).toMatchObject({ documentId: 'account' })
    expect(others).toEqual([])
    expect(first?.fix, 'which would bring up that nobody rings').toBeUndefined()
    expect(found('nobody-rings', ...colleagues, { ...account, doNotDisturb: false }, away, user)).toMatchObject([
      { nodeId: 'user' },
      {},
    ])
  })

  it('in a ring group of somebody whose forwarding is for direct calls only, but does when called directly (M88b)', () => {
    const { callForward } = colleague('user', '1001')
    const forwarded = (directCallsOnly: boolean) =>
      colleague('user', '1001', { callForward: { ...callForward, enabled: true, number: '1002', directCallsOnly } })
    expect(found('nobody-rings', ...colleagues, away, forwarded(true), group)).toMatchObject([{ nodeId: 'ring-group' }])
    expect(found('nobody-rings', ...colleagues, away, forwarded(false), group)).toEqual([])
  })
})

describe('a carrier without host', () => {
  it('is a way in only, unless a step calls out by it', () => {
    const trunk = makeDocument('trunk', { id: 'trunk', name: 'In', allowedAddresses: ['192.0.2.10'] })
    const out = drawFlow({ nodes: { 'account-carrier': { trunkId: 'trunk' } } })
    expect(found('trunk-without-host', trunk)).toEqual([])
    expect(found('trunk-without-host', trunk, out)).toHaveLength(1)
  })
})

it('a PIN of three digits is easy to guess', () => {
  const box = (pin: string) => makeDocument('mailbox', { id: 'box', name: 'Box', pin })
  expect(found('guessable-secret', box('862'))[0]?.message).toContain('fewer than 4 characters')
  expect(found('guessable-secret', box('8642'))).toEqual([])
})

it('transcription that goes to nobody is not missed', () => {
  const box = makeDocument('mailbox', { id: 'box', name: 'Box', pin: '8642', transcription: true })
  expect(found('unused-setting', box)).toEqual([])
})

it('somebody who is switched off is not chosen in a directory', () => {
  const staff = makeDocument('directory', { id: 's', name: 'S', entries: [{ userId: 'user-1001', callflowId: null }] })
  expect(found('directory-entry-nowhere', ...colleagues, staff)).toHaveLength(1)
  expect(found('directory-entry-nowhere', ...colleagues, colleague('user', '1001', { enabled: false }), staff)).toEqual(
    [],
  )
})

describe('numbers that may not be called', () => {
  const account = (fields: Partial<Account> = {}) =>
    makeDocument('account', { id: 'account', name: 'A', country: 'CA', ...fields })
  const out = (number: string) => drawFlow({ nodes: { 'account-carrier': { number }, 'hang-up': {} } })

  it('in a step: by class or by country of the account', () => {
    expect(found('call-denied', account(), out('+442079460000'))).toEqual([])
    expect(found('call-denied', account({ deniedCountries: ['gb'] }), out('+442079460000'))).toMatchObject([
      {
        severity: 'error',
        nodeId: 'account-carrier',
        message:
          'A step of "flow" calls +442079460000, and nobody gets there: "A" may not call +442079460000: GB is off.',
      },
    ])
    expect(found('call-denied', account({ deniedClasses: ['premium'] }), out('19005550100'))).toHaveLength(1)
    expect(found('call-denied', account({ deniedClasses: ['premium'] }), out(''))).toEqual([])
  })

  it('in forwarding: of whoever forwards, unless the number is a colleague’s', () => {
    const { callForward } = colleague('user', '1001')
    const forwards = (number: string, fields: Partial<User> = {}) =>
      colleague('user', '1001', { callForward: { ...callForward, enabled: true, number }, ...fields })
    const denied = { deniedClasses: ['international' as const] }
    expect(found('call-denied', account(), forwards('+442079460000', denied))[0]?.message).toContain(
      'are not forwarded to +442079460000',
    )
    expect(found('call-denied', account(denied), forwards('+442079460000'))).toHaveLength(1)
    expect(found('call-denied', account(), forwards('+16045550142', denied))).toEqual([])
    expect(found('call-denied', ...colleagues, account(), forwards('1002', { deniedClasses: ['other'] }))).toEqual([])
    const phone = colleague('device', '1001', {
      callForward: { ...callForward, enabled: true, number: '+442079460000' },
    })
    expect(found('call-denied', account(), colleague('user', '1001', denied), phone)).toHaveLength(1)
  })

  it('and countries that are none, nights that never are', () => {
    expect(found('unknown-country', account({ allowedCountries: ['UK', 'DE'] }))[0]?.message).toContain('names UK')
    expect(found('unknown-country', account({ allowedCountries: ['de'] }))).toEqual([])
    const night = (fields: Partial<Account['outsideAtNight']>) =>
      account({ outsideAtNight: { ...account().outsideAtNight, fromSec: 60, untilSec: 60, ...fields } })
    expect(found('night-never', night({ manner: 'none' }))).toHaveLength(1)
    expect(found('night-never', night({}))).toEqual([])
    expect(found('night-never', night({ manner: 'none', untilSec: 61 }))).toEqual([])
  })
})
