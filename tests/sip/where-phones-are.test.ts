import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { answerChallenge } from '../../src/engine/sip/auth/answer-challenge.ts'
import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import type { SipMessage, SipResponse } from '../../src/engine/sip/message/message.ts'
import { parseMessage } from '../../src/engine/sip/message/parse-message.ts'
import type { IncomingSession, ListenPoint, SipUserAgent } from '../../src/engine/sip/user-agent.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { startSoftPhone } from '../harness/soft-phone.ts'
import { until } from '../harness/until.ts'

const running: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

async function engine(): Promise<TestEngine> {
  const started = await startTestEngine()
  running.push(() => started.stop())
  await started.activate([...snapshotOf([...company(), ...seat('1001'), ...seat('1002')]).documents()])
  return started
}

/** Something that listens for SIP, keeps the calls it gets and is busy. */
async function listening(host: string, transport: ListenPoint['transport'] = 'udp') {
  const userAgent = createUserAgent({ listen: [{ transport, host, port: 0 }], userAgentName: 'test' })
  const [point] = await userAgent.start()
  running.push(() => userAgent.close())
  const calls: IncomingSession[] = []
  userAgent.onInvite((session) => {
    session.on({})
    calls.push(session)
    session.reject({ status: 486 })
  })
  return { userAgent, at: `${host}:${point?.port}`, calls }
}

/** A phone that knows itself by another address than its packets come from, as behind NAT. It is busy. */
async function phoneBehindNat({ sipPort }: TestEngine, itself: string) {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.4')
  await once(socket, 'listening')
  running.push(async () => void socket.close())
  const uri = 'sip:callwright.test'
  const got: SipMessage[] = []
  socket.on('message', (bytes) => {
    const message = parseMessage(bytes)
    got.push(message)
    if (message.kind === 'response' || message.method !== 'INVITE') return
    const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${message.headers.get(name)}`)
    const busy = ['SIP/2.0 486 Busy Here', ...copied, 'Content-Length: 0', '', '']
    socket.send(busy.join('\r\n'), sipPort, '127.0.0.1')
  })
  const send = (cseq: number, more: readonly string[]) => {
    const lines = [
      `REGISTER ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP ${itself};branch=z9hG4bK-nat-${cseq};rport`,
      'Max-Forwards: 70',
      `From: <sip:1002@callwright.test>;tag=nat`,
      'To: <sip:1002@callwright.test>',
      'Call-ID: behind-nat',
      `CSeq: ${cseq} REGISTER`,
      `Contact: <sip:1002@${itself}>`,
      ...more,
      'Content-Length: 0',
    ]
    socket.send(`${lines.join('\r\n')}\r\n\r\n`, sipPort, '127.0.0.1')
  }
  const response = (cseq: number) =>
    until(`an answer to REGISTER ${cseq}`, () =>
      got.find((each) => each.kind === 'response' && each.headers.get('CSeq') === `${cseq} REGISTER`),
    ) as Promise<SipResponse> // as asked for
  return {
    /** The address of the INVITE it got. */
    invited(): string | undefined {
      for (const each of got) if (each.kind === 'request' && each.method === 'INVITE') return each.uri
      return undefined
    },
    async register(): Promise<number> {
      send(1, [])
      const credentials = { username: '1002', password: passwordOf('1002') }
      const asked = { response: await response(1), credentials, method: 'REGISTER', uri, cnonce: 'nat' }
      send(2, [answerChallenge(asked)?.header.join(': ') ?? ''])
      return (await response(2)).status
    },
  }
}

async function register(
  from: SipUserAgent,
  registrar: string,
  contact: string,
  more: readonly (readonly [string, string])[] = [],
) {
  const uri = 'sip:1002@callwright.test'
  const { status, headers } = await from.request({
    method: 'REGISTER',
    target: `sip:${registrar}`,
    from: { uri },
    to: { uri },
    headers: [['Contact', `<${contact}>`], ...more],
    credentials: { username: '1002', password: passwordOf('1002') },
  })
  expect(status).toBe(200)
  return headers
}

async function callFrom1001({ sipPort }: TestEngine): Promise<void> {
  const phone = await startSoftPhone({ username: '1001', enginePort: sipPort, speaksHz: 440 })
  running.push(() => phone.stop())
  // Busy at once, then the mailbox of 1002 takes the call.
  const call = await phone.dial('1002')
  await call.hangUp()
}

describe('a phone that registers', () => {
  it.each(['127.0.0.1', '127.0.0.3'])(
    'from 127.0.0.1 with another port at %s as its Contact is called at its Contact (RFC 3261 §10)',
    async (host) => {
      const office = await engine()
      const registering = await listening('127.0.0.1')
      const called = await listening(host)
      await register(registering.userAgent, `127.0.0.1:${office.sipPort}`, `sip:1002@${called.at}`)
      await callFrom1001(office)
      await until('the call', () => called.calls.length > 0)
      expect(called.calls[0]?.request.uri).toBe(`sip:1002@${called.at}`)
      expect(registering.calls).toEqual([])
    },
  )

  it('with a Path is called by it, and told so (RFC 3327)', async () => {
    const office = await engine()
    const registering = await listening('127.0.0.1')
    const edge = await listening('127.0.0.3')
    const path = `<sip:edge@${edge.at};lr>`
    const headers = await register(registering.userAgent, `127.0.0.1:${office.sipPort}`, 'sip:1002@127.0.0.9:5099', [
      ['Path', path],
      ['Supported', 'path'],
    ])
    expect(headers.getAll('Path')).toEqual([path])
    expect(headers.getAll('Supported')).toContain('path')
    await callFrom1001(office)
    await until('the call', () => edge.calls.length > 0)
    expect(edge.calls[0]?.request.uri).toBe('sip:1002@127.0.0.9:5099')
    expect(edge.calls[0]?.request.headers.getAll('Route')).toEqual([path])
  })

  it('behind NAT, at an address that means nothing here, is called where its REGISTER came from (RFC 3581)', async () => {
    const office = await engine()
    const phone = await phoneBehindNat(office, '10.1.2.3:5062')
    expect(await phone.register()).toBe(200)
    await callFrom1001(office)
    await until('the call', () => phone.invited() !== undefined)
    expect(phone.invited()).toBe('sip:1002@10.1.2.3:5062')
  })

  it('over TCP is called over its connection while that is open (RFC 5626), and at its Contact afterwards', async () => {
    const office = await engine()
    const before = await listening('127.0.0.1', 'tcp')
    const after = await listening('127.0.0.1', 'tcp')
    const registrar = `127.0.0.1:${office.sipTcpPort};transport=tcp`
    await register(before.userAgent, registrar, `sip:1002@${after.at};transport=tcp`)
    await callFrom1001(office)
    await until('the call', () => before.calls.length > 0)
    expect(before.calls[0]?.source.port).toBe(office.sipTcpPort)
    expect(after.calls).toEqual([])
    await before.userAgent.close()
    await callFrom1001(office)
    await until('the second call', () => after.calls.length > 0)
  })
})
