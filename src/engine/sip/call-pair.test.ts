import { describe, expect, it } from 'vitest'
import { createUserAgent } from './create-user-agent.ts'
import { essentialsOf } from './message/essentials.ts'
import type { SipMessage } from './message/message.ts'
import { SimClock } from './testing/sim-clock.ts'
import { SimNetwork } from './testing/sim-network.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import type { TransportPeer } from './transport/transport.ts'
import type { Credentials, IncomingSession, OutgoingSession } from './user-agent.ts'
import type { UserAgentCore } from './user-agent-core.ts'

const A = '192.0.2.1'
const B = '192.0.2.2'

/** Two user agents on a simulated network, on one simulated clock. */
class CallPair {
  readonly clock = new SimClock()
  readonly network = new SimNetwork(this.clock)
  readonly a: UserAgentCore
  readonly b: UserAgentCore
  readonly events: string[] = []
  #tokens = 0

  constructor(onInternalError: (error: unknown) => void) {
    this.a = this.#agent(A, onInternalError)
    this.b = this.#agent(B, onInternalError)
  }

  #agent(address: string, onInternalError: (error: unknown) => void): UserAgentCore {
    const agent = createUserAgent({
      listen: [],
      userAgentName: address,
      random: () => `token${String(++this.#tokens).padStart(11, '0')}`,
      clock: this.clock,
      timers: this.clock,
      transport: this.network.transport(address),
      onInternalError,
    })
    return agent as UserAgentCore // dialogCount is for tests
  }

  async start(): Promise<void> {
    await Promise.all([this.a.start(), this.b.start()])
  }

  note(name: string, session: IncomingSession | OutgoingSession): void {
    session.on({
      onProgress: ({ status }) => this.events.push(`${name} ${status}`),
      onConfirmed: ({ sdp }) => this.events.push(`${name} confirmed${sdp ? ' with SDP' : ''}`),
      onFailed: ({ status }) => this.events.push(`${name} failed ${status}`),
      onEnded: ({ by }) => this.events.push(`${name} ended by ${by}`),
      onReinvite: () => ({ sdp: sampleSdp(1) }),
    })
  }

  call(credentials?: Credentials): OutgoingSession {
    const session = this.a.invite({
      target: `sip:bob@${B}`,
      from: { uri: 'sip:alice@a.example' },
      to: { uri: 'sip:bob@b.example' },
      sdpOffer: sampleSdp(4000),
      ...(credentials && { credentials }),
    })
    this.note('a', session)
    return session
  }

  /** Everything lives as long as its timers at most: after a minute of silence nothing must be left. */
  async leftovers(): Promise<Record<string, number>> {
    await this.clock.advance(100_000)
    const count = (agent: UserAgentCore): number => agent.layer.clientCount + agent.layer.serverCount
    return {
      transactions: count(this.a) + count(this.b),
      dialogs: this.a.dialogCount + this.b.dialogCount,
      timers: this.clock.pendingCount,
    }
  }
}

async function pair(
  onInvite: (session: IncomingSession, pair: CallPair) => void,
  onInternalError: (error: unknown) => void = (error) => {
    throw error
  },
): Promise<CallPair> {
  const made = new CallPair(onInternalError)
  await made.start()
  made.b.onInvite((session) => {
    made.note('b', session)
    onInvite(session, made)
  })
  return made
}

const nothing = { transactions: 0, dialogs: 0, timers: 0 }
const answer = (session: IncomingSession): void => {
  session.answer({ sdp: sampleSdp(5000) })
}

function is(message: SipMessage, what: string | number): boolean {
  return message.kind === 'request' ? message.method === what : message.status === what
}

/** Loses the first `count` messages of a kind. */
function loseFirst(what: string | number, count: number): (message: SipMessage) => boolean {
  let left = count
  return (message) => is(message, what) && left-- > 0
}

