import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMediaEngine } from '../../src/engine/media/create-media-engine.ts'
import type { MediaEngine, MediaStream, Recording, StreamParameters } from '../../src/engine/media/media-engine.ts'
import { type LocalMedia, makeAnswer, makeOffer, readAnswer } from '../../src/engine/sdp/offer-answer.ts'
import type { IncomingSession, OutgoingSession } from '../../src/engine/sip/user-agent.ts'
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
  hold(): Promise<void>
  resume(): Promise<void>
  /** Ends the call and says what was heard from its beginning. */
  hangUp(): Promise<Wav>
}

export interface SoftPhoneOptions {
  readonly username: string
  readonly enginePort: number
  readonly speaksHz: number
  /** The loopback address it stands at; default 127.0.0.1. */
  readonly host?: string
}

export async function startSoftPhone(options: SoftPhoneOptions): Promise<SoftPhone> {
  const { username, enginePort, speaksHz, host = '127.0.0.1' } = options
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
  const openAudio = () => SoftAudio.open(media, speaksHz, join(directory, `heard-${++calls}.wav`))
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
  return {
    hold: () => offer('sendonly'),
    resume: () => offer('sendrecv'),
    hangUp() {
      session.end()
      return audio.end()
    },
  }
}

class SoftAudio {
  readonly #stream: MediaStream
  readonly #speaksHz: number
  readonly #path: string
  #version = 0
  #offered = ''
  #recording: Recording | undefined

  static async open(media: MediaEngine, speaksHz: number, path: string): Promise<SoftAudio> {
    return new SoftAudio(await media.openStream(), speaksHz, path)
  }

  private constructor(stream: MediaStream, speaksHz: number, path: string) {
    this.#stream = stream
    this.#speaksHz = speaksHz
    this.#path = path
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
    const tone = { kind: 'tone', frequenciesHz: [this.#speaksHz], onMs: 1_000, offMs: 0, repeats: 1 } as const
    this.#stream.play([tone], { loop: true })
    this.#recording = this.#stream.record({ path: this.#path, maxDurationMs: 60_000 })
  }

  async end(): Promise<Wav> {
    this.#recording?.stop()
    await this.#recording?.finished
    this.#stream.close()
    return readWav(this.#path)
  }

  #use(parameters: StreamParameters): void {
    this.#stream.configure(parameters)
  }

  #local(direction: LocalMedia['direction']): LocalMedia {
    const { localAddress: address, localPort: port } = this.#stream
    return { address, port, codecs: ['PCMU'], direction, sessionId: '1', version: ++this.#version }
  }
}
