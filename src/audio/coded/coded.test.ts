import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SoundPiece } from '../pcm.ts'
import { flacPieces } from './flac.ts'
import { mp3Pieces } from './mp3.ts'
import { oggPackets, oggStreams } from './ogg-pages.ts'
import { opusPieces } from './opus.ts'
import { vorbisPieces } from './vorbis.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '..', 'fixtures', name))

interface Heard {
  readonly rateHz: number
  readonly channels: readonly number[][]
  readonly pieces: number
}

async function heard(pieces: AsyncIterable<SoundPiece>): Promise<Heard> {
  const channels: number[][] = []
  let [rateHz, count] = [0, 0]
  for await (const piece of pieces) {
    rateHz = piece.rateHz
    count++
    piece.channels.forEach((samples, index) => (channels[index] ??= []).push(...samples))
  }
  return { rateHz, channels, pieces: count }
}

const peakOf = (samples: readonly number[] = []) => samples.reduce((peak, each) => Math.max(peak, Math.abs(each)), 0)

describe('Vorbis in slices', () => {
  it('sounds sample for sample as in one piece', async () => {
    const whole = await heard(vorbisPieces(fixture('noise.ogg')))
    expect(whole).toMatchObject({ rateHz: 8_000, pieces: 1 })
    expect(whole.channels[0]).toHaveLength(32_000)
    const sliced = await heard(vorbisPieces(fixture('noise.ogg'), 1))
    expect(sliced.pieces).toBeGreaterThan(2)
    expect(sliced.channels).toEqual(whole.channels)
  })

  it('takes files that were put one behind the other, and what is no page between them', async () => {
    const twice = Buffer.concat([fixture('noise.ogg'), Buffer.from('OggS, or not'), fixture('noise.ogg')])
    expect((await heard(vorbisPieces(twice))).channels[0]).toHaveLength(64_000)
  })

  it('ends where a file was cut off', async () => {
    const [samples] = (await heard(vorbisPieces(fixture('noise.ogg').subarray(0, 9_500)))).channels
    expect(samples?.length).toBeGreaterThan(1_000)
    expect(samples?.length).toBeLessThan(32_000)
  })
})

describe('FLAC', () => {
  it.each([
    ['tone-8.flac', 2, 800],
    ['tone-stereo.flac', 2, 800],
  ])('%s keeps its channels apart', async (name, channels, samples) => {
    const sound = await heard(flacPieces(fixture(name)))
    expect(sound.rateHz).toBe(8_000)
    expect(sound.channels.map(({ length }) => length)).toEqual(Array.from({ length: channels }, () => samples))
    for (const each of sound.channels) expect(peakOf(each)).toBeCloseTo(0.7, 1) // as sox made it
    expect(sound.channels[0]).not.toEqual(sound.channels[1])
  })

  it('that breaks off gives what can be heard', async () => {
    const { channels } = await heard(flacPieces(fixture('tone.flac').subarray(0, 40_000)))
    expect(channels[0]?.length).toBeGreaterThan(10_000)
  })
})

describe('MP3', () => {
  it('goes on after octets that are none of its frames', async () => {
    const tone = fixture('tone.mp3')
    const alone = await heard(mp3Pieces(tone))
    const twice = await heard(mp3Pieces(Buffer.concat([tone, Buffer.alloc(20_000), tone])))
    expect(alone).toMatchObject({ rateHz: 44_100 })
    expect(twice.channels[0]?.length).toBeGreaterThan((alone.channels[0]?.length ?? 0) * 1.9)
  })
})

describe('Opus', () => {
  it('is as long as its last page says, without what the encoder put before it (RFC 7845 §4)', async () => {
    const bytes = fixture('tone.opus')
    const last = oggStreams(bytes)[0]?.at(-1)?.granule ?? 0
    const preSkip = bytes.readUInt16LE(bytes.indexOf('OpusHead') + 10)
    const { rateHz, channels } = await heard(opusPieces(bytes))
    expect(rateHz).toBe(48_000)
    expect(preSkip).toBeGreaterThan(0)
    expect(channels[0]).toHaveLength(last - preSkip)
  })

  it('is as loud as its header wants it (RFC 7845 §5.1)', async () => {
    const quiet = Buffer.from(fixture('tone.opus'))
    quiet.writeInt16LE(-6 * 256, quiet.indexOf('OpusHead') + 16)
    const [as, less] = await Promise.all([heard(opusPieces(fixture('tone.opus'))), heard(opusPieces(quiet))])
    expect(peakOf(less.channels[0]) / peakOf(as.channels[0])).toBeCloseTo(10 ** (-6 / 20), 3)
  })

  it('whose header names no channels is refused', async () => {
    const none = Buffer.from(fixture('tone.opus'))
    none.writeUInt8(0, none.indexOf('OpusHead') + 9)
    await expect(heard(opusPieces(none))).rejects.toThrow('no channels')
  })
})

describe('pages of Ogg', () => {
  const page = (flags: number, serial: number, lacing: readonly number[], payload: string) => {
    const header = Buffer.alloc(27)
    header.write('OggS')
    header.writeUInt8(flags, 5)
    header.writeUInt32LE(serial, 14)
    header.writeUInt8(lacing.length, 26)
    return Buffer.concat([header, Buffer.from(lacing), Buffer.from(payload, 'latin1')])
  }
  const packetsOf = (...pages: readonly Buffer[]) =>
    oggStreams(Buffer.concat(pages)).map((stream) =>
      [...oggPackets(stream)].map((packet) => Buffer.from(packet).toString('latin1')),
    )
  const long = 'x'.repeat(255)

  it('hold packets that go on over pages, and lie among those of other streams', () => {
    expect(
      packetsOf(
        page(2, 1, [3], 'one'),
        page(2, 2, [5], 'other'),
        page(0, 1, [3, 255], `two${long}`),
        page(1, 1, [255], long),
        page(1, 1, [2, 4], 'ytoo!'.slice(0, 2) + 'four'),
      ),
    ).toEqual([['one', 'two', `${long}${long}yt`, 'four'], ['other']])
  })

  it('whose packet begins on a page that is missing, or never ends, are without it', () => {
    expect(
      packetsOf(page(2, 1, [1], 'a'), page(1, 1, [2, 1], 'xxb'), page(0, 1, [255], long), page(0, 1, [1], 'c')),
    ).toEqual([['a', 'b', 'c']])
  })

  it('that are longer than the file, or that no stream began, are none', () => {
    expect(packetsOf(page(2, 1, [1], 'a'), page(0, 9, [1], 'b'), page(0, 1, [200], 'cut'))).toEqual([['a']])
  })
})
