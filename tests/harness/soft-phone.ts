import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMediaEngine } from '../../src/engine/media/create-media-engine.ts'
import type { MediaStream, Playback, Recording, StreamParameters } from '../../src/engine/media/media-engine.ts'
import { type LocalMedia, makeAnswer, makeOffer, readAnswer } from '../../src/engine/sdp/offer-answer.ts'
import { refer } from '../../src/engine/calls/testing/referring.ts'
import type { IncomingSession, OutgoingSession, Session } from '../../src/engine/sip/user-agent.ts'
import { passwordOf } from './design.ts'
import { startTestPhone } from './test-phone.ts'
import { readWav, type Wav } from './wav.ts'

/** A phone of our own with sound: it speaks a tone, records all it hears and holds and resumes as it is told. */
export interface SoftPhone {
  dial(number: string): Promise<SoftCall>
  /** Registers once more and says how that went, a status code. */
  register(): Promise<number>
  /** The call that comes in next, answered at once. */
  nextCall(): Promise<SoftCall>
  stop(): Promise<void>
}

export interface SoftCall {
  /** Sends no packet from now on, as a phone does that suppresses silence. */
  fallSilent(): void
  speak(): void
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
}

export async function startSoftPhone(options: SoftPhoneOptions): Promise<SoftPhone> {
  const { username, enginePort, speaksHz, host = '127.0.0.1', describedAs } = options
  const phone = await startTestPhone(username, enginePort, host)
  const { status } = await phone.register()
  if (status !== 200) throw new Error(`the phone ${username} could not register: ${status}`)
  const media = createMediaEngine({
    portRange: { min: 0, max: 0 },
    localAddress: host,
    workers: 1,
    workerUrl: new URL('../../src/engine/media/media-worker.ts', import.meta.url),
  })
  const directory = mkdtempSync(join(tmpdir(), 'callwright-softphone-'))
  let calls = 0
  const openAudio = async () =>
    new SoftAudio({
      stream: await media.openStream(),
      speaksHz,
      path: join(directory, `heard-${++calls}.wav`),
      describedAs,
    })
  return {
    async dial(number) {
      const audio = await openAudio()
      const uri = `sip:${number}@127.0.0.1:${enginePort}`
      const session = phone.userAgent.invite({
        target: uri,
        from: { uri: `sip:${username}@127.0.0.1` },
        to: { uri },
        sdpOffer: audio.offer('sendrecv'),
        credentials: { username, password: passwordOf(username) },
      })
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
    register: async () => (await phone.register()).status,
    nextCall: () =>
      new Promise((resolve, reject) => {
        phone.userAgent.onInvite((session) => {
          answer(session).then(resolve, reject)
        })
      }),
    async stop() {
      await phone.close()
      await media.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }

  async function answer(session: IncomingSession): Promise<SoftCall> {
    session.on({})
    const audio = await openAudio()
    session.answer({ sdp: audio.answer(session.sdpOffer ?? '') })
    audio.start()
    return softCall(session, audio)
  }
}

function softCall(session: OutgoingSession | IncomingSession, audio: SoftAudio): SoftCall {
  const offer = async (direction: LocalMedia['direction']) => {
    const answered = await session.reinvite(audio.offer(direction))
    if (!answered.ok) throw new Error(`the re-INVITE for ${direction} was refused with ${answered.status}`)
    audio.accept(answered.sdpAnswer)
  }
  const call: SoftCall = {
    hold: () => offer('sendonly'),
    resume: () => offer('sendrecv'),
    transfer: (number, other) => refer(session, `sip:${number}@127.0.0.1`, other && sessions.get(other)),
    fallSilent: () => audio.fallSilent(),
    speak: () => audio.speak(),
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

  speak(): void {
    const frequenciesHz = [this.#options.speaksHz]
    this.#speech = this.#stream.play([{ kind: 'tone', frequenciesHz, onMs: 1_000, offMs: 0, repeats: 1 }], {
      loop: true,
    })
  }

  fallSilent(): void {
    this.#speech?.stop()
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
