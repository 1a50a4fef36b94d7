import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { serializeRtp } from './rtp-packet.ts'
import { SrtpContext } from './srtp.ts'
import { deriveKeys, keyStream } from './srtp-keys.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')
const MASTER = Buffer.alloc(30, 7)

function rtp(sequence: number, payload: Uint8Array = hex('0102030405'), ssrc = 0xcafebabe): Uint8Array {
  return serializeRtp({
    marker: false,
    payloadType: 0,
    sequence: sequence & 0xffff,
    timestamp: sequence * 160,
    ssrc,
    payload,
  })
}

const pair = (suite: 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32' = 'AES_CM_128_HMAC_SHA1_80') =>
  [new SrtpContext(suite, MASTER), new SrtpContext(suite, MASTER)] as const

describe('keys of SRTP', () => {
  it('are those of RFC 3711 appendix B.3', () => {
    const keys = deriveKeys(hex('E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6'), 'rtp')
    expect(Buffer.from(keys.cipher).toString('hex').toUpperCase()).toBe('C61E7A93744F39EE10734AFE3FF7A087')
    expect(Buffer.from(keys.salt).toString('hex').toUpperCase()).toBe('30CBBC08863D8C85D49DB34A9AE1')
    expect(Buffer.from(keys.auth).toString('hex').toUpperCase()).toBe('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4')
  })

  it('make the key stream of appendix B.2, its last blocks too', () => {
    const key = hex('2B7E151628AED2A6ABF7158809CF4F3C')
    const stream = keyStream(key, hex('F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000'), 0xff02 * 16)
    const block = (index: number) =>
      stream
        .subarray(index * 16, index * 16 + 16)
        .toString('hex')
        .toUpperCase()
    expect([0, 1, 2].map(block)).toEqual([
      'E03EAD0935C95E80E166B16DD92B4EB4',
      'D23513162B02D0F72A43A2FE4A5F97AB',
      '41E95B3BB0A2E8DD477901E4FCA894C0',
    ])
    expect([0xfeff, 0xff00, 0xff01].map(block)).toEqual([
      'EC8CDF7398607CB0F2D21675EA9EA1E4',
      '362B7C3C6773516318A077D7FC5073AE',
      '6A2CC3787889374FBEB4C81B17BA6C44',
    ])
  })
})

describe('SRTP (RFC 3711)', () => {
  it.each([
    ['AES_CM_128_HMAC_SHA1_80', 10],
    ['AES_CM_128_HMAC_SHA1_32', 4],
  ] as const)('by %s adds a tag of %i bytes, and says nothing of what is in it', (suite, tagBytes) => {
    const [sender, receiver] = pair(suite)
    const packet = rtp(1)
    const sent = sender.protectRtp(packet)
    expect(sent).toHaveLength(packet.length + tagBytes)
    expect(sent.subarray(0, 12)).toEqual(Buffer.from(packet.subarray(0, 12)))
    expect(sent.includes(hex('0102030405'))).toBe(false)
    expect(receiver.openRtp(sent)).toEqual(Buffer.from(packet))
  })

  it('takes a packet once, in any order within 64, and none from before', () => {
    const [sender, receiver] = pair()
    const sent = Array.from({ length: 100 }, (_, index) => sender.protectRtp(rtp(index + 1)))
    const take = (number: number) => receiver.openRtp(sent[number - 1] ?? Buffer.alloc(0)) !== undefined
    expect([1, 3, 2, 3, 2, 1].map(take)).toEqual([true, true, true, false, false, false])
    expect([100, 37, 37, 36, 100].map(take)).toEqual([true, true, false, false, false])
  })

  it('counts how often the numbers go round, on both sides and through loss and disorder', () => {
    const [sender, receiver] = pair()
    const lost = 97
    for (let number = 65_000; number < 65_536 * 2 + 500; number += lost) {
      const [first, second] = [rtp(number), rtp(number + 1)]
      const [one, two] = [sender.protectRtp(first), sender.protectRtp(second)]
      expect(receiver.openRtp(two)).toEqual(Buffer.from(second))
      expect(receiver.openRtp(one)).toEqual(Buffer.from(first))
    }
  })

  it('is taken up in the middle of a call, whose numbers went round before', () => {
    const [sender] = pair()
    for (let number = 0; number < 65_536 * 3; number += 20_000) sender.protectRtp(rtp(number))
    const late = new SrtpContext('AES_CM_128_HMAC_SHA1_80', MASTER)
    expect(late.openRtp(sender.protectRtp(rtp(65_536 * 3 + 5)))).toEqual(Buffer.from(rtp(65_536 * 3 + 5)))
    expect(late.openRtp(sender.protectRtp(rtp(65_536 * 3 + 6)))).toBeDefined()
  })

  it('opens nothing that was changed anywhere, cut, or made with another key; and then goes on', () => {
    const [sender, receiver] = pair()
    const sent = sender.protectRtp(rtp(9))
    for (let at = 0; at < sent.length; at++) {
      const changed = Buffer.from(sent)
      changed[at] = (changed[at] ?? 0) ^ 0x10
      expect(receiver.openRtp(changed), `byte ${at}`).toBeUndefined()
      expect(receiver.openRtp(sent.subarray(0, at)), `${at} bytes`).toBeUndefined()
    }
    expect(new SrtpContext('AES_CM_128_HMAC_SHA1_80', Buffer.alloc(30, 8)).openRtp(sent)).toBeUndefined()
    expect(receiver.openRtp(sent)).toBeDefined()
  })

  it('leaves the header as it is, extension and all', () => {
    const [sender, receiver] = pair()
    const header = hex('91 00 0001 00000000 00000001 0000abcd bede0001 10ff0000')
    const packet = Buffer.concat([header, hex('aabbcc')])
    const sent = sender.protectRtp(packet)
    expect(sent.subarray(0, header.length)).toEqual(header)
    expect(receiver.openRtp(sent)).toEqual(packet)
    expect(receiver.openRtp(hex('9f 00 0001 00000000 00000001 0000abcd'))).toBeUndefined()
  })

  it('does the same for RTCP, each compound once', () => {
    const [sender, receiver] = pair('AES_CM_128_HMAC_SHA1_32')
    const report = Buffer.concat([hex('80c80006 0000abcd'), randomBytes(20)])
    const [first, second] = [sender.protectRtcp(report), sender.protectRtcp(report)]
    expect(first).toHaveLength(report.length + 4 + 10)
    expect(first.equals(second)).toBe(false)
    expect([second, first, first].map((sent) => receiver.openRtcp(sent)?.equals(report))).toEqual([
      true,
      true,
      undefined,
    ])
    const changed = Buffer.from(sender.protectRtcp(report))
    changed[9] = (changed[9] ?? 0) ^ 1
    expect(receiver.openRtcp(changed)).toBeUndefined()
    for (let length = 0; length < 22; length++) expect(receiver.openRtcp(first.subarray(0, length))).toBeUndefined()
  })

  it('remembers sixteen sources of a key', () => {
    const [sender, receiver] = pair()
    const sent = Array.from({ length: 17 }, (_, ssrc) => sender.protectRtp(rtp(5, hex('01'), ssrc + 1)))
    for (const packet of sent) expect(receiver.openRtp(packet)).toBeDefined()
    expect(receiver.openRtp(sent[16] ?? Buffer.alloc(0))).toBeUndefined()
  })
})
