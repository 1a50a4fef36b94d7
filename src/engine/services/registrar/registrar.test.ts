import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import type { TransportPeer } from '../../sip/transport/transport.ts'
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
  const register = (
    contacts: readonly string[],
    more: Readonly<Record<string, string>> = {},
    nowMs = START_MS,
    from: TransportPeer = source,
  ) => {
    const headers = contacts.map((contact) => ['Contact', contact] as const)
    const fixed = {
      From: '<sip:1001@callwright.test>;tag=a',
      To: '<sip:1001@callwright.test>',
      Via: 'SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK1;rport=5070;received=127.0.0.1',
      'Call-ID': 'one',
      CSeq: `${++cseq} REGISTER`,
      ...more,
    }
    const request: SipRequest = {
      kind: 'request',
      method: 'REGISTER',
      uri: 'sip:callwright.test',
      headers: new HeaderList([...headers, ...Object.entries(fixed)]),
      body: '',
    }
    return registrar.register({ request, source: from, device, realm: 'callwright.test', nowMs })
  }
  const contacts = (nowMs = START_MS) => registrar.list(nowMs).map(({ contact }) => contact)
  return { registrar, register, contacts, restart: make, changes: () => changes }
}

describe('phones that only connect (RFC 7118)', () => {
  const browser = { transport: 'ws', address: '127.0.0.1', port: 40_000, flowId: 'flow-1' } as const
  const contact = '<sip:x1@df7jal23ls0d.invalid;transport=ws>;expires=600'

  it('are gone with their connection, and nobody else is', () => {
    const { registrar, register, contacts, changes } = setUp()
    register([contact], { 'Call-ID': 'page' }, START_MS, browser)
    register(['<sip:1001@10.0.0.1>'])
    register(['<sip:1001@10.0.0.2;transport=tcp>'], { 'Call-ID': 'desk' }, START_MS, {
      ...source,
      transport: 'tcp',
      flowId: 'flow-2',
    })
    const before = changes()
    registrar.flowLost({ ...browser, flowId: 'flow-3' })
    registrar.flowLost({ ...source, transport: 'tcp', flowId: 'flow-2' })
    expect([contacts().length, changes()]).toEqual([3, before])
    registrar.flowLost(browser)
    expect(contacts()).toEqual(['sip:1001@10.0.0.1', 'sip:1001@10.0.0.2;transport=tcp'])
    expect(changes()).toBe(before + 1)
  })

  it('are gone with the engine that they were connected to, for good', () => {
    const { register, restart } = setUp()
    register([contact], { 'Call-ID': 'page' }, START_MS, browser)
    register(['<sip:1001@10.0.0.1>'])
    for (const again of [restart(START_MS), restart(START_MS)])
      expect(again.list(START_MS).map((each) => each.contact)).toEqual(['sip:1001@10.0.0.1'])
  })

  it('may be loaded again and again within the life of a registration', () => {
    const { registrar, register, contacts } = setUp()
    for (let visit = 0; visit < 25; visit++) {
      const flow = { ...browser, flowId: `visit-${visit}` }
      const { status } = register(
        [`<sip:x${visit}@${visit}.invalid;transport=ws>`],
        { 'Call-ID': `${visit}` },
        START_MS,
        flow,
      )
      expect(status).toBe(200)
      registrar.flowLost(flow)
    }
    expect(contacts()).toEqual([])
  })
})

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

  it.each([
    '<sip:1002@callwright.test>',
    '<sip:callwright.test>',
    '<sip:10%311@callwright.test>',
    '<sip:1001x@a.test>',
  ])('refuses a REGISTER of 1001 for %s with 403 (steps 4 and 5), whatever it asks', (To) => {
    const { register, contacts } = setUp()
    register(['<sip:1001@10.0.0.1>'])
    for (const wanted of [['<sip:1001@10.0.0.66>'], ['*'], []]) {
      expect(register(wanted, { To, Expires: '0', 'Call-ID': 'theirs' })).toMatchObject({ status: 403 })
    }
    expect(contacts()).toEqual(['sip:1001@10.0.0.1'])
  })

  it.each(['"Desk" <sip:1001@192.0.2.7:5060;user=phone>', 'sips:%31001@callwright.test', '<sip:1001:secret@a.test>'])(
    'takes %s for 1001: any address that leads here will do',
    (To) => {
      expect(setUp().register(['<sip:1001@10.0.0.1>'], { To })).toMatchObject({ status: 200 })
    },
  )

  it('does not look at From: who registers is who knows the password (§10.2)', () => {
    const From = '<sip:assistant@callwright.test>;tag=a'
    expect(setUp().register(['<sip:1001@10.0.0.1>'], { From })).toMatchObject({ status: 200 })
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
    expect(register(['<sip:1001@10.0.0.1>;expires=0'], { CSeq: '10 REGISTER' }).status).toBe(500)
    expect(contacts()).toHaveLength(1)
    expect(register(['<sip:1001@10.0.0.1>;expires=0'], { CSeq: '1 REGISTER', 'Call-ID': 'new' }).status).toBe(200)
  })

  it('takes a contact written differently for the same one', () => {
    const { register, contacts } = setUp()
    register(['<sip:1001@10.0.0.1:5060;ob>'])
    register(['"Desk" <sip:1001@10.0.0.1;x=1>'])
    expect(contacts()).toEqual(['sip:1001@10.0.0.1;x=1'])
  })

  it('takes a contact that is named twice for one, as it is named last', () => {
    const { register, contacts } = setUp()
    const twice = register(['<sip:1001@10.0.0.1>;expires=600', '<sip:1001@10.0.0.1:5060;x=1>;expires=120'])
    expect(twice).toEqual({ status: 200, headers: [['Contact', '<sip:1001@10.0.0.1:5060;x=1>;expires=120']] })
    register(['<sip:1001@10.0.0.1;y=2>', '<sip:1001@10.0.0.1>'])
    expect(contacts()).toEqual(['sip:1001@10.0.0.1'])
    register(['<sip:1001@10.0.0.1>;expires=0', '<sip:1001@10.0.0.1>'])
    expect(contacts()).toEqual(['sip:1001@10.0.0.1'])
    register(['<sip:1001@10.0.0.1>', '<sip:1001@10.0.0.1>;expires=0'])
    expect(contacts()).toEqual([])
  })

  it('holds what is left after a contact was written in several ways also after a restart', () => {
    const { register, restart } = setUp()
    register(['<sip:1001@10.0.0.1>'])
    register(['<sip:1001@10.0.0.1;y=2>', '<sip:1001@10.0.0.1;z=3>'])
    expect(restart(START_MS).list(START_MS)).toMatchObject([{ contact: 'sip:1001@10.0.0.1;z=3' }])
  })

  it('takes two ports, two transports or two maddr for two contacts', () => {
    const { register, contacts } = setUp()
    const four = ['', ':5062', ';transport=tcp', ';maddr=10.0.0.7'].map((rest) => `sip:1001@10.0.0.1${rest}`)
    register(four.map((uri) => `<${uri}>`))
    expect(contacts()).toEqual(four)
  })

  it('is not put off by preferences, instances and flow numbers (RFC 3261 §10.2.1.2, RFC 5626)', () => {
    const { register } = setUp()
    const instance = '"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>"'
    const { headers } = register([`"Desk" <sip:1001@10.0.0.1>;q=0.7;reg-id=1;+sip.instance=${instance};expires=120`])
    expect(headers).toEqual([['Contact', '<sip:1001@10.0.0.1>;expires=120']])
  })

  it.each([
    [['*', '<sip:1001@10.0.0.1>'], { Expires: '0' }],
    [['*'], {}],
    [['*'], { Expires: '3600' }],
    [['*;expires=0'], {}],
  ])('refuses %j with %j: * stands alone with Expires 0 (§10.2.2)', (contactValues, more) => {
    const { register, contacts } = setUp()
    register(['<sip:1001@10.0.0.1>'])
    expect(register(contactValues, more).status).toBe(400)
    expect(contacts()).toHaveLength(1)
  })

  it('does not let a late * of the same Call-ID remove what is newer', () => {
    const { register, contacts } = setUp()
    register(['<sip:1001@10.0.0.1>'], { CSeq: '10 REGISTER' })
    expect(register(['*'], { Expires: '0', CSeq: '9 REGISTER' }).status).toBe(500)
    expect(contacts()).toHaveLength(1)
  })

  it('keeps where the sender says it is, and whether it listens there', () => {
    const { registrar, register } = setUp()
    register(['<sip:1001@10.0.0.1>'])
    register(['<sip:1001@10.0.0.2>'], { Via: 'SIP/2.0/UDP Phone.Example;branch=z9hG4bK2', 'Call-ID': 'two' })
    const sentBys = registrar.bindingsOf('desk', START_MS).map(({ contact, sentBy }) => [contact, sentBy])
    expect(sentBys).toEqual([
      ['sip:1001@10.0.0.1', { host: '127.0.0.1', port: 5070, hasRport: true }],
      ['sip:1001@10.0.0.2', { host: 'phone.example', hasRport: false }],
    ])
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

  it('forgets the phones of devices that were deleted', async () => {
    const { registrar, register, contacts, changes } = setUp()
    register(['<sip:1001@10.0.0.1>'])
    await registrar.sweep(START_MS, () => false)
    expect(contacts()).toEqual([])
    expect(changes()).toBe(2)
  })

  it('keeps a phone that comes while it looks, and one that comes back', async () => {
    const { registrar, register, contacts } = setUp()
    register(['<sip:1001@10.0.0.1>'])
    register(['<sip:1001@10.0.0.2>'])
    const pause = async () => {
      register(['<sip:1001@10.0.0.2>'])
      register(['<sip:1001@10.0.0.3>'])
    }
    let looked = 0
    const isWelcome = () => {
      if (looked++ === 0) void pause()
      return false
    }
    await registrar.sweep(START_MS, isWelcome)
    expect(contacts()).toEqual(['sip:1001@10.0.0.2', 'sip:1001@10.0.0.3'])
  })
})

