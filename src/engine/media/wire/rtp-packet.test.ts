import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRtp, sequenceDistance, serializeRtp, timestampDistance } from './rtp-packet.ts'

const packet = {
  marker: true,
  payloadType: 101,
  sequence: 0xfffe,
  timestamp: 0xfedcba98,
  ssrc: 0x89abcdef,
  payload: Uint8Array.of(1, 2, 3, 4),
}
const plain = serializeRtp(packet)
const withFirst = (first: number, rest: readonly number[]) => Uint8Array.of(first, ...plain.subarray(1, 12), ...rest)

describe('RTP packet (RFC 3550 §5.1)', () => {
  it('survives serializing and parsing', () => {
    expect(parseRtp(plain)).toEqual(packet)
  })

  it('skips CSRCs, then the header extension, and takes padding off', () => {
    const csrcs = [9, 9, 9, 9, 8, 8, 8, 8]
    const extension = [0xbe, 0xde, 0, 1, 7, 7, 7, 7]
    const padded = withFirst(0x80 | 0x20 | 0x10 | 2, [...csrcs, ...extension, 5, 6, 0, 0, 3])
    expect(parseRtp(padded)?.payload).toEqual(Uint8Array.of(5, 6))
  })

  it.each([
    ['shorter than a header', plain.subarray(0, 11)],
    ['version 1', withFirst(0x40, [1])],
    ['more CSRCs than bytes', withFirst(0x8f, [1, 2, 3, 4])],
    ['an extension longer than the packet', withFirst(0x90, [0, 0, 0xff, 0xff, 1])],
    ['an extension header cut off', withFirst(0x90, [0, 0])],
    ['padding longer than the payload', withFirst(0xa0, [1, 2, 9])],
    ['padding of zero', withFirst(0xa0, [1, 0])],
    ['more than 2048 bytes', new Uint8Array(2049).fill(0x80)],
  ])('refuses %s', (_, datagram) => {
    expect(parseRtp(datagram)).toBeUndefined()
  })

  it('never throws and never yields a payload outside the datagram', () => {
    const wellBehaved = fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      if (bytes.length > 0) bytes[0] = 0x80 | ((bytes[0] ?? 0) & 0x3f)
      const parsed = parseRtp(bytes)
      return parsed === undefined || parsed.payload.length <= bytes.length - 12
    })
    expect(fc.check(wellBehaved, { seed: 1 }).failed).toBe(false)
  })
})

describe('circular distances', () => {
  it('look across the wrap', () => {
    expect(sequenceDistance(1, 0xffff)).toBe(2)
    expect(sequenceDistance(0xffff, 1)).toBe(-2)
    expect(timestampDistance(100, 0xffffffff)).toBe(101)
    expect(timestampDistance(0xffffffff, 100)).toBe(-101)
  })
})
