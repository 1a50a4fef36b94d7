import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMediaEngine } from '../../src/engine/media/create-media-engine.ts'
import type {
  MediaEngine,
  MediaStream,
  Playback,
  Recording,
  StreamParameters,
} from '../../src/engine/media/media-engine.ts'
import { type LocalMedia, makeAnswer, makeOffer, readAnswer } from '../../src/engine/sdp/offer-answer.ts'
import { refer } from '../../src/engine/calls/testing/referring.ts'
import type { SipRequest } from '../../src/engine/sip/message/message.ts'
import type { IncomingSession, OutgoingSession, Session, SipUserAgent } from '../../src/engine/sip/user-agent.ts'
import { passwordOf } from './design.ts'
import { startTestPhone } from './test-phone.ts'
import { readWav, toneMs, type Wav } from './wav.ts'

/** A phone of our own with sound: it speaks a tone, records all it hears and holds and resumes as it is told. */
export interface SoftPhone {
  /** `host:port` of it. */
  readonly address: string
  dial(number: string, options?: DialOptions): Promise<SoftCall>
  /** A call that need not be answered: resolves with the status that it got, and lets it be given up. */
  attempt(number: string, options?: DialOptions): Attempt
  /** Registers once more and says how that went, a status code. */
  register(options?: { readonly password?: string }): Promise<number>
  /** The call that comes in next, answered at once. */
  nextCall(): Promise<SoftCall>
  /** The call that comes in next, or came and nobody asked for: it rings. */
  nextRing(): Promise<Ringing>
  /** Whatever rings or rang is nobody's business any more. */
  forgetRings(): void
  /** Calls that came in so far. */
  readonly rungTimes: number
  stop(): Promise<void>
}

export interface DialOptions {
  /** Another than its own. */
  readonly password?: string
  /** Another From than its own. */
  readonly from?: { readonly uri: string; readonly displayName?: string }
  readonly headers?: readonly (readonly [name: string, value: string])[]
}

export interface Attempt {
  /** 200 once it is answered. */
  readonly status: Promise<number>
  /** Resolves when nothing rings for it any more. */
  giveUp(): Promise<number>
}

/** A call that rings at a phone. */
export interface Ringing {
  readonly request: SipRequest
  /** `performance.now()` at its INVITE. */
  readonly sinceMs: number
  readonly isOver: boolean
  /** It rings no longer, unanswered: `performance.now()`. */
  readonly over: Promise<number>
  answer(): Promise<SoftCall>
  reject(status: number): void
}

export interface SoftCall {
  /** Sends no packet from now on, as a phone does that suppresses silence. */
  fallSilent(): void
  /** In another tone than its own, if one is given. */
  speak(frequencyHz?: number): void
  /** RFC 4733. */
  press(keys: string): void
  /** Of what was heard so far. */
  recorded(): Wav
  /** How much of it is that tone; `share` of the sound's energy. */
  heardMs(frequencyHz: number, share?: number): number
  readonly isOver: boolean
  readonly over: Promise<void>
  hold(): Promise<void>
  resume(): Promise<void>
  /** REFER in this call, to take the place of the other one where that is given. The status that it got. */
  transfer(number: string, other?: SoftCall): Promise<number>
  /** Ends the call and says what was heard from its beginning. */
  hangUp(): Promise<Wav>
}

export interface SoftPhoneOptions {
  readonly username: string
  readonly enginePort: number
  readonly speaksHz: number
  /** The loopback address it stands at; default 127.0.0.1. */
  readonly host?: string
  /** Where its descriptions say it is heard, when that is another address than it has: a phone behind NAT. */
  readonly describedAs?: string
  /** False for a carrier, whom the engine knows by its address. */
  readonly registers?: boolean
  /** Shared by several; absent, it has one of its own. */
  readonly media?: MediaEngine
}

/** Media for phones that share one. */
export const phoneMedia = (localAddress = '127.0.0.1'): MediaEngine =>
  createMediaEngine({
    portRange: { min: 0, max: 0 },
    localAddress,
    workers: 1,
    workerUrl: new URL('../../src/engine/media/media-worker.ts', import.meta.url),
  })

