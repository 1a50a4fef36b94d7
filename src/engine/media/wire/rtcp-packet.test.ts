import { describe, expect, it } from 'vitest'
import {
  isValidRtcp,
  looksLikeRtcp,
  readReports,
  type ReportBlock,
  reportTime,
  rtcpSender,
  serializeReport,
} from './rtcp-packet.ts'

const sender = { wallClockMs: 1_500, timestamp: 0x80000000, packetsSent: 3, octetsSent: 480 }
const block: ReportBlock = {
  ssrc: 0xdeadbeef,
  fractionLost: 200,
  lost: -5,
  highestSequence: 0x1_0003,
  jitter: 77,
  lastReport: 0x8000_0001,
  sinceLastReport: 65_536,
}
const report = serializeReport(0xcafebabe, sender, undefined)

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

  it('says of a far end what it reads itself', () => {
    const both = serializeReport(0xcafebabe, sender, block)
    expect(isValidRtcp(both)).toBe(true)
    expect(readReports(both)).toEqual({ sender: { ssrc: 0xcafebabe, reportTime: reportTime(1_500) }, blocks: [block] })
    const received = serializeReport(0xcafebabe, undefined, block)
    expect(isValidRtcp(received)).toBe(true)
    expect(received[1]).toBe(201)
    expect(readReports(received)).toEqual({ blocks: [block] })
    expect(readReports(serializeReport(1, undefined, undefined))).toEqual({ blocks: [] })
  })

  it('names a report by the middle of its NTP time (§4)', () => {
    const view = new DataView(report.buffer)
    expect(reportTime(1_500)).toBe(view.getUint32(10))
  })

  it('reads no block that is not there, whatever the count says', () => {
    const claims = serializeReport(0xcafebabe, sender, block)
    claims[0] = 0x80 | 31
    expect(readReports(claims).blocks).toEqual([block])
    // An SR of 8 bytes, which has no sender information at all.
    expect(readReports(Uint8Array.of(0x81, 200, 0, 1, 0, 0, 0, 1))).toEqual({ blocks: [] })
  })
})
