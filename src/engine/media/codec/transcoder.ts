import type { AudioCodec } from '../media-engine.ts'
import { type AudioDecoder, type AudioEncoder, codecs } from './codecs.ts'
import { isG711, transcodeG711 } from './g711.ts'

/**
 * Packets of one codec made into packets of another, each as it comes: no delay, and what is lost on the way stays lost, for the far end to conceal. Between
 * them is the best audio that both have to give; no codec needs another rate than that.
 */
export class Transcoder {
  readonly #to: AudioCodec
  readonly #encoder: AudioEncoder
  /** Of the source that is heard. */
  #from: { readonly codec: AudioCodec; readonly ssrc: number; readonly decoder: AudioDecoder } | undefined

  constructor(to: AudioCodec, encoder: AudioEncoder) {
    this.#to = to
    this.#encoder = encoder
  }

  /** Empty when the packet cannot be decoded. */
  transcode(from: { readonly content: AudioCodec; readonly ssrc: number }, payload: Uint8Array): Uint8Array {
    const codec = from.content
    if (codec === this.#to) return payload
    if (isG711(codec) && isG711(this.#to)) return transcodeG711(codec, this.#to, payload)
    const rateHz = Math.min(codecs[codec].bestRateHz, codecs[this.#to].bestRateHz) === 16_000 ? 16_000 : 8_000
    if (this.#from?.codec !== codec || this.#from.ssrc !== from.ssrc) {
      this.#from = { codec, ssrc: from.ssrc, decoder: codecs[codec].decoder(rateHz) }
    }
    const samples = this.#from.decoder.decode(payload)
    return samples.length === 0 ? new Uint8Array(0) : this.#encoder.encode(samples, rateHz)
  }
}
