import { createUserAgent } from '../create-user-agent.ts'
import type { SipMessage } from '../message/message.ts'
import type { Credentials, IncomingSession, OutgoingSession } from '../user-agent.ts'
import type { UserAgentCore } from '../user-agent-core.ts'
import type { TransportKind } from '../transport/transport.ts'
import { sampleSdp } from './sdp-samples.ts'
import { SimClock } from './sim-clock.ts'
import { SimNetwork } from './sim-network.ts'

export const A = '192.0.2.1'
export const B = '192.0.2.2'

/** Two user agents on a simulated network, on one simulated clock. */
export class CallPair {
  readonly clock = new SimClock()
  readonly network: SimNetwork
  readonly a: UserAgentCore
  readonly b: UserAgentCore
  readonly events: string[] = []
  #tokens = 0

  constructor(onInternalError: (error: unknown) => void, kind: TransportKind) {
    this.network = new SimNetwork(this.clock, kind)
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

export async function pair(
  onInvite: (session: IncomingSession, pair: CallPair) => void,
  onInternalError: (error: unknown) => void = (error) => {
    throw error
  },
  kind: TransportKind = 'udp',
): Promise<CallPair> {
  const made = new CallPair(onInternalError, kind)
  await made.start()
  made.b.onInvite((session) => {
    made.note('b', session)
    onInvite(session, made)
  })
  return made
}

export const nothing = { transactions: 0, dialogs: 0, timers: 0 }
export const answer = (session: IncomingSession): void => {
  session.answer({ sdp: sampleSdp(5000) })
}

export function is(message: SipMessage, what: string | number): boolean {
  return message.kind === 'request' ? message.method === what : message.status === what
}

/** Loses the first `count` messages of a kind. */
export function loseFirst(what: string | number, count: number): (message: SipMessage) => boolean {
  let left = count
  return (message) => is(message, what) && left-- > 0
}
