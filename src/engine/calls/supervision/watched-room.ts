import type { AudioSource, MediaEngine, MixFlags, Mixer } from '../../media/media-engine.ts'
import type { Leg } from '../leg.ts'
import type { Watcher } from './watchers.ts'

const open: MixFlags = { isMuted: false, isDeaf: false }

/** Two who talk and those who listen in on them, in a mix: made when the first comes, gone with the last. */
export class WatchedRoom {
  readonly #media: MediaEngine
  readonly #legs: readonly [Leg, Leg]
  readonly #tone: () => readonly AudioSource[]
  #mixer: Mixer | undefined
  #stopKeys: readonly (() => void)[] = []
  #ears: readonly Leg[] = []

  constructor(media: MediaEngine, legs: readonly [Leg, Leg], tone: () => readonly AudioSource[]) {
    this.#media = media
    this.#legs = legs
    this.#tone = tone
  }

  get isWanted(): boolean {
    return this.#legs.some(({ watchers }) => watchers.all.some(({ ear }) => canHear(ear)))
  }

  /** Everybody is in it as they take part now. */
  arrange(): void {
    const isNew = this.#mixer === undefined
    const mixer = (this.#mixer ??= this.#open())
    for (const { stream } of this.#legs) if (stream) mixer.set(stream, open)
    const ears: Leg[] = []
    for (const at of this.#legs) {
      for (const watcher of at.watchers.all) {
        if (!canHear(watcher.ear)) continue
        mixer.set(watcher.ear.stream, flagsOf(watcher, at))
        ears.push(watcher.ear)
      }
    }
    for (const { stream } of this.#ears.filter((ear) => !ears.includes(ear))) if (stream) mixer.remove(stream)
    this.#ears = ears
    const tone = isNew ? this.#tone() : []
    if (tone.length > 0) mixer.play(tone)
  }

  close(): void {
    for (const stop of this.#stopKeys) stop()
    this.#stopKeys = []
    this.#ears = []
    this.#mixer?.close()
    this.#mixer = undefined
  }

  /** A mix carries no keys: they are sent to the other side anew, unless they go by INFO in any case. */
  #open(): Mixer {
    const [a, b] = this.#legs
    const press = (leg: Leg) => (key: string) => void (leg.dtmf !== 'info' && leg.sendKeys(key))
    this.#stopKeys = [a.onRtpKey(press(b)), b.onRtpKey(press(a))]
    return this.#media.openMixer(a.stream ? { near: a.stream } : {})
  }
}

type Hearing = Leg & { readonly stream: NonNullable<Leg['stream']> }

const canHear = (ear: Leg): ear is Hearing => ear.stream !== undefined && !ear.isGone

function flagsOf({ manner }: Watcher, { stream }: Leg): MixFlags {
  switch (manner) {
    case 'listen':
      return { isMuted: true, isDeaf: false }
    case 'whisper':
      return { ...open, heardBy: stream ? [stream.streamId] : [] }
    case 'barge':
      return open
  }
}
