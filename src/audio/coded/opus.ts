import { OpusDecoder } from 'opus-decoder'
import type { SoundPiece } from '../pcm.ts'
import { startsWith } from '../starts-with.ts'
import { type OggPage, oggPackets, oggStreams } from './ogg-pages.ts'

/** Opus in Ogg (RFC 7845): every such stream of the file, one after the other. */
export async function* opusPieces(bytes: Uint8Array): AsyncGenerator<SoundPiece> {
  for (const pages of oggStreams(bytes)) {
    const packets = oggPackets(pages)
    const first = packets.next()
    const head = first.done ? undefined : headOf(first.value)
    if (head) yield* piecesOf(head, packets, lengthOf(pages, head))
  }
}

/** RFC 7845 §5.1. */
interface OpusHead {
  readonly channels: number
  /** Samples at 48 kHz to leave out at the beginning. */
  readonly preSkip: number
  /** Factor for every sample. */
  readonly gain: number
  readonly layout: Layout | undefined
}

interface Layout {
  readonly streamCount: number
  readonly coupledStreamCount: number
  readonly channelMappingTable: number[]
}

function headOf(packet: Uint8Array): OpusHead | undefined {
  if (!startsWith(packet, 0, 'OpusHead') || packet.length < 19) return undefined
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  const channels = view.getUint8(9)
  const [streamCount = 0, coupledStreamCount = 0, ...channelMappingTable] = packet.subarray(19, 21 + channels)
  const isMapped = view.getUint8(18) !== 0
  if (channels === 0 || (isMapped && channelMappingTable.length < channels))
    throw new Error('its header names no channels')
  return {
    channels,
    preSkip: view.getUint16(10, true),
    gain: 10 ** (view.getInt16(16, true) / (20 * 256)),
    layout: isMapped ? { streamCount, coupledStreamCount, channelMappingTable } : undefined,
  }
}

async function* piecesOf(
  { channels, preSkip, gain, layout }: OpusHead,
  packets: Generator<Uint8Array>,
  length: number,
): AsyncGenerator<SoundPiece> {
  packets.next() // comments
  const decoder = new OpusDecoder({ channels, preSkip, ...layout })
  await decoder.ready
  try {
    let left = length
    for (const batch of batchesOf(packets)) {
      const { channelData, samplesDecoded, sampleRate } = decoder.decodeFrames(batch)
      const taken = Math.min(left, samplesDecoded)
      left -= taken
      if (taken > 0)
        yield { rateHz: sampleRate, channels: channelData.map((each) => louder(each.subarray(0, taken), gain)) }
    }
  } finally {
    decoder.free()
  }
}

/** The last page says how long the sound is; what the last packet holds beyond it is padding (RFC 7845 §4.4). */
function lengthOf(pages: readonly OggPage[], { preSkip }: OpusHead): number {
  const end = pages.findLast(({ granule }) => granule !== undefined)?.granule ?? 0
  return end > preSkip ? end - preSkip : Number.POSITIVE_INFINITY
}

function* batchesOf(packets: Iterable<Uint8Array>): Generator<Uint8Array[]> {
  let batch: Uint8Array[] = []
  for (const packet of packets) {
    batch.push(packet)
    if (batch.length === PACKETS_AT_ONCE) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

const louder = (samples: Float32Array, gain: number) => (gain === 1 ? samples : samples.map((sample) => sample * gain))

/** A second of the usual 20 ms. */
const PACKETS_AT_ONCE = 50
