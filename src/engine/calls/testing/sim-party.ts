import { sampleSdp } from '../../sip/testing/sdp-samples.ts'
import { type AckAnswer, askForOffer } from './offerless.ts'
import type { SipRequest, SipResponse } from '../../sip/message/message.ts'
import type { SimClock } from '../../sip/testing/sim-clock.ts'
import type {
  IncomingSession,
  MessageBody,
  OutgoingSession,
  RequestOptions,
  Session,
  SipUserAgent,
} from '../../sip/user-agent.ts'

export const ENGINE = '192.0.2.1'
export const passwordOf = (username: string) => `secret-${username}`

export interface CallOptions {
  readonly sdp?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
}

export interface MessageParts {
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly contentType?: string
}

export interface SimPartyOptions {
  readonly clock: SimClock
  readonly agent: SipUserAgent
  readonly address: string
  /** Nobody of ours: undefined. */
  readonly username: string | undefined
  /** Where it wants its audio: no two parties want it at the same. */
  readonly audioPort: number
  /** What it is told of its transfers. */
  readonly notified: readonly string[]
  readonly ackAnswer: AckAnswer
}

/** How a phone puts a call on hold (RFC 3264 §8.4, and RFC 2543 before it). */
export type Hold = 'sendonly' | 'inactive' | '0.0.0.0'

/** A phone or a carrier that does what the test says. */
export class SimParty {
  /** What calls to it get: a status, or nothing for one that rings. */
  answers: number | undefined = 200
  /** After so long it does. */
  answersAfterMs = 0
  /** The contacts of a 3xx. */
  sendsOnTo: string | readonly string[] = ''
  /** Rings with sound: 183 and SDP. */
  hasEarlyMedia = false
  /** Takes no notice: as if it had been switched off. */
  isSilent = false
  /** A call comes to it. */
  onCalled: (session: IncomingSession) => void = () => {}
  readonly called: IncomingSession[] = []
  /** What became of each of them: `answered` by its ACK, and whether and for what reason (RFC 3326) it was ended. */
  readonly became: string[][] = []
  readonly notified: readonly string[]
  /** Keys that it was sent by INFO. */
  readonly infoKeys: string[] = []
  readonly audioPort: number
  readonly #clock: SimClock
  readonly #agent: SipUserAgent
  readonly #address: string
  readonly #username: string | undefined
  readonly #ackAnswer: AckAnswer

  constructor({ clock, agent, address, username, audioPort, notified, ackAnswer }: SimPartyOptions) {
    this.notified = notified
    this.audioPort = audioPort
    this.#clock = clock
    this.#agent = agent
    this.#address = address
    this.#username = username
    this.#ackAnswer = ackAnswer
    agent.onInvite((session) => this.#onInvite(session))
  }

  #onInvite(session: IncomingSession): void {
    const became: string[] = []
    this.called.push(session)
    this.became.push(became)
    session.on({
      onConfirmed: () => became.push('answered'),
      onEnded: ({ by, message }) => {
        const reason = message?.headers.get('Reason')
        became.push(reason === undefined ? `ended by ${by}` : `ended by ${by}: ${reason}`)
      },
      onFailed: ({ status }) => became.push(`failed ${status}`),
      onReinvite: () => ({ sdp: sampleSdp(this.audioPort) }),
      onInfo: (body) => this.#onInfo(body),
    })
    this.onCalled(session)
    if (this.isSilent) return
    if (this.answersAfterMs === 0) this.#respond(session)
    else {
      this.#ring(session)
      this.#clock.after(this.answersAfterMs, () => this.#respond(session))
    }
  }

