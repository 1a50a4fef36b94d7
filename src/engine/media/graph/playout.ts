import { type AudioDecoder, codecs } from '../codec/codecs.ts'
import type { AudioCodec } from '../media-engine.ts'
import type { RelayedPacket } from '../worker-messages.ts'
import { Concealer } from './concealer.ts'
import { JitterBuffer } from './jitter-buffer.ts'

export type AudioPacket = RelayedPacket & { readonly content: AudioCodec }

/** Packets of any codec, decoded as they come and heard by the tick, what was lost made up: at 8 kHz, at which everything is mixed, recorded and made. */
export class Playout {
  readonly #buffer = new JitterBuffer()
  readonly #concealer = new Concealer()
  /** Of the source that is heard. */
  #source: { readonly ssrc: number; readonly codec: AudioCodec; readonly decoder: AudioDecoder } | undefined

  push(packet: AudioPacket, nowMs: number): void {
    const { ssrc, content: codec } = packet
    if (this.#source?.ssrc !== ssrc || this.#source.codec !== codec) {
      this.#source = { ssrc, codec, decoder: codecs[codec].decoder(8_000) }
    }
    this.#buffer.push(packet, this.#source.decoder.decode(packet.payload), nowMs)
  }

  /** The next `count` samples; `undefined` when nothing is there and nothing is on its way. */
  pull(count: number): Int16Array | undefined {
    const frame = this.#buffer.pull(count)
    if (frame !== undefined) {
      this.#concealer.fill(frame, this.#buffer.gaps)
      return frame
    }
    // What was lost last looks like a pause at first.
    if (this.#concealer.isSilent) return undefined
    const made = new Int16Array(count)
    this.#concealer.fill(made, [[0, count]])
    return made
  }
}