describe('the transport of a contact', () => {
  it.each(['sip:1001@10.0.0.1;transport=tls', 'sips:1001@10.0.0.1', 'sip:1001@x.invalid;transport=ws'])(
    '%s is taken',
    (contact) => {
      const { register, contacts } = setUp()
      expect(register([`<${contact}>`]).status).toBe(200)
      expect(contacts()).toEqual([contact])
    },
  )

  it('is one that there is', () => {
    const { register, contacts } = setUp()
    const response = register(['<sip:1001@10.0.0.1;transport=sctp>'])
    expect([response.status, response.reason]).toEqual([
      400,
      'transport "sctp" of Contact is not UDP, TCP, TLS, WS or WSS',
    ])
    expect(contacts()).toEqual([])
  })

  it('makes another contact of it, and so does its port', () => {
    const { register, contacts } = setUp()
    register(['<sip:1001@10.0.0.1>', '<sip:1001@10.0.0.1;transport=tls>'])
    register(['<sip:1001@10.0.0.1:5060;transport=udp>', '<sip:1001@10.0.0.1:5061;transport=TLS>'])
    expect(contacts()).toEqual(['sip:1001@10.0.0.1:5060;transport=udp', 'sip:1001@10.0.0.1:5061;transport=TLS'])
  })
})

