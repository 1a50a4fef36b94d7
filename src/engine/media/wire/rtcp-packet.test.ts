import { describe, expect, it } from 'vitest'
import { isValidRtcp, looksLikeRtcp, rtcpSender, serializeSenderReport } from './rtcp-packet.ts'

const report = serializeSenderReport({
  ssrc: 0xcafebabe,
  wallClockMs: 1_500,
  timestamp: 0x80000000,
  packetsSent: 3,
  octetsSent: 480,
})

describe('RTCP (RFC 3550 §6, appendix A.2)', () => {
  it('accepts the compound of SR and SDES we send', () => {
    expect(isValidRtcp(report)).toBe(true)
    expect(rtcpSender(report)).toBe(0xcafebabe)
  })

  it('carries wall clock as NTP seconds since 1900 and fraction', () => {
    const view = new DataView(report.buffer)
    expect(view.getUint32(8)).toBe(2_208_988_801)
    expect(view.getUint32(12)).toBe(2 ** 31)
  })

  it.each([
    ['a length beyond the datagram', Uint8Array.of(0x80, 201, 0, 9, 0, 0, 0, 1)],
    ['an unknown packet type', Uint8Array.of(0x80, 120, 0, 1, 0, 0, 0, 1)],
    ['version 1', Uint8Array.of(0x40, 201, 0, 1, 0, 0, 0, 1)],
    ['padding before the last packet', Uint8Array.of(0xa0, 201, 0, 1, 0, 0, 0, 1, 0x80, 201, 0, 1, 0, 0, 0, 1)],
    ['a length that is no multiple of four', Uint8Array.of(0x80, 201, 0, 1, 0, 0, 0, 1, 0)],
  ])('refuses %s', (_, datagram) => {
    expect(isValidRtcp(datagram)).toBe(false)
  })

  it('is told from RTP on the same port by its packet type (RFC 5761 §4)', () => {
    expect(looksLikeRtcp(Uint8Array.of(0x80, 200))).toBe(true)
    expect(looksLikeRtcp(Uint8Array.of(0x80, 0x80 | 101))).toBe(false)
    expect(looksLikeRtcp(Uint8Array.of(0x80, 0))).toBe(false)
  })
})
