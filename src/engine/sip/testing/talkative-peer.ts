import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { answerChallenge } from '../auth/answer-challenge.ts'
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts'
import type { TransportPeer } from '../transport/transport.ts'
import { carrier, type FuzzedOffice, OFFICE } from './fuzzed-office.ts'
import { mutate, oneOf } from '../../testing/mutate.ts'
import { sampleSdp } from './sdp-samples.ts'

const FIXTURES = join(import.meta.dirname, '../../../../tests/fixtures/sip')
const fixtures = readdirSync(FIXTURES).flatMap((folder) =>
  readdirSync(join(FIXTURES, folder))
    .filter((name) => name.endsWith('.sip'))
    .map((name) => readFileSync(join(FIXTURES, folder, name))),
)

const firstMethods = ['INVITE', 'INVITE', 'REGISTER', 'OPTIONS', 'SUBSCRIBE', 'CANCEL', 'REFER'] as const
const laterMethods = [
  'ACK',
  'ACK',
  'INVITE',
  'UPDATE',
  'INFO',
  'OPTIONS',
  'PRACK',
  'CANCEL',
  'BYE',
  'REFER',
  'REFER',
  'SUBSCRIBE',
] as const
const statuses = [100, 180, 183, 200, 200, 302, 401, 407, 408, 422, 481, 486, 487, 491, 500, 503, 603] as const
const referTo = [
  'Refer-To: <sip:1002@office.test>',
  'Refer-To: <sip:1002@office.test?Replaces=call-7%3Bto-tag%3Da%3Bfrom-tag%3Db%3Bearly-only>',
  'Refer-To: tel:+16045550100',
] as const
/** What is said beside it. */
const referring = [
  ...referTo,
  'Refer-Sub: false',
  'Referred-By: <sip:1001@office.test>',
  'Event: refer',
  'Event: refer;id=3',
  'Replaces: call-7;to-tag=a;from-tag=b',
] as const
/** Of calls that are kept alive (RFC 4028) and answers that are acknowledged (RFC 3262). */
const extensions = [
  'Require: 100rel',
  'Session-Expires: 90;refresher=uas',
  'Session-Expires: 1800;refresher=uac',
  'Supported: timer, 100rel',
  'RAck: 1 1 INVITE',
  'RSeq: 1',
  'Min-SE: 7200',
  'Reason: Q.850;cause=17;text="busy"',
] as const
const bodies = ['', '', sampleSdp(9), sampleSdp(9, 'sendonly'), 'v=0', 'Signal=5\r\nDuration=160'] as const

/**
 * Somebody who says what real peers say at that moment, then damages it: first requests, requests in dialogs that exist, copies, answers
 * to what the office asks, with and without credentials. Some of it is left whole, so that there is something to damage later.
 */
export class TalkativePeer {
  readonly #office: FuzzedOffice
  readonly #random: () => number
  /** The latest of each kind that the office sent here. */
  #challenge: SipResponse | undefined
  #answer: SipResponse | undefined
  #question: SipRequest | undefined
  #read = 0
  #count = 0
  #latest: Buffer = Buffer.from('x')

  constructor(office: FuzzedOffice, random: () => number) {
    this.#office = office
    this.#random = random
  }

