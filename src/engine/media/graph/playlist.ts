import type { AudioSource } from '../media-engine.ts'
import { toneLength, toneSamples } from './tone.ts'

/** A source ready to be read: files are decoded to s16 at 8 kHz. */
export type PlayableItem =
  | Exclude<AudioSource, { kind: 'file' }>
  | { readonly kind: 'samples'; readonly samples: Int16Array }

/** Sources one after another, possibly round and round, read in frames of any length. */
export class Playlist {
  readonly #items: readonly PlayableItem[]
  readonly #loop: boolean
  #index = 0
  #position = 0
  #reached: number

  /** `startAt`: samples of the first round that are passed over. */
  constructor(items: readonly PlayableItem[], loop: boolean, startAt = 0) {
    const audible = items.filter((item) => lengthOf(item) > 0)
    this.#items = audible
    this.#loop = loop && audible.length > 0
    this.#reached = this.#passOver(Math.max(0, startAt))
  }

  /** Samples from the beginning to where reading has come, what was passed over and all rounds included. */
  get reached(): number {
    return this.#reached
  }

  /** Goes on where another was after `samples` of all its rounds. */
  goOn(samples: number): void {
    const round = this.#items.reduce((sum, item) => sum + lengthOf(item), 0)
    this.#index = 0
    this.#position = 0
    this.#passOver(this.#loop ? samples % round : samples)
    this.#reached = samples
  }

  /** The next `count` samples, the last frame filled up with silence; `undefined` after the end. */
  pull(count: number): Int16Array | undefined {
    let item = this.#current()
    if (item === undefined) return undefined
    if (this.#position + count <= lengthOf(item)) return this.#take(item, count)
    const out = new Int16Array(count)
    for (let filled = 0; filled < count && item !== undefined; item = this.#current()) {
      const part = this.#take(item, Math.min(count - filled, lengthOf(item) - this.#position))
      out.set(part, filled)
      filled += part.length
    }
    return out
  }

  /** How many there were to pass over. */
  #passOver(count: number): number {
    let left = count
    for (const item of this.#items) {
      const length = lengthOf(item)
      if (left < length) {
        this.#position = left
        return count
      }
      left -= length
      this.#index++
    }
    return count - left
  }

  #current(): PlayableItem | undefined {
    const item = this.#items[this.#index]
    if (item === undefined || this.#position < lengthOf(item)) return item
    this.#position = 0
    this.#index++
    if (this.#loop && this.#index === this.#items.length) this.#index = 0
    return this.#items[this.#index]
  }

  #take(item: PlayableItem, count: number): Int16Array {
    const from = this.#position
    this.#position += count
    this.#reached += count
    if (item.kind === 'samples') return item.samples.subarray(from, from + count)
    if (item.kind === 'tone') return toneSamples(item, from, count)
    return new Int16Array(count)
  }
}

function lengthOf(item: PlayableItem): number {
  if (item.kind === 'samples') return item.samples.length
  if (item.kind === 'tone') return Math.round(toneLength(item))
  return Math.round(item.durationMs * 8)
}