export async function startSoftPhone(options: SoftPhoneOptions): Promise<SoftPhone> {
  const { username, enginePort, speaksHz, host = '127.0.0.1', describedAs, registers = true } = options
  const phone = await startTestPhone(username, enginePort, host)
  const { status } = registers ? await phone.register() : { status: 200 }
  if (status !== 200) throw new Error(`the phone ${username} could not register: ${status}`)
  const media = options.media ?? phoneMedia(host)
  const directory = mkdtempSync(join(tmpdir(), 'callwright-softphone-'))
  let calls = 0
  const openAudio = async () =>
    new SoftAudio({
      stream: await media.openStream({ localAddress: host }),
      speaksHz,
      path: join(directory, `heard-${++calls}.wav`),
      describedAs,
    })
  const invite = (
    number: string,
    audio: SoftAudio,
    { from, headers = [], password = passwordOf(username) }: DialOptions = {},
  ) => {
    const uri = `sip:${number.replaceAll('#', '%23')}@127.0.0.1:${enginePort}`
    return phone.userAgent.invite({
      target: uri,
      from: from ?? { uri: `sip:${username}@${registers ? '127.0.0.1' : host}` },
      to: { uri },
      sdpOffer: audio.offer('sendrecv'),
      headers,
      ...(registers ? { credentials: { username, password } } : {}),
    })
  }
  const rings = new Rings(phone.userAgent, openAudio)
  return {
    address: phone.address,
    async dial(number, about) {
      const audio = await openAudio()
      const session = invite(number, audio, about)
      await new Promise<void>((resolve, reject) => {
        session.on({
          onConfirmed({ sdp }) {
            if (sdp !== undefined) audio.accept(sdp)
            audio.start()
            resolve()
          },
          onFailed: ({ status: refusal }) => reject(new Error(`the call to ${number} was refused with ${refusal}`)),
        })
      })
      return softCall(session, audio)
    },
    attempt(number, about) {
      const begun = openAudio().then((audio) => ({ audio, session: invite(number, audio, about) }))
      const tried = async () => {
        const { audio, session } = await begun
        return new Promise<number>((resolve) => {
          session.on({
            onConfirmed: () => resolve(200),
            onFailed: ({ status: refusal }) => {
              audio.close()
              resolve(refusal)
            },
          })
        })
      }
      const answered = tried()
      const giveUp = async () => {
        const { session } = await begun
        session.end()
        return answered
      }
      return { status: answered, giveUp }
    },
    register: async ({ password } = {}) => (await phone.register(password === undefined ? {} : { password })).status,
    nextCall: async () => (await rings.next()).answer(),
    nextRing: () => rings.next(),
    forgetRings: () => rings.forget(),
    get rungTimes() {
      return rings.count
    },
    async stop() {
      await phone.close()
      if (!options.media) await media.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Calls that come in, kept for whoever asks for them. */
class Rings {
  count = 0
  readonly #waiting: Ringing[] = []
  readonly #wanting: ((ringing: Ringing) => void)[] = []

  constructor(userAgent: SipUserAgent, openAudio: () => Promise<SoftAudio>) {
    userAgent.onInvite((session) => {
      this.count += 1
      const ringing = ringingOf(session, openAudio)
      const wanting = this.#wanting.shift()
      if (wanting) wanting(ringing)
      else this.#waiting.push(ringing)
    })
  }

  forget(): void {
    this.#waiting.length = 0
    this.#wanting.length = 0
  }

  next(): Promise<Ringing> {
    const waiting = this.#waiting.splice(0).find(({ isOver }) => !isOver)
    return waiting ? Promise.resolve(waiting) : new Promise((resolve) => this.#wanting.push(resolve))
  }
}

function ringingOf(session: IncomingSession, openAudio: () => Promise<SoftAudio>): Ringing {
  const { promise: over, resolve } = Promise.withResolvers<number>()
  let isOver = false
  session.on({
    onEnded: () => {
      isOver = true
      resolve(performance.now())
    },
  })
  session.progress({ status: 180 })
  return {
    request: session.request,
    sinceMs: performance.now(),
    get isOver() {
      return isOver
    },
    over,
    async answer() {
      const audio = await openAudio()
      session.answer({ sdp: audio.answer(session.sdpOffer ?? '') })
      audio.start()
      return softCall(session, audio)
    },
    reject: (status) => session.reject({ status }),
  }
}

function softCall(session: OutgoingSession | IncomingSession, audio: SoftAudio): SoftCall {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  let isOver = false
  session.on({
    onEnded: () => {
      isOver = true
      resolve()
    },
    onReinvite: (offered) => (offered === undefined ? undefined : { sdp: audio.answer(offered) }),
  })
  const offer = async (direction: LocalMedia['direction']) => {
    const answered = await session.reinvite(audio.offer(direction))
    if (!answered.ok) throw new Error(`the re-INVITE for ${direction} was refused with ${answered.status}`)
    audio.accept(answered.sdpAnswer)
  }
  const call: SoftCall = {
    hold: () => offer('sendonly'),
    resume: () => offer('sendrecv'),
    transfer: (number, other) =>
      refer(session, `sip:${number.replaceAll('#', '%23')}@127.0.0.1`, other && sessions.get(other)),
    fallSilent: () => audio.fallSilent(),
    speak: (frequencyHz) => audio.speak(frequencyHz),
    press: (keys) => audio.press(keys),
    recorded: () => audio.recorded(),
    heardMs: (frequencyHz, share) => audio.heardMs(frequencyHz, share),
    get isOver() {
      return isOver
    },
    over,
    hangUp() {
      session.end()
      return audio.end()
    },
  }
  sessions.set(call, session)
  return call
}

const sessions = new WeakMap<SoftCall, Session>()

interface SoftAudioOptions {
  readonly stream: MediaStream
  readonly speaksHz: number
  /** Of the recording of what is heard. */
  readonly path: string
  readonly describedAs: string | undefined
}

class SoftAudio {
  readonly #options: SoftAudioOptions
  readonly #stream: MediaStream
  #version = 0
  #offered = ''
  #recording: Recording | undefined
  #speech: Playback | undefined

  constructor(options: SoftAudioOptions) {
    this.#options = options
    this.#stream = options.stream
  }

  offer(direction: LocalMedia['direction']): string {
    this.#offered = makeOffer(this.#local(direction))
    return this.#offered
  }

  accept(sdp: string): void {
    this.#use(readAnswer(this.#offered, sdp))
  }

  answer(offer: string): string {
    const { sdp, stream } = makeAnswer(offer, this.#local('sendrecv'))
    this.#use(stream)
    return sdp
  }

  start(): void {
    this.speak()
    this.#recording = this.#stream.record({ path: this.#options.path, maxDurationMs: 60_000 })
  }

  speak(frequencyHz = this.#options.speaksHz): void {
    const frequenciesHz = [frequencyHz]
    this.#speech = this.#stream.play([{ kind: 'tone', frequenciesHz, onMs: 1_000, offMs: 0, repeats: 1 }], {
      loop: true,
    })
  }

  fallSilent(): void {
    this.#speech?.stop()
  }

  press(keys: string): void {
    this.#stream.sendDigits(keys)
  }

  heardMs(frequencyHz: number, share?: number): number {
    return toneMs(this.recorded(), frequencyHz, share)
  }

  recorded(): Wav {
    const { path } = this.#options
    return existsSync(path) ? readWav(path) : { sampleRateHz: 8_000, samples: new Int16Array(0) }
  }

  close(): void {
    this.#stream.close()
  }

  async end(): Promise<Wav> {
    this.#recording?.stop()
    await this.#recording?.finished
    this.#stream.close()
    return readWav(this.#options.path)
  }

  #use(parameters: StreamParameters): void {
    this.#stream.configure(parameters)
  }

  #local(direction: LocalMedia['direction']): LocalMedia {
    const { localPort: port } = this.#stream
    const address = this.#options.describedAs ?? this.#stream.localAddress
    return { address, port, codecs: ['PCMU'], direction, sessionId: '1', version: ++this.#version }
  }
}