  #respond(session: IncomingSession): void {
    if (session.state !== 'early') return
    if (this.answers === undefined) this.#ring(session)
    else if (this.answers < 300) session.answer({ sdp: sampleSdp(this.audioPort) })
    else {
      const contacts = [this.sendsOnTo].flat().filter((contact) => contact !== '')
      session.reject({ status: this.answers, headers: contacts.map((contact) => ['Contact', contact]) })
    }
  }

  #onInfo({ content }: MessageBody): void {
    this.infoKeys.push(/^Signal=(\S)/.exec(content)?.[1] ?? content)
  }

  #ring(session: IncomingSession): void {
    if (this.hasEarlyMedia) session.progress({ status: 183, sdp: sampleSdp(this.audioPort) })
    else session.progress({ status: 180 })
  }

  /** 0 seconds: it is gone. */
  async register(expiresSec = 3_600): Promise<void> {
    const aor = `sip:${this.#username}@bed.test`
    const registered = this.#agent.request({
      method: 'REGISTER',
      target: `sip:${ENGINE}`,
      from: { uri: aor },
      to: { uri: aor },
      headers: [
        ['Contact', `<sip:${this.#username}@${this.#address}>`],
        ['Expires', String(expiresSec)],
      ],
      ...this.#credentials(),
    })
    await this.#clock.advance(1_000)
    const { status } = await registered
    if (status !== 200) throw new Error(`${this.#username} could not register: ${status}`)
  }

  /** What became of it, once it has an answer. `to`: an address of ours. */
  async message(
    to: string,
    text: string,
    { headers = [], contentType = 'text/plain' }: MessageParts = {},
  ): Promise<SipResponse> {
    const own = `sip:${this.#username ?? 'stranger'}@bed.test`
    const sent = this.#agent.request({
      method: 'MESSAGE',
      target: `sip:${to}@${ENGINE}`,
      from: { uri: own },
      to: { uri: `sip:${to}@bed.test` },
      headers,
      body: { contentType, content: text },
      ...this.#credentials(),
    })
    await this.#clock.advance(5_000)
    return sent
  }

  /** Takes messages from now on, or refuses them, or says nothing (undefined). */
  takeMessages(status: () => number | undefined = () => 200, afterMs = 0): SipRequest[] {
    const taken: SipRequest[] = []
    this.#agent.onRequest('MESSAGE', ({ request, respond }) => {
      const answer = status()
      if (answer === 200) taken.push(request)
      if (answer === undefined) return
      if (afterMs === 0) respond({ status: answer })
      else this.#clock.after(afterMs, () => respond({ status: answer }))
    })
    return taken
  }

  /** Whoever rings picks up. */
  answer(at = -1): void {
    this.called.at(at)?.answer({ sdp: sampleSdp(this.audioPort) })
  }

  /** `told` gathers what is heard of the call, `answers` its SDP. */
  call(number: string, { sdp = sampleSdp(this.audioPort), headers = [] }: CallOptions = {}) {
    const told: (number | 'answered' | 'ended')[] = []
    const progress: string[] = []
    const answers: string[] = []
    const session: OutgoingSession = this.#agent.invite({
      target: `sip:${number}@${ENGINE}`,
      from: {
        uri: this.#username === undefined ? `sip:+16045550111@${this.#address}` : `sip:${this.#username}@bed.test`,
      },
      to: { uri: `sip:${number}@${ENGINE}` },
      sdpOffer: sdp,
      headers,
      ...this.#credentials(),
    })
    session.on({
      onProgress: ({ status, sdp: early }) => progress.push(early === undefined ? `${status}` : `${status} with SDP`),
      onConfirmed: ({ sdp: answer = '' }) => {
        told.push('answered')
        answers.push(answer)
      },
      onFailed: ({ status }) => told.push(status),
      onEnded: () => told.push('ended'),
      onReinvite: () => ({ sdp: sampleSdp(this.audioPort) }),
      onInfo: (body) => this.#onInfo(body),
    })
    return { session, told, progress, answers }
  }

  /** Puts that call on hold; resolves with what the engine says of the direction. */
  async hold(session: Session, how: Hold = 'sendonly'): Promise<string> {
    const held =
      how === '0.0.0.0' ? sampleSdp(this.audioPort).replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0') : undefined
    return this.#reinvite(session, held ?? sampleSdp(this.audioPort, how))
  }

  resume(session: Session): Promise<string> {
    return this.#reinvite(session, sampleSdp(this.audioPort))
  }

  /** Asks for our offer and answers it in the ACK; resolves with the offer, or the status of a refusal. */
  async reinviteForOffer(session: Session, answer: string): Promise<string> {
    this.#ackAnswer.sdp = answer
    const offered = askForOffer(session)
    await this.#clock.advance(1_000)
    this.#ackAnswer.sdp = undefined
    return offered
  }

  async #reinvite(session: Session, sdp: string): Promise<string> {
    const reinvited = session.reinvite(sdp)
    await this.#clock.advance(1_000)
    const result = await reinvited
    return result.ok
      ? (/^a=(sendrecv|sendonly|recvonly|inactive)\r$/m.exec(result.sdpAnswer)?.[1] ?? 'sendrecv')
      : `${result.status}`
  }

  /** Any other request about somebody in our domain, with its password. */
  async ask(method: string, whom: string, { headers = [], body }: Pick<RequestOptions, 'headers' | 'body'> = {}) {
    const asked = this.#agent.request({
      method,
      target: `sip:${whom}@${ENGINE}`,
      from: { uri: `sip:${this.#username}@bed.test` },
      to: { uri: `sip:${whom}@bed.test` },
      headers,
      ...(body ? { body } : {}),
      ...this.#credentials(),
    })
    await this.#clock.advance(500)
    return asked
  }

  /** A key by INFO, as some phones send it in place of RFC 4733 or beside it. */
  pressByInfo(session: Session, key: string): void {
    session.info({ contentType: 'application/dtmf-relay', content: `Signal=${key}\r\nDuration=100\r\n` })
  }

  #credentials() {
    const username = this.#username
    return username === undefined ? {} : { credentials: { username, password: passwordOf(username) } }
  }
}
