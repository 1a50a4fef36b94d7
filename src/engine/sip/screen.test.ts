import { describe, expect, it } from 'vitest'
import { createUserAgent } from './create-user-agent.ts'
import { serializeMessage } from './message/serialize.ts'
import { A, answer, B, type CallPair, is, loseFirst, nothing, pair } from './testing/call-pair.ts'
import { SimClock } from './testing/sim-clock.ts'
import { SimNetwork } from './testing/sim-network.ts'
import { answerTo, bytes, request, stranger } from './testing/stranger.ts'
import type { IncomingRequest, IncomingSession, Screening } from './user-agent.ts'
import type { UserAgentCore } from './user-agent-core.ts'

const challenged: Screening = {
  kind: 'answer',
  response: { status: 401, headers: [['WWW-Authenticate', 'Digest realm="x", nonce="n"']] },
}
const invite = request('INVITE', '<sip:bob@b.example>', 'Contact: <sip:x@203.0.113.5:6000>')

/** What went to the stranger. */
function answersIn(link: CallPair): string[] {
  const sent = link.network.packets.filter(({ to }) => to === stranger.address)
  return sent.map(({ message }) => serializeMessage(message).toString())
}

describe('a request that is not let in (RFC 3261 §26.3.2.4)', () => {
  it.each(['INVITE', 'REGISTER'])(
    '%s gets one answer and leaves nothing, however long it is waited for',
    async (method) => {
      const link = await pair(answer)
      link.b.onRequest('REGISTER', ({ respond }) => respond({ status: 200 }))
      link.b.screen(() => challenged)
      const lines = method === 'INVITE' ? invite : request('REGISTER', '<sip:bob@b.example>')
      link.network.inject(bytes(lines), stranger, B)
      await link.clock.advance(10)
      expect([link.b.layer.serverCount, link.b.dialogCount, link.clock.pendingCount]).toEqual([0, 0, 1]) // the answer is on its way
      expect(link.b.counters.transactions).toBe(0)
      await link.clock.advance(100_000)
      expect(answersIn(link)).toEqual([expect.stringMatching(/^SIP\/2.0 401 /)])
      expect(link.events).toEqual([])
    },
  )

  it('is answered by the same tag each time (§8.2.7), with no more than is needed', async () => {
    const link = await pair(answer)
    link.b.screen(() => challenged)
    for (let i = 0; i < 3; i++) link.network.inject(bytes(invite), stranger, B)
    await link.clock.advance(100)
    const [first = '', ...copies] = answersIn(link)
    expect(copies).toEqual([first, first])
    expect(first.split('\r\n').map((line) => line.split(':')[0])).toEqual([
      'SIP/2.0 401 Unauthorized',
      'Via',
      'From',
      'To',
      'Call-ID',
      'CSeq',
      'WWW-Authenticate',
      'Content-Length',
      '',
      '',
    ])
  })

  it('has its ACK absorbed and its CANCEL told that there is nothing', async () => {
    const link = await pair(answer)
    link.b.screen(() => challenged)
    expect(await answerTo(link, invite)).toBe(401)
    const to = /^To: (.*)\r$/m.exec(answersIn(link)[0] ?? '')?.[1] ?? ''
    const before = link.network.packets.length
    link.network.inject(bytes(request('ACK', to)), stranger, B)
    await link.clock.advance(1_000)
    expect(link.network.packets).toHaveLength(before + 1)
    link.network.inject(bytes(request('CANCEL', '<sip:bob@b.example>')), stranger, B)
    expect(await link.leftovers()).toEqual(nothing)
    expect(answersIn(link).at(-1)).toMatch(/^SIP\/2.0 481 /)
  })

  it('may come in once it has what it takes, and is then told that we are at it, when that takes time', async () => {
    const link = await pair((session, { clock }) => void clock.after(150, () => answer(session)))
    link.b.screen(({ headers }) => (headers.get('Authorization') ? { kind: 'admit' } : challenged))
    expect(await answerTo(link, invite)).toBe(401)
    const again = [
      ...invite.map((line) => line.replace('z9hG4bKstranger', 'z9hG4bKagain')),
      'Authorization: Digest x=1',
    ]
    link.network.inject(bytes(again), stranger, B)
    await link.clock.advance(200)
    expect(answersIn(link).slice(1)).toEqual([
      expect.stringMatching(/^SIP\/2.0 100 /),
      expect.stringMatching(/^SIP\/2.0 200 /),
    ])
  })

  it('costs its 500 only when whoever is asked fails', async () => {
    const errors: unknown[] = []
    const link = await pair(answer, (error) => errors.push(error))
    link.b.screen(() => {
      throw new Error('broken door')
    })
    expect(await answerTo(link, invite)).toBe(500)
    expect(errors).toEqual([new Error('broken door')])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is not asked about when nobody handles it, nor about its copies and what is in a call of ours', async () => {
    const link = await pair(answer)
    const asked: string[] = []
    link.b.screen(({ method }) => {
      asked.push(method)
      return { kind: 'admit' }
    })
    for (const method of ['OPTIONS', 'BYE', 'PUBLISH', 'CANCEL', 'ACK'])
      await answerTo(link, request(method, '<sip:bob@b.example>'))
    expect(link.b.counters.transactions).toBe(0)
    link.network.lose = loseFirst(200, 1)
    const call = link.call()
    await link.clock.advance(2_000)
    call.info({ contentType: 'text/plain', content: 'x' })
    const changed = call.reinvite('v=0')
    await link.clock.advance(1_000)
    expect(await changed).toMatchObject({ ok: true })
    call.end()
    await link.clock.advance(1_000)
    expect(asked).toEqual(['INVITE'])
  })
})

