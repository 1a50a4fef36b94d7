import { essentialsOf } from '../message/essentials.ts'
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts'
import type { SipTransport, TransportReceiver } from '../transport/sip-transport.ts'
import type { TransportPeer } from '../transport/transport.ts'
import { B, type CallPair } from './call-pair.ts'
import { sampleSdp } from './sdp-samples.ts'

export const PHONE = '192.0.2.9'
const self: TransportPeer = { transport: 'udp', address: PHONE, port: 5060 }

export interface Notified {
  readonly event: string
  readonly state: string
  readonly line: string
  readonly cseq: number
}

/** A phone that writes its own messages: it calls, or is called, says in the dialog what the test wants, and notes what it is told. */
export class Transferor {
  readonly answers: string[] = []
  readonly responses: SipResponse[] = []
  readonly notified: Notified[] = []
  readonly heard: string[] = []
  contact = `sip:kim@${PHONE}`
  /** What a request gets; `undefined`: nothing. */
  replyTo: (request: SipRequest) => number | undefined = () => 200
  readonly #link: CallPair
  readonly #transport: SipTransport
  /** From, To and Call-ID of what is said in the dialog. */
  #dialog: readonly string[] = []
  #cseq = 1
  #branch = 0

  constructor(link: CallPair) {
    this.#link = link
    this.#transport = link.network.transport(PHONE)
  }

  async start(): Promise<this> {
    const onMessage: TransportReceiver['onMessage'] = (message) => this.#hear(message)
    await this.#transport.start({ onMessage, onMalformed: () => {}, onConnectionLost: () => {} })
    return this
  }

  /** A call to B, answered. */
  async call(): Promise<void> {
    this.#dialog = ['From: <sip:kim@b.example>;tag=kim', 'To: <sip:bob@b.example>', 'Call-ID: kims-call']
    this.send('INVITE', ['Content-Type: application/sdp'], sampleSdp(4_000))
    await this.#link.clock.advance(1_000)
  }

  /** In the dialog; its CSeq. */
  send(method: string, headers: readonly string[] = [], body = ''): number {
    const cseq = method === 'ACK' ? this.#cseq : ++this.#cseq
    this.#say(
      [
        `${method} sip:${B} SIP/2.0`,
        `Via: SIP/2.0/UDP ${PHONE}:5060;branch=z9hG4bKkim${++this.#branch};rport`,
        'Max-Forwards: 70',
        ...this.#dialog,
        `CSeq: ${cseq} ${method}`,
        `Contact: <${this.contact}>`,
        ...headers,
      ],
      body,
    )
    return cseq
  }

  async refer(...headers: readonly string[]): Promise<string | undefined> {
    const cseq = this.send('REFER', headers)
    await this.#link.clock.advance(100)
    const answer = this.responses.find((response) => essentialsOf(response).cseq.number === cseq)
    return answer && `${answer.status} ${answer.reason}`
  }

  #hear(message: SipMessage): void {
    if (message.kind === 'response') return this.#hearResponse(message)
    const { headers, body } = message
    this.heard.push(message.method)
    if (message.method === 'ACK') return
    if (message.method === 'INVITE' && this.#dialog.length === 0) this.#dialog = dialogFrom(message)
    const status = this.replyTo(message)
    if (status === undefined) return
    if (message.method === 'NOTIFY') {
      const line = body.split('\r\n', 1)[0] ?? ''
      const { number } = essentialsOf(message).cseq
      const [event = '', state = ''] = ['Event', 'Subscription-State'].map((name) => headers.get(name))
      this.notified.push({ event, state, line, cseq: number })
    }
    const isInvite = message.method === 'INVITE'
    this.#say(
      [
        `SIP/2.0 ${status} Whatever`,
        ...headers.getAll('Via').map((via) => `Via: ${via}`),
        `From: ${headers.get('From')}`,
        `To: ${headers.get('To')}${essentialsOf(message).toTag === '' ? ';tag=kim' : ''}`,
        `Call-ID: ${headers.get('Call-ID')}`,
        `CSeq: ${headers.get('CSeq')}`,
        `Contact: <${this.contact}>`,
        ...(isInvite ? ['Content-Type: application/sdp'] : []),
      ],
      isInvite ? sampleSdp(4_000) : '',
    )
  }

  #hearResponse(response: SipResponse): void {
    const { cseq } = essentialsOf(response)
    if (response.status < 200) return
    this.responses.push(response)
    this.answers.push(`${response.status} ${cseq.method}`)
    if (cseq.method !== 'INVITE') return
    const [from = '', , sipCallId = ''] = this.#dialog
    this.#dialog = [from, `To: ${response.headers.get('To')}`, sipCallId]
    this.send('ACK')
  }

  #say(lines: readonly string[], body: string): void {
    const text = [...lines, `Content-Length: ${body.length}`, '', body].join('\r\n')
    this.#link.network.inject(Buffer.from(text), self, B)
  }
}

function dialogFrom({ headers }: SipRequest): string[] {
  return [`From: ${headers.get('To')};tag=kim`, `To: ${headers.get('From')}`, `Call-ID: ${headers.get('Call-ID')}`]
}
