import { essentialsOf } from '../message/essentials.ts'
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { OutgoingSession } from '../user-agent.ts'
import { B, type CallPair } from './call-pair.ts'
import type { SimNetwork } from './sim-network.ts'
import { sampleSdp } from './sdp-samples.ts'

export const PEER = '192.0.2.9'

export interface Said {
  readonly headers?: readonly string[]
  readonly body?: string
  /** The To tag of a response: which fork speaks. */
  readonly tag?: string
  /** The user part of the Request-URI of a first request. */
  readonly user?: string
  readonly hops?: number
  readonly sipCallId?: string
}

/** Somebody who says word for word what the test wants, and remembers what was said to them. */
export class ScriptedPeer {
  readonly heard: SipMessage[] = []
  /** Of any request but ACK, at once. */
  onRequest: (request: SipRequest) => void = () => {}
  readonly #network: SimNetwork
  readonly #self: TransportPeer
  readonly #whom: string
  #cseq = 0
  #branch = 0

  private constructor(network: SimNetwork, address: string, whom: string) {
    this.#network = network
    this.#self = { transport: 'udp', address, port: 5060 }
    this.#whom = whom
  }

  /** At an address, in the place of whoever else is there; `whom`: the address of the one they talk to. */
  static async join({ network }: { readonly network: SimNetwork }, address = PEER, whom = B): Promise<ScriptedPeer> {
    const peer = new ScriptedPeer(network, address, whom)
    await network.transport(address).start({
      onMessage: (message) => {
        peer.heard.push(message)
        if (message.kind === 'request' && message.method !== 'ACK') peer.onRequest(message)
      },
      onMalformed: () => {},
      onConnectionLost: () => {},
    })
    return peer
  }

  /** Requests of a method that came, copies too. */
  requests(method: string): SipRequest[] {
    return this.heard.filter((message) => message.kind === 'request').filter((request) => request.method === method)
  }

  /** Responses that came to requests of a method. */
  responses(method: string): SipResponse[] {
    const responses = this.heard.filter((message) => message.kind === 'response')
    return responses.filter((response) => essentialsOf(response).cseq.method === method)
  }

  /** B calls them. */
  async called(link: CallPair): Promise<OutgoingSession> {
    const session = link.b.invite({
      target: `sip:kim@${PEER}`,
      from: { uri: 'sip:bob@b.example' },
      to: { uri: 'sip:kim@peer.example' },
      sdpOffer: sampleSdp(4_000),
    })
    link.note('b', session)
    await link.clock.advance(100)
    return session
  }

  /** A first request, or with `to` (the latest response) one in its dialog. */
  ask(method: string, said: Said = {}, to?: SipResponse): void {
    const { headers = [], body = '', user = 'bob', hops = 70, sipCallId = 'from-the-peer' } = said
    if (method !== 'ACK' && method !== 'CANCEL') this.#cseq++
    this.#say(
      [
        `${method} sip:${user}@${this.#whom} SIP/2.0`,
        `Via: SIP/2.0/UDP ${this.#self.address}:5060;branch=z9hG4bKpeer${++this.#branch};rport`,
        `Max-Forwards: ${hops}`,
        'From: <sip:kim@peer.example>;tag=kim',
        `To: ${to?.headers.get('To') ?? `<sip:${user}@b.example>`}`,
        `Call-ID: ${sipCallId}`,
        `CSeq: ${method === 'ACK' && to ? essentialsOf(to).cseq.number : this.#cseq} ${method}`,
        ...(headers.some((line) => line.startsWith('Contact:')) ? [] : [`Contact: <sip:kim@${this.#self.address}>`]),
        ...headers,
      ],
      body,
    )
  }

  /** With the CSeq of the request before. */
  askAgain(method: string, to: SipResponse): void {
    this.#cseq--
    this.ask(method, {}, to)
  }

  /** In the dialog that B's INVITE has begun with this tag. */
  askBack(invite: SipRequest, method: string, { headers = [], body = '', tag = 'kim' }: Said = {}): void {
    this.#say(
      [
        `${method} sip:bob@${this.#whom} SIP/2.0`,
        `Via: SIP/2.0/UDP ${this.#self.address}:5060;branch=z9hG4bKpeer${++this.#branch};rport`,
        `From: ${invite.headers.get('To')};tag=${tag}`,
        `To: ${invite.headers.get('From')}`,
        `Call-ID: ${invite.headers.get('Call-ID')}`,
        `CSeq: ${++this.#cseq} ${method}`,
        `Contact: <sip:kim-${tag}@${this.#self.address}>`,
        ...headers,
      ],
      body,
    )
  }

  reply(request: SipRequest, status: number, { headers = [], body = '', tag = 'kim' }: Said = {}): void {
    const { headers: asked } = request
    this.#say(
      [
        `SIP/2.0 ${status} Whatever`,
        ...asked.getAll('Via').map((via) => `Via: ${via}`),
        `From: ${asked.get('From')}`,
        `To: ${asked.get('To')}${essentialsOf(request).toTag === '' ? `;tag=${tag}` : ''}`,
        `Call-ID: ${asked.get('Call-ID')}`,
        `CSeq: ${asked.get('CSeq')}`,
        `Contact: <sip:kim-${tag}@${this.#self.address}>`,
        ...headers,
      ],
      body,
    )
  }

  #say(lines: readonly string[], body: string): void {
    const type = body === '' ? [] : ['Content-Type: application/sdp']
    const text = [...lines, ...type, `Content-Length: ${body.length}`, '', body].join('\r\n')
    this.#network.inject(Buffer.from(text), this.#self, this.#whom)
  }
}
