import { beforeEach, describe, expect, it } from 'vitest'
import { Playlist } from './graph/playlist.ts'
import { isValidRtcp, serializeReport } from './wire/rtcp-packet.ts'
import { serializeRtp } from './wire/rtp-packet.ts'
import { serializeTelephoneEvent } from './wire/telephone-event.ts'
import { Line, parameters, tone, NAT } from './testing/rtp-line.ts'

let line: Line

beforeEach(() => {
  line = new Line(1)
})

describe('sender reports', () => {
  it('are sent while we are sending', () => {
    line.stream.report(0, 0)
    line.stream.play(tone(), () => undefined)
    line.stream.tick(20, false)
    line.stream.report(1000, 1_000_000)
    line.stream.report(7000, 1_006_000)
    expect(line.reports).toHaveLength(1)
    expect(line.reports.every(isValidRtcp)).toBe(true)
  })

  it('have nowhere to go when the far end takes the last port there is', () => {
    line.stream.configure({ ...parameters, remotePort: 65_535 }, 0)
    line.stream.play(tone(), () => undefined)
    line.stream.tick(20, false)
    line.stream.report(1000, 1_000_000)
    expect([line.sent.length, line.reports.length]).toEqual([1, 0])
  })
})

describe('RTCP', () => {
  it('goes back to the port where that of the RTP peer came from first', () => {
    line.hear({}, 0, '192.0.2.1:7000')
    line.hearRtcp('192.0.2.1:7777')
    line.hearRtcp('192.0.2.1:8888')
    expect(line.speak(20)).toBe('192.0.2.1:7000 192.0.2.1:7777')
    expect(line.counts.get('rtcpReceived')).toBe(2)
  })

  it('goes and comes where the SDP says (RFC 3605), while RTP is where it says too', () => {
    const remoteRtcp = { address: '192.0.2.50', port: 53_020 }
    line.stream.configure({ ...parameters, remoteRtcp }, 0)
    line.hearRtcp('192.0.2.50:9')
    expect(line.counts.get('rtcpReceived')).toBe(1)
    expect(line.speak(20)).toBe('192.0.2.1:4000 192.0.2.50:53020')
    line.hear({}, 30, '192.0.2.1:7000')
    expect(line.speak(40)).toBe('192.0.2.1:7000 192.0.2.1:7001')
  })

  it('is to be heard anew when the SDP names another port', () => {
    line.hearRtcp('192.0.2.1:7777')
    line.stream.configure({ ...parameters, remotePort: 6000 }, 10)
    expect(line.speak(20)).toBe('192.0.2.1:6000 192.0.2.1:6001')
  })

  it('follows RTP to another address', () => {
    line.stream.configure({ ...parameters, remoteAddress: '10.0.0.4', signallingAddress: NAT }, 0)
    line.hearRtcp('10.0.0.4:6')
    line.hear({}, 0, `${NAT}:999`)
    expect(line.speak(20)).toBe(`${NAT}:999 ${NAT}:1000`)
    line.hearRtcp(`${NAT}:5`)
    expect(line.speak(40)).toBe(`${NAT}:999 ${NAT}:5`)
    line.hearRtcp('10.0.0.4:6')
    expect(line.counts.get('foreignSourceDropped')).toBe(1)
  })
})

describe('how packets fare', () => {
  /** `two` hears what `one` sends, but for those of which `isLost` says so; both ways of RTCP arrive. */
  function carry(one: Line, two: Line, nowMs: number, isLost: (index: number) => boolean): void {
    for (const [index, packet] of one.sent.splice(0).entries()) {
      if (!isLost(index)) two.stream.receive(serializeRtp(packet), '192.0.2.1', 4000, nowMs + 20 * index)
    }
    for (const report of one.reports.splice(0)) two.stream.receiveRtcp(report, '192.0.2.1', 4001, nowMs)
  }

  it('is counted here and told by the far end, with the round trip', () => {
    const other = new Line(3)
    line.stream.play(new Playlist([{ kind: 'silence', durationMs: 1_000 }], false), () => undefined)
    for (let tick = 0; tick < 50; tick++) line.stream.tick(20 * tick, false)
    carry(line, other, 0, (index) => index % 5 === 2)
    line.stream.report(1_000, 50_000)
    carry(line, other, 1_040, () => false)
    expect(other.stream.quality).toEqual({ sent: 0, received: { packets: 40, lost: 10, jitterMs: expect.any(Number) } })
    // It never spoke: an RR, 500 ms after our report, on its way for 40 ms.
    other.stream.report(1_540, 70_000)
    carry(other, line, 1_580, () => false)
    const { sent, farEnd, roundTripMs, received } = line.stream.quality
    expect([sent, farEnd?.lost, received.packets]).toEqual([50, 10, 0])
    expect(roundTripMs).toBeCloseTo(80, 0)
  })

  it('is none of a stranger: neither their packets nor their reports', () => {
    const stranger = new Line(3)
    stranger.hear({ ssrc: 1 }, 0)
    stranger.hear({ ssrc: 1, sequence: 9 }, 0)
    stranger.stream.report(0, 0)
    line.hear({}, 0)
    line.hear({ sequence: 7 }, 0, '203.0.113.5:4000')
    for (const report of stranger.reports) line.stream.receiveRtcp(report, '203.0.113.5', 4001, 0)
    expect(line.stream.quality).toMatchObject({ received: { packets: 1, lost: 0 } })
    expect(line.stream.quality.farEnd).toBeUndefined()
  })

  it('is not told by a block about somebody else, nor is a held key taken for jitter', () => {
    const block = {
      ssrc: 99,
      fractionLost: 0,
      lost: 5,
      highestSequence: 1,
      jitter: 0,
      lastReport: 0,
      sinceLastReport: 0,
    }
    line.stream.receiveRtcp(serializeReport(77, undefined, block), '192.0.2.1', 4001, 0)
    expect(line.stream.quality.farEnd).toBeUndefined()
    for (let index = 0; index < 8; index++) {
      const payload = serializeTelephoneEvent({ key: '3', isEnd: false, duration: 160 * (index + 1) })
      line.hear({ sequence: index, timestamp: 0, payloadType: 101, payload }, 20 * index)
    }
    expect(line.stream.quality.received).toEqual({ packets: 8, lost: 0, jitterMs: 0 })
  })

  it('nothing is reported to somebody who was never heard and to whom nothing was sent', () => {
    line.stream.report(5_000, 5_000)
    expect(line.reports).toEqual([])
  })
})