  /** What is said next, and from where. */
  next(): { readonly bytes: Buffer; readonly source: TransportPeer } {
    this.#listen()
    this.#count++
    const kind = this.#random()
    const whole =
      kind < 0.1 ? oneOf([this.#latest, ...fixtures], this.#random) : kind < 0.3 ? this.#response() : this.#request()
    const bytes = this.#random() < 0.05 ? this.#latest : mutate(whole, this.#random)
    this.#latest = bytes
    const address = this.#random() < 0.8 ? carrier.address : `198.51.100.${Math.floor(this.#random() * 250)}`
    return { bytes, source: { ...carrier, address } }
  }

  #listen(): void {
    const { packets } = this.#office.network
    if (packets.length < this.#read) this.#read = 0
    for (; this.#read < packets.length; this.#read++) {
      const packet = packets[this.#read]
      if (packet?.from === OFFICE) this.#hear(packet.message)
    }
  }

  #hear(message: SipMessage): void {
    if (message.kind === 'request') this.#question = message
    else if (message.status === 401) this.#challenge = message
    else if (message.status > 100 && message.status < 300 && message.headers.get('CSeq')?.endsWith('INVITE') === true)
      this.#answer = message
  }

  #request(): Buffer {
    const random = this.#random
    const isInDialog = this.#answer !== undefined && random() < 0.5
    const method = isInDialog ? oneOf(laterMethods, random) : oneOf(firstMethods, random)
    const dialled = oneOf(['1002', 'answer', '+16045550100', ''], random)
    const uri = method === 'REGISTER' ? 'sip:office.test' : `sip:${dialled}@office.test`
    const user = oneOf(['1001', '1002', 'nobody', '+16045550199'], random)
    const cseq = 1 + Math.floor(random() * 9)
    const id = isInDialog ? '' : `${this.#count}`
    const body = oneOf(bodies, random)
    const to = isInDialog
      ? this.#answer?.headers.get('To')
      : `<sip:${method === 'REGISTER' ? user : dialled}@office.test>`
    const from = isInDialog ? this.#answer?.headers.get('From') : `<sip:${user}@office.test>;tag=f${id}`
    const sipCallId = isInDialog ? this.#answer?.headers.get('Call-ID') : `call-${id}`
    return text(body, [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 203.0.113.5:6000;branch=z9hG4bK${random() < 0.9 ? this.#count : this.#count - 1};rport`,
      'Max-Forwards: 70',
      `From: ${from}`,
      `To: ${to}`,
      `Call-ID: ${sipCallId}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:${user}@203.0.113.5:6000>;expires=${oneOf(['0', '60', '3600'], random)}`,
      ...(method === 'REFER' || method === 'SUBSCRIBE' || random() < 0.05
        ? [oneOf(referTo, random), oneOf(referring, random)]
        : []),
      ...(random() < 0.1 ? this.#replaces() : []),
      ...(random() < 0.2 ? [oneOf(extensions, random), oneOf(extensions, random)] : []),
      ...(random() < 0.5 ? this.#credentials({ method, uri, username: user }) : []),
      ...(random() < 0.1 ? ['Record-Route: <sip:p1.test;lr>, <sip:p2.test>', 'Path: <sip:p1.test;lr>'] : []),
    ])
  }

  /** Of a call that the office has with us. */
  #replaces(): string[] {
    const { headers } = this.#answer ?? {}
    const [from, to] = ['From', 'To'].map((name) => headers?.get(name)?.split(';tag=')[1])
    return headers === undefined ? [] : [`Replaces: ${headers.get('Call-ID')};to-tag=${to};from-tag=${from}`]
  }

  #credentials(about: { readonly method: string; readonly uri: string; readonly username: string }): string[] {
    if (this.#challenge === undefined) return []
    const { method, uri, username } = about
    const password = this.#random() < 0.8 ? `right-${username}` : 'guess'
    const response = this.#challenge
    const cnonce = String(this.#count)
    const header = answerChallenge({ response, credentials: { username, password }, method, uri, cnonce })?.header
    return header ? [header.join(': ')] : []
  }

  /** To the latest question of the office. */
  #response(): Buffer {
    const random = this.#random
    const headers = this.#question?.headers
    const tag = random() < 0.5 ? ';tag=t' : ''
    return text(oneOf(bodies, random), [
      `SIP/2.0 ${oneOf(statuses, random)} Whatever`,
      ...(headers?.getAll('Via') ?? []).map((via) => `Via: ${via}`),
      `From: ${headers?.get('From')}`,
      `To: ${headers?.get('To')}${tag}`,
      `Call-ID: ${headers?.get('Call-ID')}`,
      `CSeq: ${headers?.get('CSeq')}`,
      'Contact: <sip:onward@203.0.113.5:6000>',
      'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"',
      ...(random() < 0.3 ? [oneOf(extensions, random), oneOf(extensions, random)] : []),
    ])
  }
}

function text(body: string, lines: readonly string[]): Buffer {
  const type =
    body === '' ? [] : [`Content-Type: ${body.startsWith('v') ? 'application/sdp' : 'application/dtmf-relay'}`]
  return Buffer.from([...lines, ...type, `Content-Length: ${body.length}`, '', body].join('\r\n'))
}
