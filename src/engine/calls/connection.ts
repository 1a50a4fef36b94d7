import type { AudioSource, MediaEngine, Playback } from '../media/media-engine.ts'
import type { Leg } from './leg.ts'

/**
 * Two legs talking. Whichever side holds, the other hears music; when it resumes they are joined again, so audio is never left one-way
 * (the joins are remade from both sides' state after every re-INVITE, not patched).
 */
export class Connection {
  readonly #media: MediaEngine
  readonly #legs: readonly [Leg, Leg]
  readonly #holdMusic: () => readonly AudioSource[]
  readonly #music = new Map<Leg, Playback>()
  readonly #stopListening: readonly (() => void)[]
  #isJoined = false

  constructor(media: MediaEngine, legs: readonly [Leg, Leg], holdMusic: () => readonly AudioSource[]) {
    this.#media = media
    this.#legs = legs
    this.#holdMusic = holdMusic
    const [a, b] = legs
    this.#stopListening = [
      a.onAudioChanged(() => this.#update()),
      b.onAudioChanged(() => this.#update()),
      a.onInfoKey((key) => b.stream?.sendDigits(key)),
      b.onInfoKey((key) => a.stream?.sendDigits(key)),
    ]
    this.#update()
  }

  /** Whom `leg` talks to; undefined when it is no part of this. */
  otherThan(leg: Leg): Leg | undefined {
    const [a, b] = this.#legs
    return leg === a ? b : leg === b ? a : undefined
  }

  /** Both legs are left silent. */
  end(): void {
    for (const stop of this.#stopListening) stop()
    for (const leg of this.#legs) this.#stopMusic(leg)
    this.#part()
  }

  #update(): void {
    const [a, b] = this.#legs
    if (!a.stream || !b.stream || a.isGone || b.isGone) return
    if (!a.isHeldByFarEnd && !b.isHeldByFarEnd) {
      this.#stopMusic(a)
      this.#stopMusic(b)
      this.#media.join(a.stream, b.stream)
      this.#isJoined = true
      return
    }
    this.#part()
    this.#musicFor(a, b)
    this.#musicFor(b, a)
  }

  /** `waiting` hears music when the other one put the call on hold and it did not itself. */
  #musicFor(waiting: Leg, other: Leg): void {
    if (waiting.isHeldByFarEnd || !other.isHeldByFarEnd) {
      this.#stopMusic(waiting)
      return
    }
    if (this.#music.has(waiting)) return
    const sources = this.#holdMusic()
    const playback = sources.length > 0 ? waiting.stream?.play(sources, { loop: true }) : undefined
    if (playback) this.#music.set(waiting, playback)
  }

  #stopMusic(leg: Leg): void {
    this.#music.get(leg)?.stop()
    this.#music.delete(leg)
  }

  #part(): void {
    const stream = this.#legs[0].stream
    if (this.#isJoined && stream) this.#media.part(stream)
    this.#isJoined = false
  }
}
