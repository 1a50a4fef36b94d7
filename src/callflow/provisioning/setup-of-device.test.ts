import { describe, expect, it } from 'vitest'
import { type Device, type Document, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { clearedUpTo, type PhoneKey } from './phone-setup.ts'
import { setupOfDevice } from './setup-of-device.ts'

const account = makeDocument('account', { id: 'account', name: 'A', timezone: 'Europe/Berlin', language: 'de' })
const site = makeDocument('site', { id: 'site', name: 'Kolkata', timezone: 'Asia/Kolkata' })
const person = (id: string, extension: string, more: object = {}) =>
  makeDocument('user', { id, name: `Person ${id}`, extension, ...more })

function setupOf(change: Partial<Device> = {}, documents: readonly Document[] = []) {
  const device = makeDocument('device', { id: 'd', name: 'Desk', sipUsername: 'desk', sipPassword: 'p', ...change })
  const around = { server: { host: '192.0.2.1', port: 5_060 }, baseUrl: null, year: 2_026 }
  return setupOfDevice(snapshotOf([account, site, device, ...documents]), device, around)
}

describe('what a phone is told', () => {
  it.each([
    [{ mediaEncryption: 'offered' }, 'off'],
    [{ mediaEncryption: 'offered', keysInClear: true }, 'offered'],
    [{ mediaEncryption: 'offered', sipTransport: 'tls' }, 'offered'],
    [{ mediaEncryption: 'required' }, 'required'],
    [{ mediaEncryption: 'off', sipTransport: 'tls' }, 'off'],
  ] satisfies [Partial<Device>, string][])(
    'of encryption is what the engine will do: %o is %s',
    (change, encryption) => {
      expect(setupOf(change).encryption).toBe(encryption)
    },
  )

  it('of keys is what its device says', () => {
    expect([setupOf({}).dtmf, setupOf({ dtmf: 'info' }).dtmf]).toEqual(['auto', 'info'])
  })

  it('has everybody with an extension in the phone book, by name, and nobody who is switched off', () => {
    const people = [person('c', '3'), person('b', ''), person('a', '1'), person('d', '4', { enabled: false })]
    expect(setupOf({}, people).colleagues).toEqual([
      { name: 'Person a', number: '1' },
      { name: 'Person c', number: '3' },
    ])
  })

  it('is in the language and the time of whose phone it is, else of the account', () => {
    const owner = person('o', '9', { language: 'fr-ca', siteId: 'site' })
    const own = setupOf({ ownerId: 'o' }, [owner])
    expect([own.language, own.clock.zone, own.displayName, own.label]).toEqual([
      'fr-ca',
      'Asia/Kolkata',
      'Person o',
      '9',
    ])
    const nobodys = setupOf()
    expect([nobodys.language, nobodys.clock.zone, nobodys.displayName, nobodys.label]).toEqual([
      'de',
      'Europe/Berlin',
      'Desk',
      'Desk',
    ])
  })
})

describe('keys of an earlier file', () => {
  const line: PhoneKey = { kind: 'line', label: '1' }
  it('are emptied behind those chosen, and left alone where only the line is', () => {
    expect(clearedUpTo(4, [line, line]).map(({ kind }) => kind)).toEqual(['line', 'line', 'none', 'none'])
    expect(clearedUpTo(1, [line, line])).toHaveLength(2)
    expect(clearedUpTo(4, [line])).toEqual([line])
  })
})
