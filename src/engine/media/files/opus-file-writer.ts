import { randomInt } from 'node:crypto'
import { OpusStreamEncoder } from '../codec/opus.ts'
import { FileQueue } from './file-queue.ts'
import { serializePage } from './ogg-page.ts'
import type { SoundFile, SoundFileForm } from './sound-file.ts'

const PACKETS_A_SECOND = 50
/** Bits a second, of telephone speech. */
const BITRATES = { 1: 24_000, 2: 40_000 }
/** Of each packet at 48 kHz, which granules count whatever the rate (RFC 7845 §4). */
const PACKET_GRANULES = 960
/** What a decoder leaves out at the beginning: the encoder's look-ahead of 6.5 ms. */
export const PRE_SKIP = 312

/** Where an earlier writer of the same file stopped. */
export interface HeldOpus {
  readonly bytes: number
  readonly serial: number
  readonly sequence: number
  readonly granule: number
}

/** Writes Ogg Opus (RFC 7845), a page a second: a process that dies leaves a file that plays up to the last. */
export class OpusFileWriter implements SoundFile {
  readonly #form: SoundFileForm
  readonly #encoder: OpusStreamEncoder
  readonly #file: FileQueue
  readonly #serial: number
  #packets: Uint8Array[] = []
  #frame: Int16Array
  /** Samples in it, of all channels. */
  #filled = 0
  #sequence = 0
  /** Of what is in pages: samples at 48 kHz, as a decoder gives them, those counted that it leaves out. */
  #granule = 0
  /** Of what was recorded. */
  #end = PRE_SKIP
  #bytes = 0

  constructor(path: string, form: SoundFileForm, held?: HeldOpus) {
    this.#form = form
    this.#encoder = new OpusStreamEncoder({ channels: form.channels, bitrate: BITRATES[form.channels], repairs: false })
    this.#file = new FileQueue(path, held !== undefined)
    this.#frame = this.#emptyFrame()
    this.#serial = held?.serial ?? randomInt(2 ** 32)
    if (held === undefined) {
      this.#page([openingHeader(form)], { isFirst: true, granule: 0 })
      this.#page([comments()], { granule: 0 })
      return
    }
    this.#sequence = held.sequence + 1
    this.#granule = held.granule
    this.#end = held.granule
    this.#bytes = held.bytes
  }

  get error(): string | undefined {
    return this.#file.error
  }

  append(samples: Int16Array): void {
    if (this.error !== undefined) return
    this.#end += (samples.length * PACKET_GRANULES) / this.#frame.length
    for (let from = 0; from < samples.length; ) {
      const part = samples.subarray(from, from + this.#frame.length - this.#filled)
      this.#frame.set(part, this.#filled)
      this.#filled += part.length
      from += part.length
      if (this.#filled === this.#frame.length) this.#encode()
    }
    // One is kept back: the last page has to say that it is the last, and to hold something.
    while (this.#packets.length > PACKETS_A_SECOND) this.#flush(PACKETS_A_SECOND)
  }

  close(): Promise<string | undefined> {
    // The end of what was said is still in the encoder. What fills up the last packet is none of the recording (RFC 7845 §4.4).
    while (this.#granule + this.#packets.length * PACKET_GRANULES < this.#end) this.#encode()
    this.#page(this.#packets, { granule: this.#end, isLast: true })
    return this.#file.close()
  }

  #encode(): void {
    this.#packets.push(this.#encoder.encode(this.#frame, this.#form.rateHz).slice())
    this.#frame = this.#emptyFrame()
    this.#filled = 0
  }

  #flush(count: number): void {
    this.#granule += count * PACKET_GRANULES
    this.#page(this.#packets.splice(0, count), { granule: this.#granule })
  }

  #page(
    packets: readonly Uint8Array[],
    place: { readonly granule: number; readonly isFirst?: boolean; readonly isLast?: boolean },
  ): void {
    const page = serializePage({ serial: this.#serial, sequence: this.#sequence++, packets, ...place })
    this.#file.write(page, this.#bytes)
    this.#bytes += page.length
  }

  #emptyFrame(): Int16Array {
    return new Int16Array((this.#form.rateHz / PACKETS_A_SECOND) * this.#form.channels)
  }
}

/** RFC 7845 §5.1. */
function openingHeader({ rateHz, channels }: SoundFileForm): Uint8Array {
  const view = new DataView(new ArrayBuffer(19))
  writeText(view, 0, 'OpusHead')
  view.setUint8(8, 1)
  view.setUint8(9, channels)
  view.setUint16(10, PRE_SKIP, true)
  view.setUint32(12, rateHz, true)
  return new Uint8Array(view.buffer)
}

/** RFC 7845 §5.2; who made it, and no comments. */
function comments(): Uint8Array {
  const vendor = 'Callwright'
  const view = new DataView(new ArrayBuffer(16 + vendor.length))
  writeText(view, 0, 'OpusTags')
  view.setUint32(8, vendor.length, true)
  writeText(view, 12, vendor)
  return new Uint8Array(view.buffer)
}

function writeText(view: DataView, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i))
}
