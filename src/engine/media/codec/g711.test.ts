import { describe, expect, it } from 'vitest'
import { decodeG711, encodeG711, type G711Law, transcodeG711 } from './g711.ts'

const decode = (codec: G711Law, byte: number) => decodeG711(codec, Uint8Array.of(byte))[0]
const encode = (codec: G711Law, sample: number) => encodeG711(codec, Int16Array.of(sample))[0]
const allBytes = Uint8Array.from({ length: 256 }, (_, i) => i)

describe('µ-law (G.711 table 2a/2b, 14-bit values times 4)', () => {
  it.each([
    [0x80, 8031 * 4],
    [0x8f, 4191 * 4],
    [0x9f, 2079 * 4],
    [0xaf, 1023 * 4],
    [0xbf, 495 * 4],
    [0xcf, 231 * 4],
    [0xdf, 99 * 4],
    [0xef, 33 * 4],
    [0xfe, 2 * 4],
    [0xff, 0],
    [0x00, -8031 * 4],
    [0x7e, -2 * 4],
  ])('decodes %i to %i', (byte, sample) => {
    expect(decode('PCMU', byte)).toBe(sample)
  })

  it('encodes around the decision values of the Recommendation', () => {
    expect(encode('PCMU', 0)).toBe(0xff)
    expect(encode('PCMU', 31 * 4)).toBe(0xef)
    expect(encode('PCMU', 35 * 4 - 4)).toBe(0xef)
    expect(encode('PCMU', 35 * 4)).toBe(0xee)
    expect(encode('PCMU', 32_767)).toBe(0x80)
    expect(encode('PCMU', -32_768)).toBe(0x00)
  })
})

describe('A-law (G.711 table 1a/1b, 13-bit values times 8)', () => {
  it.each([
    [0xaa, 4032 * 8],
    [0xd5, 1 * 8],
    [0xd4, 3 * 8],
    [0xc5, 33 * 8],
    [0xf5, 66 * 8],
    [0xe5, 132 * 8],
    [0x55, -1 * 8],
    [0x2a, -4032 * 8],
  ])('decodes %i to %i', (byte, sample) => {
    expect(decode('PCMA', byte)).toBe(sample)
  })

  it('encodes around the decision values of the Recommendation', () => {
    expect(encode('PCMA', 0)).toBe(0xd5)
    expect(encode('PCMA', 15)).toBe(0xd5)
    expect(encode('PCMA', 16)).toBe(0xd4)
    expect(encode('PCMA', -1)).toBe(0x55)
    expect(encode('PCMA', 32_767)).toBe(0xaa)
    expect(encode('PCMA', -32_768)).toBe(0x2a)
  })
})

describe.each(['PCMU', 'PCMA'] as const)('%s', (codec) => {
  it('encodes every decoded value to the byte it came from (µ-law has two zeros)', () => {
    const again = encodeG711(codec, decodeG711(codec, allBytes))
    const expected = allBytes.map((byte) => (codec === 'PCMU' && byte === 0x7f ? 0xff : byte))
    expect(again).toEqual(expected)
  })

  it('never misses a sample by more than half a step', () => {
    const samples = Int16Array.from({ length: 64_249 }, (_, i) => i - 32_124)
    const heard = decodeG711(codec, encodeG711(codec, samples))
    const missed = samples.filter((sample, i) => Math.abs((heard[i] ?? 0) - sample) > 16 + Math.abs(sample) / 31)
    expect([...missed]).toEqual([])
  })
})

it('transcoding goes through the nearest level of the other law', () => {
  const there = transcodeG711('PCMU', 'PCMA', allBytes)
  expect(decodeG711('PCMA', there)).toEqual(decodeG711('PCMA', encodeG711('PCMA', decodeG711('PCMU', allBytes))))
  expect(transcodeG711('PCMA', 'PCMA', allBytes)).toBe(allBytes)
})