describe('at the limit of requests in progress', () => {
  async function full() {
    const clock = new SimClock()
    const network = new SimNetwork(clock)
    const made = (address: string) =>
      createUserAgent({
        listen: [],
        userAgentName: address,
        clock,
        timers: clock,
        transport: network.transport(address),
        limits: { maxServerTransactions: 2, maxAnsweredRequests: 8 },
      }) as UserAgentCore // for its transaction layer
    const [a, b] = [made(A), made(B)]
    await Promise.all([a.start(), b.start()])
    const send = async (method: string, id: string) => {
      const lines = request(method, '<sip:bob@b.example>', 'Contact: <sip:x@203.0.113.5:6000>')
      const own = lines.map((line) => line.replace('stranger', id).replace('from-afar', id))
      const before = network.packets.length
      network.inject(bytes(own), stranger, B)
      await clock.advance(100)
      const answers = network.packets.slice(before).filter(({ to }) => to === stranger.address)
      return answers.map(({ message }) => (message.kind === 'response' ? message.status : 0))
    }
    return { clock, network, a, b, send }
  }

  it('the next gets 503 without a transaction, but a call that we have goes on and ends', async () => {
    const { clock, a, b, send } = await full()
    b.onInvite((session) => {
      session.on({ onReinvite: () => ({ sdp: 'v=0' }) })
      if (session.request.headers.get('Call-ID')?.startsWith('open')) session.progress({ status: 180 })
      else answer(session)
    })
    const events: string[] = []
    const call = a.invite({ target: `sip:bob@${B}`, from: { uri: 'sip:a@a' }, to: { uri: 'sip:b@b' }, sdpOffer: 'v=0' })
    call.on({ onConfirmed: () => events.push('confirmed'), onEnded: ({ by }) => events.push(`ended by ${by}`) })
    await clock.advance(100)
    expect(await send('INVITE', 'open1')).toEqual([180])
    expect(await send('INVITE', 'open2')).toEqual([180])
    const before = b.counters.transactions
    expect(await send('INVITE', 'open3')).toEqual([503])
    expect(b.counters.transactions).toBe(before)
    const changed = call.reinvite('v=0')
    await clock.advance(100)
    expect(await changed).toMatchObject({ ok: true })
    call.end()
    await clock.advance(100)
    expect(events).toEqual(['confirmed', 'ended by local'])
    expect(await send('CANCEL', 'open1')).toEqual([200, 487])
    expect(await send('INVITE', 'open3')).toEqual([180])
  })

  it('finished requests make room by being forgotten, the oldest first', async () => {
    const { clock, b, send } = await full()
    let asked = 0
    b.onRequest('REGISTER', ({ respond }) => {
      asked++
      respond({ status: 200 })
    })
    for (let i = 0; i < 100; i++) expect(await send('REGISTER', `one${i}`)).toEqual([200])
    expect(asked).toBe(100)
    expect(b.layer.serverCount).toBeLessThanOrEqual(8)
    expect(await send('REGISTER', 'one99')).toEqual([200]) // its copy
    expect(asked).toBe(100)
    expect(await send('REGISTER', 'one0')).toEqual([200]) // long forgotten
    expect(asked).toBe(101)
    await clock.advance(64_000)
    expect([b.layer.serverCount, clock.pendingCount]).toEqual([0, 0])
  })

  it('refused INVITEs without ACK make room too, and are repeated no more', async () => {
    const { clock, b, send } = await full()
    b.onInvite((session) => session.reject({ status: 486 }))
    for (let i = 0; i < 100; i++) expect(await send('INVITE', `one${i}`)).toContain(486)
    expect(b.layer.serverCount).toBeLessThanOrEqual(8)
    expect(clock.pendingCount).toBeLessThan(20) // G and H of those that are known
    await clock.advance(64_000)
    expect([b.layer.serverCount, clock.pendingCount]).toEqual([0, 0])
  })
})

