import type { MediaStream } from '../media/media-engine.ts'
import type { MessageBody, Session, SessionListener } from '../sip/user-agent.ts'
import type { CallWorld } from './call-world.ts'
import { KeyBuffer, keyOfInfo } from './key-buffer.ts'
import { LegAudio, type LegAudioOptions } from './leg-audio.ts'
import type { Line } from './line.ts'

/** What both legs have: audio once it is needed, keys, and a far end that may hold, resume or hang up. */
export abstract class Leg implements Line {
  readonly keys = new KeyBuffer()
  protected readonly world: CallWorld
  readonly #goneListeners = new Set<() => void>()
  #audio: LegAudio | undefined
  #opening: Promise<LegAudio> | undefined
  #isGone = false
  #lastPress: KeyPress | undefined
  /** Set by a bridge: hold, resume, a moved address. */
  onAudioChanged: (() => void) | undefined
  /** Set by a bridge: a key that came as INFO and so does not travel in the audio. */
  onInfoKey: ((key: string) => void) | undefined

  constructor(world: CallWorld) {
    this.world = world
  }

  get isGone(): boolean {
    return this.#isGone
  }

  onGone(listener: () => void): () => void {
    this.#goneListeners.add(listener)
    return () => this.#goneListeners.delete(listener)
  }

  get audio(): LegAudio | undefined {
    return this.#audio
  }

  get stream(): MediaStream | undefined {
    return this.#audio?.stream
  }

  /** The far end has put us on hold: it neither hears us nor wants to. */
  get isHeldByFarEnd(): boolean {
    return this.#audio?.isHeldByFarEnd ?? false
  }

  protected openAudio(options: () => Promise<LegAudioOptions>): Promise<LegAudio> {
    this.#opening ??= options()
      .then((ready) => LegAudio.open(this.world.media, ready))
      .then((audio) => {
        if (this.#isGone) {
          audio.close()
          throw new Error('the leg ended while its audio was being opened')
        }
        audio.stream.onDigit((key) => this.#onKey('rtp', key))
        this.#audio = audio
        return audio
      })
    return this.#opening
  }

  /** The far end is gone, or we let it go. Idempotent. */
  protected markGone(): void {
    if (this.#isGone) return
    this.#isGone = true
    for (const listener of this.#goneListeners) listener()
    this.#goneListeners.clear()
    this.#audio?.close()
  }

  /** The part of a session listener that does not depend on who called whom. */
  protected commonEvents(session: Session): Pick<SessionListener, 'onReinvite' | 'onInfo'> {
    return {
      onReinvite: (offer) => this.#onReinvite(offer, session.heardFrom),
      onInfo: (body) => this.#onInfo(body),
    }
  }

  #onReinvite(offer: string | undefined, from: string | undefined): { sdp: string } | { status: number } {
    if (!this.#audio) return { status: 488 }
    if (offer === undefined) return { sdp: this.#audio.offer() }
    const sdp = this.#audio.answer(offer, from)
    if (sdp === undefined) return { status: 488 }
    this.onAudioChanged?.()
    return { sdp }
  }

  #onInfo({ contentType, content }: MessageBody): void {
    const key = keyOfInfo(contentType, content)
    if (key !== undefined && this.#onKey('info', key)) this.onInfoKey?.(key)
  }

  /** False for a key that came both ways: some phones send RFC 4733 and INFO for one press. */
  #onKey(from: KeyPress['from'], key: string): boolean {
    const press = { from, key, atMs: this.world.clock.now() }
    if (isSamePress(this.#lastPress, press)) return false
    this.#lastPress = press
    this.keys.push(key)
    return true
  }
}

interface KeyPress {
  readonly from: 'rtp' | 'info'
  readonly key: string
  readonly atMs: number
}

const SAME_PRESS_MS = 400

function isSamePress(last: KeyPress | undefined, press: KeyPress): boolean {
  return last?.key === press.key && last.from !== press.from && press.atMs - last.atMs < SAME_PRESS_MS
}
