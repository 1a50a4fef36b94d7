import { StbVorbis } from 'stb-vorbis'
import type { SoundPiece } from '../pcm.ts'
import { startsWith } from '../starts-with.ts'
import { type OggPage, oggStreams } from './ogg-pages.ts'

/**
 * Vorbis in Ogg. The decoder takes whole files and gives all samples at once, so it is given slices: the headers, some pages, and one page before
 * them, whose sound the decoder needs to begin with and which was given out with the slice before.
 */
export async function* vorbisPieces(bytes: Uint8Array, sliceOctets = SLICE_OCTETS): AsyncGenerator<SoundPiece> {
  await StbVorbis.ready
  for (const pages of oggStreams(bytes)) {
    const first = pages[0]
    if (first && startsWith(first.payload, 0, '\x01vorbis')) yield* slicesOf(pages, sliceOctets)
  }
}

function* slicesOf(pages: readonly OggPage[], sliceOctets: number): Generator<SoundPiece> {
  // Headers end their page (Vorbis I, A.2) and count no samples.
  const sound = pages.findIndex(({ granule }) => granule !== undefined && granule > 0)
  if (sound < 0) return
  const headers = pages.slice(0, sound)
  let heard = 0
  for (let from = sound; from < pages.length; ) {
    const to = sliceEnd(pages, from, sliceOctets)
    const before = from === sound ? from : lastStart(pages, from - 1, sound)
    const { channels, sampleRate } = StbVorbis.decode(fileOf([...headers, ...pages.slice(before, to)]))
    const end = pages.slice(from, to).findLast(({ granule }) => granule !== undefined)?.granule ?? heard
    const length = channels[0]?.length ?? 0
    const fresh = from === sound ? length : Math.min(length, Math.max(0, end - heard))
    if (fresh > 0) yield { rateHz: sampleRate, channels: channels.map((each) => each.subarray(length - fresh)) }
    heard = end
    from = to
  }
}

/** A page after about so many octets that begins with a packet of its own. */
function sliceEnd(pages: readonly OggPage[], from: number, sliceOctets: number): number {
  let to = from
  for (let octets = 0; to < pages.length && (octets < sliceOctets || pages[to]?.isContinued); to++)
    octets += pages[to]?.bytes.length ?? 0
  return to
}

function lastStart(pages: readonly OggPage[], from: number, least: number): number {
  let at = from
  while (at > least && pages[at]?.isContinued) at--
  return at
}

const fileOf = (pages: readonly OggPage[]) => Buffer.concat(pages.map(({ bytes }) => bytes))

/** A minute or so of speech. */
const SLICE_OCTETS = 500_000
