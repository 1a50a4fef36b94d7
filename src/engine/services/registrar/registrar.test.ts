import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import type { SipRequest } from '../../sip/message/message.ts'
import { HeaderList } from '../../sip/message/headers.ts'
import { createBindingStore } from '../../state/binding-store.ts'
import { openEngineDatabase } from '../../state/engine-database.ts'
import { temporaryFolder } from '../../state/testing/temporary-folder.ts'
import { Registrar } from './registrar.ts'

const START_MS = 1_700_000_000_000
const device = makeDocument('device', { id: 'desk', name: 'Desk', sipUsername: '1001', sipPassword: 'x' })
const source = { transport: 'udp', address: '127.0.0.1', port: 5070 } as const

function setUp() {
  const db = openEngineDatabase(temporaryFolder())
  const store = createBindingStore(db)
  let changes = 0
  const make = (nowMs: number) => new Registrar({ store, nowMs, onChange: () => changes++ })
  const registrar = make(START_MS)
  let cseq = 0
  const register = (contacts: readonly string[], more: Readonly<Record<string, string>> = {}, nowMs = START_MS) => {
    const headers = contacts.map((contact) => ['Contact', contact] as const)
    const fixed = { 'Call-ID': 'one', CSeq: `${++cseq} REGISTER`, ...more }
    const request: SipRequest = {
      kind: 'request',
      method: 'REGISTER',
      uri: 'sip:callwright.test',
      headers: new HeaderList([...headers, ...Object.entries(fixed)]),
      body: '',
    }
    return registrar.register({ request, source, device, realm: 'callwright.test', nowMs })
  }
  const contacts = (nowMs = START_MS) => registrar.list(nowMs).map(({ contact }) => contact)
  return { registrar, register, contacts, restart: make, changes: () => changes }
}

describe('registrar (RFC 3261 §10.3)', () => {
  it('keeps several contacts of one device, each for its own time', () => {
    const { register, contacts } = setUp()
    register(['<sip:1001@10.0.0.1>;expires=600'])
    const { headers } = register(['<sip:1001@10.0.0.2>'], { 'Call-ID': 'two', Expires: '120' })
    expect(headers).toEqual([
      ['Contact', '<sip:1001@10.0.0.1>;expires=600'],
      ['Contact', '<sip:1001@10.0.0.2>;expires=120'],
    ])
    expect(contacts(START_MS + 121_000)).toEqual(['sip:1001@10.0.0.1'])
  })

  it('answers a query without contacts with what it knows', () => {
    const { register } = setUp()
    register(['<sip:1001@10.0.0.1>'])
    expect(register([]).headers).toEqual([['Contact', '<sip:1001@10.0.0.1>;expires=3600']])
  })

  it('refuses less than 60 s with 423 and caps at 7200 s', () => {
    const { register } = setUp()
    expect(register(['<sip:1001@10.0.0.1>;expires=59'])).toMatchObject({
      status: 423,
      headers: [['Min-Expires', '60']],
    })
    expect(register(['<sip:1001@10.0.0.1>;expires=99999']).headers).toEqual([
      ['Contact', '<sip:1001@10.0.0.1>;expires=7200'],
    ])
  })

  it('takes all contacts of a request or none', () => {
    const { register, contacts } = setUp()
    register(['<sip:1001@10.0.0.1>', '<sip:1001@10.0.0.2>;expires=5'])
    expect(contacts()).toEqual([])
  })

  it('removes one contact by expires=0 and all by *', () => {
    const { register, contacts } = setUp()
    register(['<sip:1001@10.0.0.1>', '<sip:1001@10.0.0.2>', '<sip:1001@10.0.0.3>'])
    register(['<sip:1001@10.0.0.1>;expires=0'])
    expect(contacts()).toEqual(['sip:1001@10.0.0.2', 'sip:1001@10.0.0.3'])
    expect(register(['*'], { Expires: '10' }).status).toBe(400)
    register(['*'], { Expires: '0' })
    expect(contacts()).toEqual([])
  })

  it('does not let a late request undo a newer one of the same Call-ID', () => {
    const { register, contacts } = setUp()
    register(['<sip:1001@10.0.0.1>'], { CSeq: '10 REGISTER' })
    expect(register(['<sip:1001@10.0.0.1>;expires=0'], { CSeq: '9 REGISTER' }).status).toBe(500)
    expect(contacts()).toHaveLength(1)
    expect(register(['<sip:1001@10.0.0.1>;expires=0'], { CSeq: '1 REGISTER', 'Call-ID': 'new' }).status).toBe(200)
  })

  it('takes a contact written differently for the same one', () => {
    const { register, contacts } = setUp()
    register(['<sip:1001@10.0.0.1:5060;ob>'])
    register(['"Desk" <sip:1001@10.0.0.1;x=1>'])
    expect(contacts()).toEqual(['sip:1001@10.0.0.1;x=1'])
  })

  it('refuses more than ten contacts and what it cannot read', () => {
    const { register, contacts } = setUp()
    const many = Array.from({ length: 11 }, (_, i) => `<sip:1001@10.0.1.${i}>`)
    expect(register(many).status).toBe(403)
    expect(register(['<http://x>']).status).toBeGreaterThanOrEqual(400)
    expect(contacts()).toEqual([])
  })

  it('comes back after a restart without what has run out', () => {
    const { register, restart } = setUp()
    register(['<sip:1001@10.0.0.1>;expires=600', '<sip:1001@10.0.0.2>;expires=60'])
    const again = restart(START_MS + 61_000)
    expect(again.bindingsOf('desk', START_MS + 61_000).map(({ contact }) => contact)).toEqual(['sip:1001@10.0.0.1'])
  })

  it('tells of phones that come and go, not of refreshes', () => {
    const { register, changes } = setUp()
    register(['<sip:1001@10.0.0.1>'])
    register(['<sip:1001@10.0.0.1>'])
    expect(changes()).toBe(1)
    register(['<sip:1001@10.0.0.1>;expires=0'])
    expect(changes()).toBe(2)
  })

  it('forgets the phones of devices that were deleted', () => {
    const { registrar, register, contacts, changes } = setUp()
    register(['<sip:1001@10.0.0.1>'])
    registrar.sweep(START_MS, () => false)
    expect(contacts()).toEqual([])
    expect(changes()).toBe(2)
  })
})