describe('a finished request', () => {
  it.each([0, 1, 16, 31])(
    'is remembered for 32 s at least, answered %i s after another: its copies get the same answer and do nothing',
    async (afterSec) => {
      const link = await pair(answer)
      link.b.onRequest('MESSAGE', ({ respond }: IncomingRequest) => respond({ status: 200 }))
      await answerTo(link, request('MESSAGE', '<sip:bob@b.example>'))
      await link.clock.advance(afterSec * 1_000)
      const before = answersIn(link).length
      let asked = 0
      link.b.onRequest('REGISTER', ({ respond }: IncomingRequest) =>
        respond({ status: 200, reason: `Number ${++asked} \u00e9` }),
      )
      const lines = request('REGISTER', '<sip:bob@b.example>')
      for (const laterMs of [0, 10_000, 21_900]) {
        await link.clock.advance(laterMs)
        link.network.inject(bytes(lines), stranger, B)
      }
      await link.clock.advance(100)
      expect(
        answersIn(link)
          .slice(before)
          .map((text) => text.split('\r\n')[0]),
      ).toEqual(Array.from({ length: 3 }, () => 'SIP/2.0 200 Number 1 \u00e9'))
      expect(await link.leftovers()).toEqual(nothing)
    },
  )

  it('says nothing to copies of an INVITE whose answer the call repeats itself', async () => {
    const link = await pair(answer)
    link.network.inject(bytes(invite), stranger, B)
    await link.clock.advance(50)
    const before = answersIn(link).length
    link.network.inject(bytes(invite), stranger, B)
    await link.clock.advance(50)
    expect(answersIn(link)).toHaveLength(before)
    expect(link.network.packets.some(({ message }) => is(message, 482))).toBe(false)
  })

  it.each([
    ['answered', answer],
    ['refused', (session: IncomingSession) => session.reject({ status: 486 })],
  ])('%s: a CANCEL that comes too late gets 200 by the same tag (§9.2), and changes nothing', async (_, handle) => {
    const link = await pair(handle)
    link.network.inject(bytes(invite), stranger, B)
    await link.clock.advance(50)
    link.network.inject(bytes(request('CANCEL', '<sip:bob@b.example>')), stranger, B)
    await link.clock.advance(50)
    const [final = '', cancelled = ''] = answersIn(link)
    expect(cancelled).toMatch(/^SIP\/2.0 200 OK\r\n[^]*CSeq: 1 CANCEL/)
    expect(/^To: .*$/m.exec(cancelled)?.[0]).toBe(/^To: .*$/m.exec(final)?.[0])
    expect(link.events.filter((event) => event.includes('remote'))).toEqual([])
  })
})
