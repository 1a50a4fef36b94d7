import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { oggPackets, oggStreams } from '../../../audio/coded/ogg-pages.ts'
import { opusPieces } from '../../../audio/coded/opus.ts'
import { temporaryFolder } from '../../state/testing/temporary-folder.ts'
import { sine, toneLevel } from '../testing/tone-level.ts'
import type { RecordingEnd } from '../worker-messages.ts'
import { FileRecording, type FileRecordingOptions } from './file-recording.ts'
import { heldInOpus } from '../files/mend-opus.ts'
import { PRE_SKIP } from '../files/opus-file-writer.ts'
import { mendRecording } from '../files/mend-recording.ts'
import { parseWav } from '../files/wav-format.ts'

const LEFT_HZ = 440
const RIGHT_HZ = 1_000

/** A recording of `frames` frames of 20 ms, the two sides a tone each, and how it ended. */
async function record(options: Partial<FileRecordingOptions>, frames: number, path = join(temporaryFolder(), 'call')) {
  const { recording, ends } = begin(options, path)
  add(recording, frames)
  await recording.finish('stopped')
  return { path, end: ends[0] }
}

function begin(options: Partial<FileRecordingOptions>, path: string) {
  const ends: RecordingEnd[] = []
  const recording = new FileRecording({
    path,
    maxDurationMs: 3_600_000,
    isJoined: true,
    sides: 'apart',
    container: 'opus',
    onEnd: (end) => void ends.push(end),
    ...options,
  })
  return { recording, ends }
}

function add(recording: FileRecording, frames: number): void {
  const left = sine(LEFT_HZ, 160 * frames)
  const right = sine(RIGHT_HZ, 160 * frames)
  for (let at = 0; at < 160 * frames; at += 160) {
    const pair = [left.subarray(at, at + 160), right.subarray(at, at + 160)]
    recording.add(...(recording.sides === 'apart' ? pair : pair.slice(0, 1)))
  }
}

/** As another implementation of Opus plays it, each channel at 48 kHz. */
async function played(path: string): Promise<readonly Float32Array[]> {
  const channels: number[][] = []
  for await (const piece of opusPieces(readFileSync(path))) {
    for (const [index, samples] of piece.channels.entries()) {
      channels[index] ??= []
      for (const sample of samples) channels[index].push(sample)
    }
  }
  return channels.map((samples) => Float32Array.from(samples))
}

/** s16 at 8 kHz, for the tone meter. */
const at8kHz = (channel: Float32Array | undefined) =>
  Int16Array.from({ length: Math.floor((channel?.length ?? 0) / 6) }, (_, i) => 32_767 * (channel?.[6 * i] ?? 0))

