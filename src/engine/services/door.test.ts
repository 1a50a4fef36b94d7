import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { HeaderList } from '../sip/message/headers.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { TransportPeer } from '../sip/transport/transport.ts'
import type { Binding } from './registrar/binding.ts'
import { Door, type DoorOptions } from './door.ts'

const phone = makeDocument('device', { id: 'desk', name: 'Desk', sipUsername: '1001', sipPassword: 'right' })
const carrier = makeDocument('trunk', { id: 'carrier', name: 'Carrier', host: 'carrier.test' })
const design = snapshotOf([makeDocument('account', { id: 'account', name: 'Office', sipRealm: 'office.test' }), phone])

const CARRIER: TransportPeer = { transport: 'udp', address: '198.51.100.1', port: 5060 }
const ELSEWHERE: TransportPeer = { transport: 'udp', address: '203.0.113.9', port: 5060 }
const challenge = { status: 401 } as const

/** A door where any password is wrong, unless told otherwise. */
function doorWith(more: Partial<DoorOptions> = {}): Door {
  return new Door({
    authenticator: { authenticate: () => ({ kind: 'respond', response: challenge }) },
    trunks: { trunkAt: (address) => (address === CARRIER.address ? carrier : undefined) },
    registrar: { bindingsOf: () => [] },
    design: () => design,
    clock: { now: () => 0 },
    onAdmitted: () => {},
    ...more,
  })
}

function request(method: string, from: string, ...more: (readonly [string, string])[]): SipRequest {
  const headers = new HeaderList([['From', from], ...more])
  return { kind: 'request', method, uri: 'sip:9001@office.test', headers, body: '' }
}

const outsider = '<sip:+16045550100@carrier.test>;tag=a'

describe('the door', () => {
  it('lets a trunk in by its address for calls, and says so to whoever takes the call', () => {
    const door = doorWith()
    const invite = request('INVITE', outsider)
    expect(door.screen(invite, CARRIER)).toEqual({ kind: 'admit' })
    expect(door.visitorOf(invite)).toEqual({ kind: 'trunk', trunk: carrier })
  })

  it.each([
    ['calls from anywhere else', 'INVITE', ELSEWHERE],
    ['registrations from the address of a trunk', 'REGISTER', CARRIER],
  ] as const)('asks for a password for %s', (_, method, source) => {
    expect(doorWith().screen(request(method, outsider), source)).toEqual({ kind: 'answer', response: challenge })
  })

  it('says from where somebody was let in, and nothing of those who were not', () => {
    const admitted: TransportPeer[] = []
    const onAdmitted = (source: TransportPeer) => void admitted.push(source)
    const door = doorWith({ onAdmitted })
    door.screen(request('INVITE', outsider), ELSEWHERE)
    expect(admitted).toEqual([])
    door.screen(request('INVITE', outsider), CARRIER)
    const authenticator = { authenticate: () => ({ kind: 'ok', device: phone }) as const }
    doorWith({ onAdmitted, authenticator }).screen(request('REGISTER', '<sip:1001@office.test>;tag=a'), ELSEWHERE)
    expect(admitted).toEqual([CARRIER, ELSEWHERE])
  })

  it('lets a phone in by its password', () => {
    const door = doorWith({ authenticator: { authenticate: () => ({ kind: 'ok', device: phone }) } })
    for (const method of ['INVITE', 'REGISTER']) {
      const asked = request(method, '<sip:1001@office.test>;tag=a')
      expect(door.screen(asked, ELSEWHERE)).toEqual({ kind: 'admit' })
      expect(door.visitorOf(asked)).toEqual({ kind: 'device', device: phone })
    }
  })

  it('asks for a password at the address of a trunk of whoever says to be a phone of ours', () => {
    const answered = { kind: 'answer', response: challenge }
    const binding = { source: CARRIER } as Binding // all that is looked at
    const registered = { bindingsOf: () => [binding] }
    const byName = request('INVITE', '<sip:1001@office.test>;tag=a')
    expect(doorWith().screen(byName, CARRIER)).toEqual(answered)
    const signed = request('INVITE', outsider, ['Authorization', 'Digest username="1001"'])
    expect(doorWith().screen(signed, CARRIER)).toEqual(answered)
    const byPlace = request('INVITE', '<sip:1001@192.0.2.1>;tag=a')
    expect(doorWith({ registrar: registered }).screen(byPlace, CARRIER)).toEqual(answered)
    expect(doorWith().screen(byPlace, CARRIER)).toEqual({ kind: 'admit' })
    const otherPort = { ...CARRIER, port: 5061 }
    expect(doorWith({ registrar: registered }).screen(byPlace, otherPort)).toEqual({ kind: 'admit' })
  })

  it('has nobody in as long as there is no design', () => {
    const screened = doorWith({ design: () => undefined }).screen(request('INVITE', outsider), CARRIER)
    expect(screened).toMatchObject({ kind: 'answer', response: { status: 503 } })
  })

  it('knows nobody it did not let in', () => {
    const door = doorWith()
    const refused = request('INVITE', outsider)
    door.screen(refused, ELSEWHERE)
    expect(() => door.visitorOf(refused)).toThrow('nobody let this INVITE in')
  })
})
