import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { call, colleague, colleagues, company, drawFlow, insideCaller, operations } from '../rehearse/small-design.ts'
import { hotDeskUsersKey } from '../run/state-keys.ts'
import { admit } from './admit.ts'
import { callerAsGuest, callerAtDevice } from './caller-at-device.ts'
import { presentedCallerId } from './caller-id.ts'

const none = { name: '', number: '' }
const shows = (external: string, emergency = '') => ({
  internal: none,
  external: { name: '', number: external },
  emergency: { name: '', number: emergency },
})
const owner = colleague('user', '1001', { callerIds: shows('+16045550101', '+16045550911') })
const guest = colleague('user', '1002', { callerIds: shows('+16045550102', '+16045550912') })
const phone = colleague('device', '1001', { callerIds: shows('+16045550103') })
const design = snapshotOf([company(), ...colleagues, owner, guest, phone])
const loggedIn =
  (...users: string[]) =>
  (key: { readonly id: string; readonly name: string }) =>
    key.id === 'device-1001' && key.name === hotDeskUsersKey('').name ? users.join(' ') : undefined
const at = (...users: string[]) => callerAtDevice(design, phone, loggedIn(...users))
const external = (caller: ReturnType<typeof at>) => presentedCallerId({ design, caller, reason: 'external' }).number

describe('who calls from a phone (M88c)', () => {
  it('is its owner while nobody is logged in there', () => {
    expect(at().origin).toEqual({ kind: 'device', deviceId: 'device-1001', userId: 'user-1001' })
    expect(external(at())).toBe('+16045550103')
  })

  it('is the guest, under their own name and numbers, not those of the phone', () => {
    expect(at('user-1002')).toMatchObject({ name: 'Blair Example', number: '1002', origin: { userId: 'user-1002' } })
    expect(external(at('user-1002'))).toBe('+16045550102')
  })

  it('is the last of several guests; those who are gone or switched off are none', () => {
    expect(at('user-1003', 'user-1002').origin).toMatchObject({ userId: 'user-1002' })
    expect(at('user-1002', 'gone').origin).toMatchObject({ userId: 'user-1002' })
    const off = snapshotOf([...colleagues, { ...guest, enabled: false }])
    expect(callerAtDevice(off, phone, loggedIn('user-1002')).origin).toMatchObject({ userId: 'user-1001' })
  })

  it('is to emergency services where the phone stands: its owner’s number', () => {
    expect(presentedCallerId({ design, caller: at('user-1002'), reason: 'emergency' }).number).toBe('+16045550911')
  })

  it('is nobody else for a caller from outside, and the guest for the phone as its owner', () => {
    const outside = { name: '', number: '+1', origin: { kind: 'trunk' } } as const
    expect(callerAsGuest(design, outside, loggedIn('user-1002'))).toBe(outside)
    expect(callerAsGuest(design, insideCaller('1001'), loggedIn())).toEqual(insideCaller('1001'))
    expect(callerAsGuest(design, insideCaller('1001'), loggedIn('user-1002')).number).toBe('1002')
  })

  it('is under the guest’s restrictions, and under the phone’s', () => {
    const denied = { deniedClasses: ['domestic' as const] }
    const kind = (...changed: Document[]) =>
      admit(snapshotOf([company(), ...colleagues, ...changed]), at('user-1002'), '6045550123').kind
    const trunk = makeDocument('trunk', { id: 'trunk', name: 'T', host: 'carrier.example.test' })
    expect(kind(trunk)).toBe('outside')
    expect(kind(trunk, { ...guest, ...denied })).toBe('denied')
    expect(kind(trunk, { ...owner, ...denied })).toBe('outside')
    expect(kind(trunk, { ...phone, ...denied })).toBe('denied')
  })

  it('rehearses so: a guest’s call shows the guest', () => {
    const rings = drawFlow({ nodes: { user: { userId: 'user-1003' } } })
    const state = [{ key: hotDeskUsersKey('device-1001'), value: 'user-1002' }]
    const rehearsed = call([rings], [], { caller: insideCaller('1001'), world: { state } })
    expect(operations(rehearsed, 'dial')[0]?.legs[0]).toMatchObject({
      callerName: 'Blair Example',
      callerNumber: '1002',
    })
  })
})

describe('what leaves where no external number is set', () => {
  const bare = snapshotOf([makeDocument('account', { id: 'a', name: 'A' }), ...colleagues])
  const caller = insideCaller('1001')
  const number = (id: string, text: string, siteId: string | null = null) =>
    makeDocument('phone-number', { id, name: id, number: text, siteId })
  const leaves = (...documents: Document[]) =>
    presentedCallerId({ design: snapshotOf([...bare.documents(), ...documents]), caller, reason: 'external' }).number

  it('is never an extension', () => expect(leaves()).toBe(''))

  it('is the account’s default number, else the first of the person’s site, else the first there is', () => {
    const site = makeDocument('site', { id: 'site', name: 'Depot' })
    const numbers = [number('n1', '+16045550150'), number('n2', '+16045550160', 'site')]
    const atSite = colleague('user', '1001', { siteId: 'site' })
    expect(leaves(...numbers)).toBe('+16045550150')
    expect(leaves(...numbers, site, atSite)).toBe('+16045550160')
    const account = makeDocument('account', { id: 'a', name: 'A', defaultCallerNumber: '604 555 0170' })
    expect(leaves(...numbers, site, atSite, account)).toBe('+16045550170')
  })
})
