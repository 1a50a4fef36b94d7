import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createUserAgent } from './create-user-agent.ts'
import { B, pair } from './testing/call-pair.ts'
import { stranger } from './testing/stranger.ts'
import type { TransportKind } from './transport/transport.ts'
import type { SipUserAgent } from './user-agent.ts'

const FIXTURES = join(import.meta.dirname, '../../../tests/fixtures/sip')
const messages = ['rfc4475', 'rfc5118'].flatMap((folder) =>
  readdirSync(join(FIXTURES, folder))
    .filter((name) => name.endsWith('.sip'))
    .map((name) => [name, readFileSync(join(FIXTURES, folder, name))] as const),
)
const question =
  'OPTIONS sip:b@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKafter\r\nFrom: <sip:a@a>;tag=1\r\n' +
  'To: <sip:b@b>\r\nCall-ID: after\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n'

let agent: SipUserAgent
const problems: unknown[] = []
const portOf = (transport: string) => agent.listenPoints.find((point) => point.transport === transport)?.port ?? 0

beforeAll(async () => {
  agent = createUserAgent({
    listen: (['tcp', 'ws'] as const).map((transport) => ({ transport, host: '127.0.0.1', port: 0 })),
    userAgentName: 'test',
    onInternalError: (error) => problems.push(error),
  })
  agent.onRequest('REGISTER', ({ respond }) => respond({ status: 200 }))
  agent.onInvite((session) => session.reject({ status: 486 }))
  await agent.start()
})
afterAll(() => agent.close())

/** What RFC 4475 and RFC 5118 do to a datagram is in `torture.test.ts`; here, that a connection bears them. */
describe('torture messages over connections', () => {
  it('are all here', () => {
    expect(messages.length).toBeGreaterThanOrEqual(49)
  })

  it.each(messages)('%s over WebSocket: the next message on it is answered', async (_name, bytes) => {
    const socket = new WebSocket(`ws://127.0.0.1:${portOf('ws')}`, 'sip')
    const texts: string[] = []
    socket.on('message', (data) => texts.push((data as Buffer).toString()))
    await once(socket, 'open')
    socket.send(bytes)
    socket.send(question)
    while (!texts.some((text) => text.includes('Call-ID: after'))) await once(socket, 'message')
    expect(texts.every((text) => text.startsWith('SIP/2.0 '))).toBe(true)
    expect(problems).toEqual([])
    socket.terminate()
  })

  it.each(messages)('%s over TCP: the next connection is served', async (_name, bytes) => {
    const broken = connect(portOf('tcp'), '127.0.0.1')
    broken.on('error', () => {})
    broken.resume().write(bytes)
    const next = connect(portOf('tcp'), '127.0.0.1')
    next.write(question)
    expect(String((await once(next, 'data'))[0])).toContain('SIP/2.0 200 OK')
    expect(problems).toEqual([])
    broken.destroy()
    next.destroy()
  })
})

/** Final answers to a message that comes by this transport, copies apart. Framing is for the tests above. */
async function answersOver(transport: TransportKind, bytes: Buffer): Promise<readonly number[]> {
  const link = await pair((session) => session.reject({ status: 486 }), undefined, transport)
  link.b.onRequest('REGISTER', ({ respond }) => respond({ status: 200 }))
  link.network.inject(bytes, { ...stranger, transport, ...(transport === 'udp' ? {} : { flowId: 'flow' }) }, B)
  await link.clock.advance(1_000)
  const statuses = link.network.packets.flatMap(({ message, from }) =>
    from === B && message.kind === 'response' && message.status >= 200 ? [message.status] : [],
  )
  return [...new Set(statuses)]
}

describe('torture messages over each transport', () => {
  it.each(messages)('%s is answered as over UDP', async (_name, bytes) => {
    const overUdp = await answersOver('udp', bytes)
    for (const transport of ['tcp', 'tls', 'ws', 'wss'] as const)
      expect([transport, await answersOver(transport, bytes)]).toEqual([transport, overUdp])
  })

  it('are answered at all, most of them', async () => {
    const answers = await Promise.all(messages.map(([, bytes]) => answersOver('tls', bytes)))
    expect(answers.filter(({ length }) => length > 0).length).toBeGreaterThan(30)
  })
})
