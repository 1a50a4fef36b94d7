import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeG711 } from '../codec/g711.ts'
import { pcmBytes, wavBytes } from '../testing/wav-bytes.ts'
import { parseWav, readMono, WAV_HEADER_BYTES, wavHeader } from './wav-format.ts'

const pcm = { format: 1, channels: 1, rateHz: 8000, bits: 16, data: pcmBytes(Int16Array.of(1, -2, 300, -32_768)) }

function parsed(file: Uint8Array) {
  const result = parseWav(file)
  if (!result.ok) throw new Error(result.error)
  return result.audio
}

const errorOf = (file: Uint8Array) => {
  const result = parseWav(file)
  return result.ok ? 'played' : result.error
}

describe('WAV reader', () => {
  it('reads 16-bit PCM', () => {
    expect([...readMono(parsed(wavBytes(pcm)), 0, 4)]).toEqual([1, -2, 300, -32_768])
  })

  it('averages stereo', () => {
    expect([...readMono(parsed(wavBytes({ ...pcm, channels: 2 })), 0, 2)]).toEqual([-1, -16_234])
  })

  it.each([
    ['µ-law', 7, 'PCMU'],
    ['A-law', 6, 'PCMA'],
  ] as const)('reads %s', (_, format, codec) => {
    const data = encodeG711(codec, Int16Array.of(0, 1000, -1000))
    const [zero, up, down] = readMono(parsed(wavBytes({ ...pcm, format, bits: 8, data })), 0, 3)
    expect(Math.abs(zero ?? 99)).toBeLessThan(10)
    expect(up).toBeGreaterThan(950)
    expect(down).toBeLessThan(-950)
  })

  it('gives silence before the start and after the end', () => {
    expect([...readMono(parsed(wavBytes(pcm)), -2, 8)]).toEqual([0, 0, 1, -2, 300, -32_768, 0, 0])
  })

  it('skips other chunks, odd ones with their padding byte', () => {
    const list = new TextEncoder().encode('LIST\u0003\u0000\u0000\u0000abc\u0000')
    expect(parsed(wavBytes({ ...pcm, before: list })).frames).toBe(4)
  })

  it('reads a file whose data chunk was cut short as far as it goes', () => {
    expect(parsed(wavBytes(pcm).subarray(0, 44 + 5)).frames).toBe(2)
  })

  it.each([
    ['not a RIFF/WAVE file', new TextEncoder().encode('ID3 this is an mp3, not a wave')],
    ['no fmt chunk', wavBytes(pcm).subarray(0, 12)],
    ['no data chunk', wavBytes(pcm).subarray(0, 36)],
    ['no audio in the data chunk', wavBytes({ ...pcm, data: new Uint8Array() })],
    ['6 channels; only 1 or 2 are played', wavBytes({ ...pcm, channels: 6 })],
    ['24 bits per sample; pcm16 needs 16', wavBytes({ ...pcm, bits: 24 })],
    ['sample rate 1000 Hz; 4000 to 192000 Hz are played', wavBytes({ ...pcm, rateHz: 1000 })],
    ['encoding 85; only PCM (1), A-law (6) and µ-law (7) are played', wavBytes({ ...pcm, format: 85 })],
  ])('says "%s"', (error, file) => {
    expect(errorOf(file)).toBe(error)
  })

  it('never throws, whatever the bytes after the signature', () => {
    const start = wavBytes(pcm)
    const harmless = fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat({ max: 43 }), (bytes, at) => {
      const file = Uint8Array.from(start)
      file.set(bytes.subarray(0, file.length - at), at)
      const result = parseWav(file)
      return !result.ok || result.audio.frames > 0
    })
    expect(fc.check(harmless, { seed: 2 }).failed).toBe(false)
  })

  it('reads the header the recorder writes', () => {
    const file = new Uint8Array(WAV_HEADER_BYTES + 6)
    file.set(wavHeader(3))
    expect(parsed(file)).toMatchObject({ encoding: 'pcm16', channels: 1, rateHz: 8000, frames: 3 })
  })
})