describe('registering through proxies (RFC 3327 §5.3)', () => {
  const path = '<sip:edge@192.168.1.2;lr>, <sip:inner.example;lr>'
  const hops = ['<sip:edge@192.168.1.2;lr>', '<sip:inner.example;lr>']

  it('keeps the Path with the binding and gives it back', () => {
    const { registrar, register, restart } = setUp()
    const response = register(['<sip:1001@10.0.0.1>;expires=600'], { Path: path, Supported: 'outbound, Path' })
    expect(response.headers).toEqual([
      ['Contact', '<sip:1001@10.0.0.1>;expires=600'],
      ...hops.map((hop) => ['Path', hop]),
    ])
    expect(registrar.bindingsOf('desk', START_MS)[0]?.path).toEqual(hops)
    expect(restart(START_MS).bindingsOf('desk', START_MS)[0]?.path).toEqual(hops)
  })

  it('is news when another transport leads there', () => {
    const { register, changes } = setUp()
    register(['<sip:1001@10.0.0.1>'])
    register(['<sip:1001@10.0.0.1>'])
    expect(changes()).toBe(1)
    register(['<sip:1001@10.0.0.1>'], {}, START_MS, { ...source, transport: 'tls' })
    expect(changes()).toBe(2)
  })

  it('is news when the Path is another', () => {
    const { registrar, register, changes } = setUp()
    register(['<sip:1001@10.0.0.1>'], { Path: path, Supported: 'path' })
    register(['<sip:1001@10.0.0.1>'], {})
    expect(registrar.bindingsOf('desk', START_MS)[0]?.path).toEqual([])
    expect(changes()).toBe(2)
  })

  it('refuses a Path that the phone does not know of with 420', () => {
    const { register, contacts } = setUp()
    expect(register(['<sip:1001@10.0.0.1>'], { Path: path, Supported: 'outbound' })).toEqual({
      status: 420,
      headers: [['Unsupported', 'path']],
    })
    expect(contacts()).toEqual([])
    expect(register(['<sip:1001@10.0.0.1>'], { Path: path, Require: 'path' }).status).toBe(200)
  })

  it.each([
    ['more than 16 hops', Array.from({ length: 17 }, (_, i) => `<sip:10.0.2.${i};lr>`).join(), /17 hops; at most 16/],
    ['a hop of more than 512 characters', `<sip:${'a'.repeat(200)}.example;lr;x=${'b'.repeat(300)}>`, /at most 512/],
    ['what is no SIP URI', '<tel:+16045550100>', /cannot read the URI "tel:/],
    ['what cannot be read', '<sip:edge', /Path: cannot read/],
    ['what nobody knows the way to', '<sip:edge;transport=sctp>', /transport "sctp" of Path is not UDP/],
  ])('refuses %s', (_what, value, reason) => {
    const { register, contacts } = setUp()
    const response = register(['<sip:1001@10.0.0.1>'], { Path: value, Supported: 'path' })
    expect(response.status).toBe(400)
    expect(response.reason).toMatch(reason)
    expect(contacts()).toEqual([])
  })
})