describe('a recording in Opus (RFC 7845)', () => {
  it.each([8_000, 16_000] as const)('plays as long as it was, each side on its own, at %d Hz', async (sampleRateHz) => {
    // 3.1 seconds and 7 ms: no whole number of pages, nor of packets.
    const path = join(temporaryFolder(), 'call')
    const { recording, ends } = begin({ sampleRateHz }, path)
    add(recording, 155)
    recording.add(new Int16Array(56), new Int16Array(56))
    await recording.finish('stopped')
    expect(ends).toEqual([{ durationMs: 3_107, endedBy: 'stopped' }])
    const [left, right] = await played(path)
    expect([left?.length, right?.length]).toEqual([3_107 * 48, 3_107 * 48])
    const [a, b] = [at8kHz(left).subarray(800, 20_000), at8kHz(right).subarray(800, 20_000)]
    expect(toneLevel(a, LEFT_HZ)).toBeGreaterThan(5_000)
    expect(toneLevel(b, RIGHT_HZ)).toBeGreaterThan(5_000)
    expect(toneLevel(a, RIGHT_HZ)).toBeLessThan(500)
    expect(toneLevel(b, LEFT_HZ)).toBeLessThan(500)
  })

  it('is one channel where the sides are mixed, in a fifth of the bytes of WAV and less', async () => {
    const opus = await record({ sides: 'mixed' }, 500)
    const wav = await record({ sides: 'mixed', container: 'wav' }, 500)
    expect(await played(opus.path)).toHaveLength(1)
    expect(readFileSync(opus.path).length).toBeLessThan(readFileSync(wav.path).length / 4)
  })

  it('is a page a second, the first two for its headers, the last one marked as that', async () => {
    const { path } = await record({}, 125)
    const [pages = []] = oggStreams(readFileSync(path))
    expect(pages.map(({ granule }) => granule)).toEqual([0, 0, 48_000, 96_000, 120_312])
    expect(pages.map(({ bytes }) => bytes[5])).toEqual([2, 0, 0, 0, 4])
    expect([...oggPackets(pages)]).toHaveLength(2 + 126)
  })

  it('that nothing was said in is a file that ends', async () => {
    const { path, end } = await record({}, 0)
    expect(end).toEqual({ durationMs: 0, endedBy: 'stopped' })
    expect(mendRecording(path)).toBeUndefined()
  })

  it('whose writer was killed plays to its last whole page', async () => {
    const { path } = await record({}, 220)
    const whole = readFileSync(path)
    const last = heldInOpus(path)
    expect(last).toMatchObject({ bytes: whole.length, sequence: 6, form: { channels: 2, rateHz: 8_000 } })
    truncateSync(path, whole.length - 1)
    expect(mendRecording(path)).toBe(3_994)
    expect((await played(path))[0]).toHaveLength(4_000 * 48 - PRE_SKIP)
    appendFileSync(path, 'OggS, but none')
    expect(mendRecording(path)).toBe(3_994)
  })

  it('goes on where a writer that died left it', async () => {
    const { path } = await record({}, 220)
    truncateSync(path, readFileSync(path).length - 1)
    const { end } = await record({ isContinued: true }, 50, path)
    expect(end).toEqual({ durationMs: 4_994, endedBy: 'stopped' })
    const [left] = await played(path)
    expect(left).toHaveLength(5_000 * 48 - PRE_SKIP)
    expect(toneLevel(at8kHz(left).subarray(33_000, 39_000), LEFT_HZ)).toBeGreaterThan(5_000)
  })

  it.each([
    ['another form', { sides: 'mixed' as const }],
    ['a WAV', { container: 'wav' as const }],
  ])('is begun anew where %s is in its place', async (_what, other) => {
    const { path } = await record(other, 100)
    const { end } = await record({ isContinued: true }, 50, path)
    expect(end?.durationMs).toBe(1_000)
    expect(await played(path)).toHaveLength(2)
  })

  it.each(['OggS', 'OggS'.padEnd(200, 'x'), ''])('is not made of what is none: %j', (text) => {
    const path = join(temporaryFolder(), 'call')
    writeFileSync(path, text)
    expect(mendRecording(path)).toBeUndefined()
    expect(readFileSync(path, 'utf8')).toBe(text)
  })
})

describe('a recording in WAV', () => {
  it('has the sides left and right where they stay apart', async () => {
    const { path, end } = await record({ container: 'wav' }, 75)
    expect(end?.durationMs).toBe(1_500)
    const read = parseWav(readFileSync(path))
    if (!read.ok) throw new Error(read.error)
    expect(read.audio).toMatchObject({ channels: 2, rateHz: 8_000, frames: 12_000 })
    const samples = new Int16Array(read.audio.data.slice().buffer)
    const [left, right] = [0, 1].map((side) => samples.filter((_, index) => index % 2 === side))
    expect(toneLevel(left ?? samples, LEFT_HZ)).toBeGreaterThan(8_000)
    expect(toneLevel(left ?? samples, RIGHT_HZ)).toBeLessThan(100)
    expect(toneLevel(right ?? samples, RIGHT_HZ)).toBeGreaterThan(8_000)
  })

  it('of two sides is mended and gone on with as one of one side is', async () => {
    const { path } = await record({ container: 'wav' }, 75)
    appendFileSync(path, Buffer.from([1, 2, 3]))
    expect(mendRecording(path)).toBe(1_500)
    const { end } = await record({ container: 'wav', isContinued: true }, 25, path)
    expect(end?.durationMs).toBe(2_000)
    const read = parseWav(readFileSync(path))
    expect(read.ok && read.audio.frames).toBe(16_000)
  })

  it('is silent on both sides while it is paused', async () => {
    const path = join(temporaryFolder(), 'call')
    const { recording } = begin({ container: 'wav' }, path)
    recording.pause(true)
    add(recording, 50)
    await recording.finish('stopped')
    const read = parseWav(readFileSync(path))
    expect(read.ok && read.audio.frames).toBe(8_000)
    expect(read.ok && read.audio.data.every((byte) => byte === 0)).toBe(true)
  })

  it('ends at its limit on both sides', async () => {
    const { path, end } = await record({ container: 'wav', maxDurationMs: 1_010 }, 75)
    expect(end).toEqual({ durationMs: 1_010, endedBy: 'limit' })
    const read = parseWav(readFileSync(path))
    expect(read.ok && read.audio.frames).toBe(8_080)
  })
})
