import type { AudioSource, MediaEngine, Playback } from '../media/media-engine.ts'
import type { Leg } from './leg.ts'
import { WatchedRoom } from './supervision/watched-room.ts'

/** What a conversation asks to be played. */
export interface ConnectionSounds {
  readonly holdMusic: () => readonly AudioSource[]
  /** To both sides, as somebody begins to listen in; empty for nothing. */
  readonly watchedTone: () => readonly AudioSource[]
}

/**
 * Two legs talking. Whichever side holds, the other hears music; when it resumes they are joined again, so audio is never left one-way
 * (the joins are remade from both sides' state after every re-INVITE, not patched). While somebody listens in, they talk in a room.
 */
export class Connection {
  readonly #media: MediaEngine
  readonly #legs: readonly [Leg, Leg]
  readonly #sounds: ConnectionSounds
  readonly #music = new Map<Leg, Playback>()
  readonly #stopListening: readonly (() => void)[]
  readonly #room: WatchedRoom
  #isJoined = false

  constructor(media: MediaEngine, legs: readonly [Leg, Leg], sounds: ConnectionSounds) {
    this.#media = media
    this.#legs = legs
    this.#sounds = sounds
    this.#room = new WatchedRoom(media, legs, sounds.watchedTone)
    const [a, b] = legs
    const update = () => this.#update()
    this.#stopListening = [
      a.onAudioChanged(update),
      b.onAudioChanged(update),
      a.watchers.onChanged(update),
      b.watchers.onChanged(update),
      a.onInfoKey((key) => b.sendKeys(key)),
      b.onInfoKey((key) => a.sendKeys(key)),
      // What came in the audio goes on in it, unless the other side takes keys by INFO alone.
      a.onRtpKey((key) => b.dtmf === 'info' && b.sendKeys(key)),
      b.onRtpKey((key) => a.dtmf === 'info' && a.sendKeys(key)),
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
    this.#room.close()
    this.#part()
  }

  #update(): void {
    const [a, b] = this.#legs
    if (!a.stream || !b.stream || a.isGone || b.isGone) return
    const isWatched = this.#room.isWanted
    if (isWatched) {
      this.#part()
      this.#room.arrange()
    } else this.#room.close()
    if (!a.isHeldByFarEnd && !b.isHeldByFarEnd) {
      this.#stopMusic(a)
      this.#stopMusic(b)
      if (!isWatched) this.#media.join(a.stream, b.stream)
      this.#isJoined = !isWatched
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
    const sources = this.#sounds.holdMusic()
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
