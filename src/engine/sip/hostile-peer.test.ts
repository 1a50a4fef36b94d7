import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createUserAgent } from './create-user-agent.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import { SimClock } from './testing/sim-clock.ts'
import { SimNetwork } from './testing/sim-network.ts'
import type { OutgoingSession } from './user-agent.ts'
import type { UserAgentCore } from './user-agent-core.ts'

const US = '192.0.2.1'
const peer = { transport: 'udp', address: '203.0.113.5', port: 6000 } as const

/** One step of the peer: a request or a response about our call, damaged in some way. */
interface Step {
  readonly what: string
  readonly cseq: number
  readonly hasTag: boolean
  readonly body: string
  readonly damage: Damage
  readonly pauseMs: number
}

type Damage =
  | { readonly kind: 'none' }
  | { readonly kind: 'byte'; readonly at: number; readonly value: number }
  | { readonly kind: 'drop-line'; readonly at: number }
  | { readonly kind: 'double-line'; readonly at: number }
  | { readonly kind: 'line'; readonly text: string }

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('none' as const) }),
  fc.record({ kind: fc.constant('byte' as const), at: fc.nat(600), value: fc.nat(255) }),
  fc.record({ kind: fc.constant('drop-line' as const), at: fc.nat(10) }),
  fc.record({ kind: fc.constant('double-line' as const), at: fc.nat(10) }),
  fc.record({
    kind: fc.constant('line' as const),
    text: fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom('Record-Route: <sip:@>', 'Record-Route: <sip:p.example>', 'Contact: *', 'Route: x', 'Require: x'),
    ),
  }),
)

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    'INVITE',
    'INVITE',
    'ACK',
    'BYE',
    'CANCEL',
    'UPDATE',
    'INFO',
    '180',
    '200',
    '200',
    '401',
    '491',
    '486',
  ),
  cseq: fc.integer({ min: 1, max: 3 }),
  hasTag: fc.boolean(),
  body: fc.constantFrom('', '', sampleSdp(9), 'not SDP'),
  damage,
  pauseMs: fc.constantFrom(1, 100, 40_000),
})

class Target {
  readonly clock = new SimClock()
  readonly network = new SimNetwork(this.clock)
  readonly errors: unknown[] = []
  readonly agent: UserAgentCore
  /** Ours to the peer. */
  call: OutgoingSession | undefined
  #tokens = 0

  constructor() {
    const agent = createUserAgent({
      listen: [],
      userAgentName: 'target',
      random: () => `token${String(++this.#tokens).padStart(11, '0')}`,
      clock: this.clock,
      timers: this.clock,
      transport: this.network.transport(US),
      onInternalError: (error) => this.errors.push(error),
    })
    this.agent = agent as UserAgentCore // for its transaction layer
  }

  async start(): Promise<void> {
    await this.agent.start()
    this.agent.onInvite((session) => {
      session.on({ onReinvite: () => ({ sdp: sampleSdp(1) }), onConfirmed: () => void session.reinvite(sampleSdp(2)) })
      session.progress({ status: 180 })
      session.answer({ sdp: sampleSdp(1) })
    })
    const call = this.agent.invite({
      target: `sip:x@${peer.address}:${peer.port}`,
      from: { uri: 'sip:a@a' },
      to: { uri: 'sip:b@b' },
      sdpOffer: sampleSdp(3),
      credentials: { username: 'a', password: 'b' },
    })
    this.call = call
    call.on({ onConfirmed: () => call.info({ contentType: 'text/plain', content: 'hello' }) })
    await this.clock.advance(10)
  }

  async take(one: Step): Promise<void> {
    this.network.inject(this.#bytes(one), peer, US)
    await this.clock.advance(one.pauseMs)
  }

  #bytes(one: Step): Buffer {
    const lines = /^[0-9]/.test(one.what) ? this.#response(one) : this.#request(one)
    if (one.body !== '') lines.push('Content-Type: application/sdp')
    const hurt = hurtLines(lines, one.damage)
    const bytes = Buffer.from(`${hurt.join('\r\n')}\r\n\r\n${one.body}`)
    if (one.damage.kind === 'byte') bytes[one.damage.at % bytes.length] = one.damage.value
    return bytes
  }

  #request({ what, cseq, hasTag }: Step): string[] {
    const answered = this.network.packets.findLast(({ message }) => message.kind === 'response')?.message
    return [
      `${what} sip:us@${US} SIP/2.0`,
      `Via: SIP/2.0/UDP ${peer.address}:${peer.port};branch=z9hG4bK${cseq}`,
      'From: <sip:peer@far.example>;tag=far',
      `To: ${(hasTag && answered?.headers.get('To')) || '<sip:us@near.example>'}`,
      'Call-ID: theirs',
      `CSeq: ${cseq} ${what}`,
      `Contact: <sip:peer@${peer.address}:${peer.port}>`,
    ]
  }

  /** To the latest request of ours. */
  #response({ what, hasTag, cseq }: Step): string[] {
    const headers = this.network.packets.findLast(({ message, from }) => message.kind === 'request' && from === US)
      ?.message.headers
    return [
      `SIP/2.0 ${what} Whatever`,
      `Via: ${headers?.get('Via')}`,
      `From: ${headers?.get('From')}`,
      `To: ${headers?.get('To')}${hasTag ? `;tag=fork${cseq}` : ''}`,
      `Call-ID: ${headers?.get('Call-ID')}`,
      `CSeq: ${headers?.get('CSeq')}`,
      `Contact: <sip:peer@${peer.address}:${peer.port}>`,
      'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"',
    ]
  }
}

function hurtLines(lines: readonly string[], hurt: Damage): string[] {
  if (hurt.kind === 'drop-line') return lines.toSpliced(hurt.at % lines.length, 1)
  if (hurt.kind === 'double-line')
    return lines.toSpliced(hurt.at % lines.length, 0, lines[hurt.at % lines.length] ?? '')
  return hurt.kind === 'line' ? [...lines, hurt.text] : [...lines]
}

describe('a hostile peer', () => {
  it('makes no handler fail and leaves no transaction behind, whatever it says in whatever order', async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      const target = new Target()
      await target.start()
      for (const one of steps) await target.take(one)
      target.call?.end()
      await target.clock.advance(400_000)
      expect(target.errors).toEqual([])
      expect(target.agent.layer.clientCount + target.agent.layer.serverCount).toBe(0)
    })
    await fc.assert(property, { seed: 20261121, numRuns: 400 })
  })
})
