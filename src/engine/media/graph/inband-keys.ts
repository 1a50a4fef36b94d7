import { type AudioDecoder, codecs } from '../codec/codecs.ts'
import type { AudioCodec } from '../media-engine.ts'
import { DtmfDetector } from './dtmf-detector.ts'
import type { AudioPacket } from './playout.ts'

/** Listens to packets as they come for keys sent as tones: what was lost or comes late is not waited for, as a key lasts for several. */
export class InbandKeys {
  readonly #detector = new DtmfDetector()
  #source: { readonly ssrc: number; readonly codec: AudioCodec; readonly decoder: AudioDecoder } | undefined

  /** The keys that begin in it: mostly none. */
  hear({ ssrc, content: codec, payload }: AudioPacket): string {
    if (this.#source?.ssrc !== ssrc || this.#source.codec !== codec) {
      this.#source = { ssrc, codec, decoder: codecs[codec].decoder(8_000) }
    }
    return this.#detector.hear(this.#source.decoder.decode(payload))
  }
}
