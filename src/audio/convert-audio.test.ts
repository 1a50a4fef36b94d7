import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { audioFormatOf } from './audio-format.ts'
import { type Conversion, convertAudio } from './convert-audio.ts'
import { convertSound } from './convert-sound.ts'
import { wavFile } from './wav.ts'

const worker = join(import.meta.dirname, 'convert-worker.ts')

/** One second of a 1 kHz tone, mono 44.1 kHz, in every format an upload may have. */
const fixture = (extension: string) => readFileSync(join(import.meta.dirname, 'fixtures', `tone.${extension}`))

describe('an upload', () => {
  for (const extension of ['wav', 'mp3', 'ogg', 'opus', 'flac']) {
    it(`in ${extension} becomes mono 16-bit 8 kHz with the same sound and length`, async () => {
      const { wav, durationMs } = converted(await convertSound(fixture(extension), { worker }))
      const view = new DataView(wav.buffer)
      expect([view.getUint16(20, true), view.getUint16(22, true), view.getUint16(34, true)]).toEqual([1, 1, 16])
      expect(view.getUint32(24, true)).toBe(8_000)
      expect(view.getUint32(40, true)).toBe(wav.length - 44)
      expect(durationMs).toBeGreaterThan(980)
      expect(durationMs).toBeLessThan(1_080) // encoders pad with silence
      expect(toneLevel(samplesOf(wav), 1_000)).toBeGreaterThan(0.9)
    })
  }

  it('in stereo is mixed to mono', async () => {
    // Left and right in opposite phase cancel out.
    const { wav } = converted(await convertAudio(stereoWav((i) => [Math.sin(i / 7) * 0.5, -Math.sin(i / 7) * 0.5])))
    expect(Math.max(...samplesOf(wav).map(Math.abs))).toBeLessThan(0.01)
  })

  it('that is text, empty, or only begins like audio is refused with words that follow the file name', async () => {
    const refused = async (bytes: Uint8Array) => {
      const conversion = await convertSound(bytes, { worker })
      return conversion.ok ? 'taken' : conversion.problem
    }
    expect(await refused(Buffer.from('Dear Sir or Madam'))).toMatch(/^is not audio/)
    expect(await refused(new Uint8Array())).toMatch(/^is not audio/)
    expect(await refused(Buffer.from('RIFF....WAVEfmt '))).toMatch(/^(holds no sound|could not be decoded)/)
    expect(await refused(Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(4_000, 0x5a)]))).toMatch(/^(holds|could not)/)
    for (const magic of ['OggS', 'ID3'])
      expect(await refused(Buffer.concat([Buffer.from(magic), Buffer.alloc(4_000, 0x5a)]))).toMatch(
        /^(holds|could|is not audio)/,
      )
    expect(await refused(fixture('m4a'))).toMatch(/it is MPEG-4 \(M4A\); convert it to WAV/)
  })

  it('with a sample rate no sound card has is refused by number and limits', async () => {
    const slow = wavFile([new Float32Array(4_000)], 1_000)
    expect(await convertAudio(slow)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('1000 Hz; 4000 to 384000'),
    })
  })

  it('is told by its content, not by its name', () => {
    expect(audioFormatOf(fixture('mp3'))).toBe('mp3')
    expect(audioFormatOf(fixture('opus'))).toBe('opus')
    expect(audioFormatOf(Buffer.from('<!doctype html>'))).toBeUndefined()
  })
})

function converted(conversion: Conversion) {
  if (!conversion.ok) throw new Error(conversion.problem)
  return conversion
}

function samplesOf(wav: Uint8Array): number[] {
  const view = new DataView(wav.buffer, wav.byteOffset + 44)
  return Array.from({ length: (wav.length - 44) / 2 }, (_, i) => view.getInt16(i * 2, true) / 32_768)
}

/** Share of the middle half's energy that lies at `hz` (Goertzel). */
function toneLevel(samples: readonly number[], hz: number): number {
  const middle = samples.slice(samples.length / 4, (samples.length * 3) / 4)
  let cosine = 0
  let sine = 0
  let energy = 0
  middle.forEach((sample, i) => {
    const angle = (2 * Math.PI * hz * i) / 8_000
    cosine += sample * Math.cos(angle)
    sine += sample * Math.sin(angle)
    energy += sample * sample
  })
  return (2 * (cosine ** 2 + sine ** 2)) / middle.length / energy
}

function stereoWav(sample: (i: number) => readonly [number, number]): Uint8Array {
  const interleaved = new Float32Array(16_000)
  for (let i = 0; i < 8_000; i++) interleaved.set(sample(i), i * 2)
  const wav = wavFile([interleaved], 8_000)
  const view = new DataView(wav.buffer)
  view.setUint16(22, 2, true)
  view.setUint32(28, 32_000, true)
  view.setUint16(32, 4, true)
  return wav
}