describe('a call over a lossy link', () => {
  it.each([
    ['INVITE', 3],
    [100, 2],
    [200, 2],
    ['ACK', 2],
    ['BYE', 2],
  ])('is set up and ended although %s is lost %i times', async (what, count) => {
    const link = await pair(answer)
    link.network.lose = loseFirst(what, count)
    const session = link.call()
    await link.clock.advance(10_000)
    expect(link.events.toSorted()).toEqual(['a confirmed with SDP', 'b confirmed'])
    session.end()
    await link.clock.advance(10_000)
    expect(link.events.slice(2).toSorted()).toEqual(['a ended by local', 'b ended by remote'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('survives every third packet being lost', async () => {
    const link = await pair((session) => {
      session.progress({ status: 180 })
      answer(session)
    })
    link.network.lose = (_, count) => count % 3 === 0
    const session = link.call()
    await link.clock.advance(30_000)
    session.end()
    expect(link.events).toContain('b confirmed')
    expect(await link.leftovers()).toEqual(nothing)
    expect(link.events.filter((event) => event.includes('ended')).toSorted()).toEqual([
      'a ended by local',
      'b ended by remote',
    ])
  })

  it('fails with 408 when nobody is there, after seven INVITEs', async () => {
    const link = await pair(answer)
    link.network.lose = () => true
    link.call()
    await link.clock.advance(32_000)
    expect(link.network.log).toEqual(Array.from({ length: 7 }, () => '(INVITE)'))
    expect(link.events).toEqual(['a failed 408'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is given up with a BYE when the ACK never comes (§13.3.1.4)', async () => {
    const link = await pair(answer)
    link.network.lose = (message) => is(message, 'ACK')
    link.call()
    await link.clock.advance(33_000)
    expect(link.events).toEqual(['a confirmed with SDP', 'b ended by failure', 'a ended by remote'])
    expect(link.network.log.filter((entry) => entry === '200 INVITE')).toHaveLength(11)
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('waits with its BYE for the ACK (§15)', async () => {
    const link = await pair((session) => {
      answer(session)
      session.end()
    })
    await link.clock.advance(0)
    link.call()
    await link.clock.advance(1_000)
    expect(link.network.log).toEqual(['INVITE', '100 INVITE', '200 INVITE', 'ACK', 'BYE', '200 BYE'])
    expect(await link.leftovers()).toEqual(nothing)
  })
})

describe('CANCEL (§9)', () => {
  it('waits for a provisional response', async () => {
    const link = await pair((session) => {
      session.progress({ status: 180 })
    })
    const session = link.call()
    await link.clock.advance(5)
    session.end({ headers: [['Reason', 'SIP;cause=200;text="Call completed elsewhere"']] })
    await link.clock.advance(1_000)
    expect(link.network.log).toEqual([
      'INVITE',
      '100 INVITE',
      '180 INVITE',
      'CANCEL',
      '200 CANCEL',
      '487 INVITE',
      'ACK',
    ])
    const cancel = link.network.packets.find(({ message }) => is(message, 'CANCEL'))?.message
    expect(cancel?.headers.get('Reason')).toContain('cause=200')
    expect(link.events).toEqual(['b ended by remote', 'a failed 487'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is not needed before the INVITE has left', async () => {
    const link = await pair(answer)
    link.call().end()
    await link.clock.advance(1_000)
    expect([link.network.log, link.events]).toEqual([[], ['a failed 487']])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is not followed by an answer to a challenge that crossed it', async () => {
    const link = await pair((session, { clock }) => {
      clock.after(25, () => {
        session.reject({ status: 401, headers: [['WWW-Authenticate', 'Digest realm="r", nonce="n"']] })
      })
    })
    const session = link.call({ username: 'alice', password: 'pw' })
    await link.clock.advance(30)
    session.end()
    await link.clock.advance(1_000)
    expect(link.network.log).toEqual(['INVITE', '100 INVITE', 'CANCEL', '401 INVITE', '200 CANCEL', 'ACK'])
    expect(link.events).toEqual(['b ended by local', 'a failed 401'])
  })

  it('that crosses the answer ends in ACK and BYE', async () => {
    const link = await pair((session, { clock }) => {
      session.progress({ status: 180 })
      clock.after(25, () => {
        answer(session)
      })
    })
    const session = link.call()
    await link.clock.advance(30)
    session.end()
    await link.clock.advance(1_000)
    expect(link.network.log.slice(3)).toEqual(['CANCEL', '200 INVITE', '200 CANCEL', 'ACK', 'BYE', '200 BYE'])
    expect(link.events).toEqual(['a 180', 'a failed 487', 'b confirmed', 'b ended by remote'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('gives up after 32 s when the callee never says 487', async () => {
    const link = await pair((session) => {
      session.progress({ status: 180 })
    })
    link.network.lose = (message) => is(message, 487)
    const session = link.call()
    await link.clock.advance(100)
    session.end()
    await link.clock.advance(33_000)
    expect(link.events).toEqual(['a 180', 'b ended by remote', 'a failed 487'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('for an unknown INVITE is answered 481', async () => {
    const link = await pair(answer)
    expect(await answerTo(link, request('CANCEL', '<sip:bob@b.example>'))).toBe(481)
  })
})

describe('re-INVITE (§14)', () => {
  it('from both sides at once gets 491, and both come through in the end', async () => {
    let callee: IncomingSession | undefined
    const link = await pair((session) => {
      callee = session
      answer(session)
    })
    const caller = link.call()
    await link.clock.advance(1_000)
    const results = Promise.all([caller.reinvite(sampleSdp(4000)), callee?.reinvite(sampleSdp(5000))])
    await link.clock.advance(20_000)
    expect(link.network.log.filter((entry) => entry === '491 INVITE')).toHaveLength(2)
    expect(await results).toEqual([
      { ok: true, sdpAnswer: sampleSdp(1) },
      { ok: true, sdpAnswer: sampleSdp(1) },
    ])
    expect(caller.state).toBe('confirmed')
  })

  it('that times out ends the call', async () => {
    const link = await pair(answer)
    const caller = link.call()
    await link.clock.advance(1_000)
    link.network.lose = () => true
    const result = caller.reinvite(sampleSdp(4000))
    await link.clock.advance(33_000)
    expect(await result).toEqual({ ok: false, status: 408 })
    expect(link.events).toContain('a ended by failure')
  })
})

describe('a forked INVITE (§13.2.2.4)', () => {
  it('keeps the first answer and hangs up on the others', async () => {
    const link = await pair(answer)
    const caller = link.call()
    await link.clock.advance(1_000)
    const first = link.network.packets.find(({ message }) => is(message, 200))?.message
    expect(first).toBeDefined()
    const text = [
      'SIP/2.0 200 OK',
      `Via: ${first?.headers.get('Via')}`,
      `From: ${first?.headers.get('From')}`,
      'To: <sip:bob@b.example>;tag=other',
      `Call-ID: ${first?.headers.get('Call-ID')}`,
      'CSeq: 1 INVITE',
      'Contact: <sip:other@192.0.2.2>',
      'Content-Length: 0',
    ]
    const before = link.network.packets.length
    for (let copy = 0; copy < 2; copy++)
      link.network.inject(bytes(text), { transport: 'udp', address: B, port: 5060 }, A)
    await link.clock.advance(100)
    const sent = link.network.packets.slice(before).filter(({ from }) => from === A)
    expect(
      sent.map(({ message }) => [message.kind === 'request' && message.method, essentialsOf(message).toTag]),
    ).toEqual([
      ['ACK', 'other'],
      ['BYE', 'other'],
      ['ACK', 'other'],
    ])
    expect(caller.state).toBe('confirmed')
  })
})

describe('a call from a stranger', () => {
  const sdpLines = ['Content-Type: application/sdp', `Content-Length: ${sampleSdp(9).length}`]
  const invite = request('INVITE', '<sip:bob@b.example>', 'Contact: <sip:x@203.0.113.5:6000>')

  /** Lets the stranger speak in the dialog its INVITE made; gives the statuses it got for that. */
  async function say(link: CallPair, method: string, cseq: number, body = ''): Promise<number[]> {
    const answered = link.network.packets.find(
      ({ to, message }) => to === stranger.address && !is(message, 100),
    )?.message
    const to = answered?.headers.get('To') ?? ''
    const before = link.network.packets.length
    const lines = request(method, to, 'Contact: <sip:x@203.0.113.5:6000>')
      .map((line) => line.replace(/^CSeq: 1/, `CSeq: ${cseq}`).replace('z9hG4bKstranger', `z9hG4bK${method}${cseq}`))
      .filter((line) => body === '' || !line.startsWith('Content-Length'))
    const head = body === '' ? lines : [...lines, ...sdpLines]
    link.network.inject(Buffer.concat([bytes(head), Buffer.from(body)]), stranger, B)
    await link.clock.advance(100)
    const got = link.network.packets.slice(before).map(({ message }) => message)
    return got.flatMap((message) => (message.kind === 'response' && message.status > 100 ? [message.status] : []))
  }

  async function talk(): Promise<CallPair> {
    const link = await pair(answer)
    link.network.inject(bytes(invite), stranger, B)
    await link.clock.advance(100)
    await say(link, 'ACK', 1, sampleSdp(9))
    return link
  }

  it('without an offer gets ours, and the ACK brings the answer', async () => {
    const link = await talk()
    expect(link.events).toEqual(['b confirmed with SDP'])
  })

  it('is confirmed also by an ACK that has the branch of its INVITE', async () => {
    const link = await pair(answer)
    link.network.inject(bytes(invite), stranger, B)
    await link.clock.advance(100)
    const tag = essentialsOf(link.network.packets.at(-1)?.message ?? fail()).toTag
    link.network.inject(bytes(request('ACK', `<sip:bob@b.example>;tag=${tag}`)), stranger, B)
    await link.clock.advance(100)
    expect(link.events).toEqual(['b confirmed'])
  })

  it('may refresh, change and ask within the dialog', async () => {
    const link = await talk()
    expect(await say(link, 'UPDATE', 2)).toEqual([200])
    expect(await say(link, 'UPDATE', 3, sampleSdp(9))).toEqual([200])
    expect(await say(link, 'OPTIONS', 4)).toEqual([200])
    expect(await say(link, 'NOTIFY', 5)).toEqual([405])
    expect(await say(link, 'INFO', 4)).toEqual([500])
    expect(await say(link, 'BYE', 6)).toEqual([200])
    expect(link.events.at(-1)).toBe('b ended by remote')
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('that is hung up by BYE while ringing gets 487 for the INVITE', async () => {
    const link = await pair((session) => {
      session.progress({ status: 180 })
    })
    link.network.inject(bytes(invite), stranger, B)
    await link.clock.advance(100)
    expect(await say(link, 'BYE', 2)).toEqual([487, 200])
    expect(link.events).toEqual(['b ended by remote'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is answered 500 when the handler fails, and leaves nothing behind', async () => {
    const errors: unknown[] = []
    const link = await pair(
      () => {
        throw new Error('handler broke')
      },
      (error) => errors.push(error),
    )
    expect(await answerTo(link, invite)).toBe(500)
    expect(errors).toEqual([new Error('handler broke')])
    expect(await link.leftovers()).toEqual(nothing)
  })
})

function fail(): never {
  throw new Error('nothing was sent')
}

const stranger: TransportPeer = { transport: 'udp', address: '203.0.113.5', port: 6000 }

function request(method: string, to: string, ...more: string[]): string[] {
  return [
    `${method} sip:bob@${B} SIP/2.0`,
    'Via: SIP/2.0/UDP 203.0.113.5:6000;branch=z9hG4bKstranger;rport',
    'From: <sip:x@far.example>;tag=f1',
    `To: ${to}`,
    'Call-ID: from-afar',
    `CSeq: 1 ${method}`,
    'Content-Length: 0',
    ...more,
  ]
}

function bytes(lines: readonly string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
}

/** The final status a stranger's request gets; `undefined` for silence. */
async function answerTo(link: CallPair, lines: readonly string[]): Promise<number | undefined> {
  link.network.inject(bytes(lines), stranger, B)
  await link.clock.advance(1_000)
  const answers = link.network.packets.filter(({ to }) => to === stranger.address).map(({ message }) => message)
  return answers.flatMap((message) => (message.kind === 'response' && message.status >= 200 ? [message.status] : []))[0]
}

describe('a request from a stranger', () => {
  it.each([
    ['BYE in a dialog that is none', 481, request('BYE', '<sip:bob@b.example>;tag=none')],
    ['BYE outside any dialog', 481, request('BYE', '<sip:bob@b.example>')],
    ['re-INVITE in a dialog that is none', 481, request('INVITE', '<sip:bob@b.example>;tag=none')],
    ['a method nobody handles', 405, request('PUBLISH', '<sip:bob@b.example>')],
    ['OPTIONS', 200, request('OPTIONS', '<sip:bob@b.example>', 'Max-Forwards: 0')],
    ['an INVITE out of hops', 483, request('INVITE', '<sip:bob@b.example>', 'Max-Forwards: 0')],
    ['an INVITE without Contact', 400, request('INVITE', '<sip:bob@b.example>')],
    ['an INVITE with a Contact that is no URI', 400, request('INVITE', '<sip:bob@b.example>', 'Contact: <sip:@>')],
    ['an unknown required extension', 420, request('OPTIONS', '<sip:bob@b.example>', 'Require: teleport')],
    ['two Call-IDs', 400, request('OPTIONS', '<sip:bob@b.example>', 'Call-ID: another')],
    ['an ACK for nothing', undefined, request('ACK', '<sip:bob@b.example>;tag=none')],
  ])('%s gets %s', async (_, status, lines) => {
    const link = await pair(answer)
    expect(await answerTo(link, lines)).toBe(status)
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('merged from two paths is answered once (§8.2.2.2)', async () => {
    const link = await pair(() => {})
    const lines = request('INVITE', '<sip:bob@b.example>', 'Contact: <sip:x@203.0.113.5:6000>')
    expect(await answerTo(link, lines)).toBeUndefined()
    expect(
      await answerTo(
        link,
        lines.map((line) => line.replace('z9hG4bKstranger', 'z9hG4bKotherpath')),
      ),
    ).toBe(482)
  })

  it('counts what was malformed', async () => {
    const link = await pair(answer)
    link.network.inject(Buffer.from('rubbish'), stranger, B)
    await answerTo(link, request('OPTIONS', '<sip:bob@b.example>', 'Call-ID: another'))
    expect(link.b.counters).toMatchObject({ malformedAnswered400: 1, transactions: 0 })
  })
})
