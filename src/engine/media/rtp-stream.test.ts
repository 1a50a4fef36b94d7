import { beforeEach, describe, expect, it } from 'vitest'
import { codecs } from './codec/codecs.ts'
import { decodeG711, encodeG711 } from './codec/g711.ts'
import type { AudioCodec, StreamParameters } from './media-engine.ts'
import { DtmfDetector } from './graph/dtmf-detector.ts'
import { Playlist } from './graph/playlist.ts'
import { dtmfFrequencies, sines } from './graph/tone.ts'
import { isValidRtcp, serializeReport } from './wire/rtcp-packet.ts'
import { parseRtp, type RtpPacket, serializeRtp } from './wire/rtp-packet.ts'
import { RtpStream } from './rtp-stream.ts'
import { parseTelephoneEvent, serializeTelephoneEvent } from './wire/telephone-event.ts'
import { concat, sine, toneLevel } from './testing/tone-level.ts'

const parameters: StreamParameters = {
  remoteAddress: '192.0.2.1',
  remotePort: 4000,
  codec: 'PCMU',
  payloadType: 0,
  telephoneEventPayloadType: 101,
  direction: 'sendrecv',
  ptimeMs: 20,
}

/** A stream, what it sends, and what it says. */
class Line {
  readonly sent: RtpPacket[] = []
  readonly targets: string[] = []
  readonly reports: Uint8Array[] = []
  readonly reportTargets: string[] = []
  readonly digits: string[] = []
  readonly counts = new Map<string, number>()
  silences = 0
  readonly stream: RtpStream

  constructor(ssrc: number, changes: Partial<StreamParameters> = {}) {
    this.stream = new RtpStream({
      start: { ssrc, sequence: 65_530, timestamp: 0xffffff00 },
      output: {
        send: (datagram, port, address) => {
          const packet = parseRtp(datagram)
          if (packet !== undefined) this.sent.push(packet)
          this.targets.push(`${address}:${port}`)
        },
        sendRtcp: (datagram, port, address) => {
          this.reports.push(datagram)
          this.reportTargets.push(`${address}:${port}`)
        },
        onDigit: (digit) => this.digits.push(digit),
        onSilentLine: () => this.silences++,
        onNeedsTicks: () => undefined,
        count: (counter) => this.counts.set(counter, (this.counts.get(counter) ?? 0) + 1),
      },
    })
    this.stream.configure({ ...parameters, ...changes }, 0)
  }

  hear(packet: Partial<RtpPacket>, nowMs: number, from = '192.0.2.1:4000'): void {
    const filler = encodeG711('PCMU', sine(500, 160))
    const whole = { marker: false, payloadType: 0, sequence: 0, timestamp: 0, ssrc: 77, payload: filler, ...packet }
    const [address = '', port] = from.split(':')
    this.stream.receive(serializeRtp(whole), address, Number(port), nowMs)
  }

  hearRtcp(from: string): void {
    const [address = '', port] = from.split(':')
    this.stream.receiveRtcp(Uint8Array.of(0x80, 201, 0, 1, 0, 0, 0, 1), address, Number(port), 0)
  }

  /** Sends a packet and a report; where each went. */
  speak(nowMs: number): string {
    this.stream.play(tone(), () => undefined)
    this.stream.tick(nowMs, false)
    this.stream.report(nowMs, 1_000_000)
    return `${this.targets.at(-1)} ${this.reportTargets.at(-1)}`
  }

  audio(): Int16Array {
    return concat(this.sent.filter((one) => one.payloadType === 0).map((one) => decodeG711('PCMU', one.payload)))
  }
}

const tone = () => new Playlist([{ kind: 'tone', frequenciesHz: [440], onMs: 100, offMs: 0, repeats: 1 }], false)

let line: Line
let partner: Line

beforeEach(() => {
  line = new Line(1)
  partner = new Line(2)
})

function join(): void {
  line.stream.join(partner.stream)
  partner.stream.join(line.stream)
}

/** The partner's far end talks for `ticks` of 20 ms, both streams ticking. */
function talk(ticks: number, from = 0, samples = 160): void {
  const voice = sine(500, samples * ticks)
  for (let i = 0; i < ticks; i++) {
    const at = from + i
    const payload = encodeG711('PCMU', voice.subarray(i * samples, (i + 1) * samples))
    partner.hear({ sequence: at, timestamp: at * samples, payload }, (at * samples) / 8)
    for (let ms = 0; ms < samples / 8; ms += 20) line.stream.tick((at * samples) / 8 + ms, false)
  }
}

const steps = (numbers: readonly number[], mask: number) =>
  numbers.slice(1).map((number, i) => (number - (numbers[i] ?? 0)) & mask)

describe('while joined', () => {
  it('our keys interrupt the relayed audio, and the numbers run on', () => {
    join()
    talk(3)
    line.stream.sendDigits('1')
    talk(8, 3)
    talk(3, 11)
    expect(line.sent.map((packet) => packet.payloadType)).toEqual([0, 0, 0, ...Array(7).fill(101), 0, 0, 0])
    expect(
      steps(
        line.sent.map((packet) => packet.sequence),
        0xffff,
      ),
    ).toEqual(Array(12).fill(1))
    const stamps = line.sent.map((packet) => packet.timestamp)
    expect(new Set(stamps.slice(3, 10)).size).toBe(1)
    expect(steps(stamps, 0xffffffff).every((step) => step < 2000)).toBe(true)
  })

  it('each of our keys begins with the marker', () => {
    line.stream.sendDigits('12')
    for (let i = 0; i < 16; i++) line.stream.tick(i * 20, false)
    expect(line.sent.map((packet) => packet.marker)).toEqual([
      true,
      ...Array(6).fill(false),
      true,
      ...Array(6).fill(false),
    ])
    expect((line.sent[7]?.timestamp ?? 0) - (line.sent[0]?.timestamp ?? 0) + 2 ** 32).toBe(1280)
  })

  it('events among audio cut anew keep one timestamp each', () => {
    line.stream.configure({ ...parameters, ptimeMs: 30 }, 0)
    join()
    talk(12)
    for (let i = 0; i < 3; i++) {
      const payload = serializeTelephoneEvent({ key: '3', isEnd: i === 2, duration: 160 * (i + 1) })
      partner.hear({ payloadType: 101, sequence: 12 + i, timestamp: 1920, payload, marker: i === 0 }, 240 + i * 20)
      line.stream.tick(240 + i * 20, false)
    }
    const events = line.sent.filter((packet) => packet.payloadType === 101)
    expect(events).toHaveLength(3)
    expect(new Set(events.map((packet) => packet.timestamp)).size).toBe(1)
    expect(partner.digits).toEqual(['3'])
    expect(
      line.sent.filter((packet) => packet.payloadType === 0).every((packet) => packet.payload.length === 240),
    ).toBe(true)
  })

  it('packets of 60 ms are cut to 20 ms', () => {
    join()
    talk(6, 0, 480)
    expect(new Set(line.sent.map((packet) => packet.payload.length))).toEqual(new Set([160]))
    expect(line.sent.length).toBeGreaterThan(12)
    expect(
      steps(
        line.sent.map((packet) => packet.timestamp),
        0xffffffff,
      ),
    ).toEqual(Array(line.sent.length - 1).fill(160))
    expect(toneLevel(line.audio().subarray(480), 500)).toBeGreaterThan(8000)
  })

  it('drops events for a far end that has no telephone-event', () => {
    const { telephoneEventPayloadType: _, ...plain } = parameters
    line.stream.configure(plain, 0)
    join()
    partner.hear({ payloadType: 101, payload: serializeTelephoneEvent({ key: '3', isEnd: false, duration: 160 }) }, 0)
    expect([line.sent, partner.digits]).toEqual([[], ['3']])
  })

  it('nothing is passed on from a far end on hold, nor to one that holds us', () => {
    join()
    partner.stream.configure({ ...parameters, direction: 'sendonly' }, 0)
    talk(2)
    partner.stream.configure(parameters, 40)
    line.stream.configure({ ...parameters, direction: 'inactive' }, 40)
    talk(2, 2)
    expect(line.sent).toEqual([])
  })
})

describe('playing', () => {
  it('waits while the far end holds us', () => {
    const ends: unknown[] = []
    line.stream.configure({ ...parameters, direction: 'recvonly' }, 0)
    line.stream.play(tone(), (end) => ends.push(end))
    for (let i = 0; i < 10; i++) line.stream.tick(i * 20, false)
    expect([line.sent.length, ends]).toEqual([0, []])
    line.stream.configure(parameters, 200)
    for (let i = 10; i < 20; i++) line.stream.tick(i * 20, false)
    expect([line.sent.length, ends]).toEqual([5, ['completed']])
  })

  it('sends nothing for ticks that come too late, but recordings go on', () => {
    const frames: Int16Array[] = []
    line.stream.play(tone(), () => undefined)
    line.stream.addSink({ sides: 'mixed', add: (frame) => frames.push(frame) })
    line.stream.tick(20, true)
    line.stream.tick(20, false)
    expect([line.sent.length, frames.length]).toEqual([1, 2])
    expect(frames[0]?.some((sample) => sample !== 0)).toBe(false)
    expect(frames[1]?.some((sample) => sample !== 0)).toBe(true)
  })

  it('is heard in a joined recording, not in one of the far end', () => {
    const both: Int16Array[] = []
    const theirs: Int16Array[] = []
    line.stream.configure({ ...parameters, ptimeMs: 30 }, 0)
    line.stream.addSink({ sides: 'mixed', add: (frame) => both.push(frame) })
    line.stream.addSink({ sides: 'far-end', add: (frame) => theirs.push(frame) })
    line.stream.play(
      new Playlist([{ kind: 'tone', frequenciesHz: [440], onMs: 600, offMs: 0, repeats: 1 }], false),
      () => undefined,
    )
    for (let i = 0; i < 30; i++) line.stream.tick(i * 20, false)
    expect(toneLevel(concat(both).subarray(320), 440)).toBeGreaterThan(8500)
    expect(concat(theirs).some((sample) => sample !== 0)).toBe(false)
  })

  it('stands on the other side of a recording whose sides are apart', () => {
    const sides: [Int16Array[], Int16Array[]] = [[], []]
    line.stream.addSink({
      sides: 'apart',
      add: (...frames) => frames.forEach((frame, side) => void sides[side]?.push(frame)),
    })
    line.stream.play(
      new Playlist([{ kind: 'tone', frequenciesHz: [440], onMs: 600, offMs: 0, repeats: 1 }], false),
      () => undefined,
    )
    for (let i = 0; i < 30; i++) {
      line.hear({ sequence: i, timestamp: 160 * i, payload: encodeG711('PCMU', sine(1_000, 160)) }, 20 * i)
      line.stream.tick(20 * i, false)
    }
    const [said, heard] = sides.map((frames) => concat(frames).subarray(1_600))
    expect(toneLevel(said ?? new Int16Array(1), 1_000)).toBeGreaterThan(4_000)
    expect(toneLevel(heard ?? new Int16Array(1), 440)).toBeGreaterThan(4_000)
    expect(toneLevel(said ?? new Int16Array(1), 440)).toBeLessThan(100)
    expect(toneLevel(heard ?? new Int16Array(1), 1_000)).toBeLessThan(100)
  })

  it('goes nowhere while the far end holds by the wildcard address (RFC 3264 §8.4)', () => {
    line.stream.configure({ ...parameters, remoteAddress: '0.0.0.0' }, 0)
    line.stream.play(tone(), () => undefined)
    line.stream.tick(20, false)
    expect(line.sent).toEqual([])
  })
})

describe('receiving', () => {
  it('answers where packets come from, but not for payload types nobody agreed on', () => {
    line.stream.receive(
      serializeRtp({ marker: false, payloadType: 96, sequence: 1, timestamp: 1, ssrc: 1, payload: new Uint8Array(9) }),
      '192.0.2.1',
      6000,
      0,
    )
    line.hear({}, 1)
    line.stream.play(tone(), () => undefined)
    line.stream.tick(20, false)
    expect(line.targets).toEqual(['192.0.2.1:4000'])
  })

  it('counts malformed packets and takes RTCP on the RTP port for RTCP', () => {
    line.stream.receive(Uint8Array.of(0x80), '192.0.2.1', 4000, 0)
    line.hear({ payloadType: 101, payload: Uint8Array.of(1) }, 0)
    line.stream.receive(Uint8Array.of(0x80, 201, 0, 1, 0, 0, 0, 1), '192.0.2.1', 4000, 0)
    expect([line.counts.get('malformedDropped'), line.counts.get('rtcpReceived')]).toEqual([2, 1])
  })

  it('survives any bytes', () => {
    let seed = 1
    const random = () => (seed = (seed * 48_271) % 0x7fffffff)
    join()
    line.stream.addSink({ sides: 'mixed', add: () => undefined })
    for (let i = 0; i < 3000; i++) {
      const bytes = Uint8Array.from({ length: random() % 200 }, () => random() & 0xff)
      bytes.set([0x80 | (random() & 0x3f), [0, 8, 101, 200][random() & 3] ?? 0].slice(0, bytes.length))
      line.stream.receive(bytes, '192.0.2.1', 4000, i)
      if (i % 20 === 0) line.stream.tick(i, false)
    }
    partner.sent.length = 0
    line.hear({ ssrc: 5 }, 4000)
    expect(partner.sent.length).toBe(1)
    expect(line.counts.get('packetsReceived')).toBe(3001)
  })
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

const NAT = '198.51.100.9'

describe('a phone behind NAT', () => {
  beforeEach(() => {
    line.stream.configure({ ...parameters, remoteAddress: '10.0.0.4', signallingAddress: NAT }, 0)
  })

  it('is answered at its first packet from where its signalling comes from', () => {
    line.hear({}, 10, `${NAT}:999`)
    expect(line.speak(20)).toBe(`${NAT}:999 ${NAT}:1000`)
  })

  it('is believed from its new network once a re-INVITE came from there', () => {
    line.hear({}, 10, `${NAT}:999`)
    line.stream.configure({ ...parameters, remoteAddress: '10.0.0.4', signallingAddress: '198.51.100.10' }, 20)
    expect(line.speak(30)).toContain(`${NAT}:999 `)
    line.hear({ sequence: 1 }, 40, '198.51.100.10:5')
    expect(line.speak(50)).toContain('198.51.100.10:5 ')
  })

  it('is where it was after a hold by the wildcard address', () => {
    line.hear({}, 10, `${NAT}:999`)
    line.stream.configure({ ...parameters, remoteAddress: '0.0.0.0', direction: 'recvonly' }, 20)
    for (let ms = 30; ms < 9000; ms += 20) line.hear({ sequence: ms }, ms, '203.0.113.5:1')
    line.stream.configure({ ...parameters, remoteAddress: '10.0.0.4', signallingAddress: NAT }, 9000)
    expect(line.speak(9020)).toContain(`${NAT}:999 `)
  })

  it('begins anew when it describes another place', () => {
    line.hear({}, 10, `${NAT}:999`)
    line.stream.configure({ ...parameters, remoteAddress: '192.0.2.7' }, 20)
    expect(line.speak(30)).toBe('192.0.2.7:4000 192.0.2.7:4001')
  })
})

describe('from anywhere else', () => {
  it('neither audio, nor keys, nor a live line come in', () => {
    join()
    partner.hear({}, 0)
    partner.stream.watchSilence(1000, 0)
    const key = serializeTelephoneEvent({ key: '3', isEnd: true, duration: 800 })
    for (let ms = 0; ms < 2000; ms += 20) {
      partner.hear({ sequence: ms, payloadType: ms % 40 === 0 ? 101 : 0, payload: key }, ms, '203.0.113.5:4000')
    }
    partner.stream.checkSilence(2000)
    expect([line.sent.length, partner.digits, partner.silences]).toEqual([1, [], 1])
    expect(partner.counts.get('foreignSourceDropped')).toBe(100)
  })

  it('RTCP is neither taken nor answered, on either port', () => {
    line.hearRtcp('203.0.113.5:4001')
    line.stream.receive(Uint8Array.of(0x80, 201, 0, 1, 0, 0, 0, 1), '203.0.113.5', 4000, 0)
    expect([line.counts.get('rtcpReceived'), line.counts.get('foreignSourceDropped')]).toEqual([undefined, 2])
    expect(line.speak(20)).toBe('192.0.2.1:4000 192.0.2.1:4001')
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

describe('silent line', () => {
  it('counts from the last packet, not while the far end is on hold', () => {
    line.stream.watchSilence(1000, 0)
    line.hear({}, 900)
    line.stream.checkSilence(1800)
    expect(line.silences).toBe(0)
    line.stream.checkSilence(1900)
    line.stream.checkSilence(5000)
    expect(line.silences).toBe(1)
    line.hear({ sequence: 1 }, 5100)
    line.stream.configure({ ...parameters, direction: 'sendonly' }, 5100)
    line.stream.checkSilence(20_000)
    line.stream.configure(parameters, 20_000)
    line.stream.checkSilence(20_900)
    expect(line.silences).toBe(1)
    line.stream.checkSilence(21_000)
    expect(line.silences).toBe(2)
  })
})

describe('a far end that knows keys as tones only', () => {
  const { telephoneEventPayloadType: _none, ...tonesOnly } = parameters
  beforeEach(() => line.stream.configure(tonesOnly, 0))

  /** A key of 100 ms, then silence, as packets of 20 ms. */
  function say(on: Line, key: string, from: number): void {
    for (let index = 0; index < 10; index++) {
      const samples = index < 5 ? sines(dtmfFrequencies(key), 160 * index, 160) : new Int16Array(160)
      const at = from + index
      on.hear({ sequence: at, timestamp: 160 * at, payload: encodeG711('PCMU', samples) }, 20 * at)
    }
  }

  it('is heard to press them, each once', () => {
    for (const [index, key] of ['4', '4', '#'].entries()) say(line, key, 10 * index)
    expect(line.digits).toEqual(['4', '4', '#'])
  })

  it('is not listened to where keys are agreed to come as events', () => {
    say(partner, '4', 0)
    expect(partner.digits).toEqual([])
  })

  it('is played the keys of whoever it is joined to, each once', () => {
    join()
    for (const [sequence, duration] of [160, 320, 480, 480].entries()) {
      const payload = serializeTelephoneEvent({ key: '7', isEnd: duration === 480, duration })
      partner.hear({ sequence, timestamp: 800, marker: sequence === 0, payloadType: 101, payload }, 20 * sequence)
    }
    for (let tick = 0; tick < 20; tick++) line.stream.tick(100 + 20 * tick, false)
    const detector = new DtmfDetector()
    const heard = line.sent.map(({ payload }) => detector.hear(decodeG711('PCMU', payload))).join('')
    expect([heard, new Set(line.sent.map(({ payloadType }) => payloadType))]).toEqual(['7', new Set([0])])
  })
})

describe('legs of unlike codecs', () => {
  const opus: Partial<StreamParameters> = {
    codec: 'OPUS',
    payloadType: 111,
    telephoneEventPayloadType: 110,
    telephoneEventClockRate: 48_000,
  }
  const g722: Partial<StreamParameters> = { codec: 'G722', payloadType: 9 }

  /** A tone of 500 Hz said on the partner's line, packet by packet: what its far end sends at `samples` a packet of its clock. */
  function say(codec: AudioCodec, payloadType: number, packets: number, clock: number): void {
    const { bestRateHz } = codecs[codec]
    const speaker = codecs[codec].encoder()
    const size = bestRateHz / 50
    const voice = sine(500, size * packets, { rateHz: bestRateHz })
    for (let i = 0; i < packets; i++) {
      const payload = speaker.encode(voice.subarray(i * size, (i + 1) * size), bestRateHz)
      const timestamp = (2 ** 32 - clock / 50 + (i * clock) / 50) % 2 ** 32 // comes round at once
      partner.hear({ payloadType, sequence: i, timestamp, payload, marker: i === 0 }, i * 20)
      line.stream.tick(i * 20, false)
    }
  }

  const stamps = () =>
    steps(
      line.sent.map(({ timestamp }) => timestamp),
      0xffffffff,
    )

  it('G.722 to G.711: each packet becomes one, with no delay and the same numbers', () => {
    partner = new Line(2, g722)
    join()
    say('G722', 9, 50, 8000)
    expect(line.sent).toHaveLength(50)
    expect(line.sent.every(({ payloadType, payload }) => payloadType === 0 && payload.length === 160)).toBe(true)
    expect(stamps()).toEqual(Array(49).fill(160))
    expect(toneLevel(line.audio().subarray(800), 500)).toBeGreaterThan(8000)
  })

  it('Opus to G.711: timestamps of 48 kHz become those of 8 kHz', () => {
    partner = new Line(2, opus)
    join()
    say('OPUS', 111, 50, 48_000)
    expect(stamps()).toEqual(Array(49).fill(160))
    expect(toneLevel(line.audio().subarray(1600), 500)).toBeGreaterThan(8000)
  })

  it('G.711 to Opus: timestamps of 8 kHz become those of 48 kHz', () => {
    line = new Line(1, opus)
    join()
    say('PCMU', 0, 50, 8000)
    expect(stamps()).toEqual(Array(49).fill(960))
    const decoder = codecs.OPUS.decoder(8_000)
    expect(line.sent.every(({ payloadType }) => payloadType === 111)).toBe(true)
    const heard = concat(line.sent.map(({ payload }) => decoder.decode(payload)))
    expect(toneLevel(heard.subarray(1600), 500)).toBeGreaterThan(7000)
  })

  it('Opus to Opus goes through as it is, however long its packets are', () => {
    line = new Line(1, opus)
    partner = new Line(2, opus)
    join()
    const payload = codecs.OPUS.encoder().encode(sine(500, 480), 8_000)
    for (let i = 0; i < 3; i++) partner.hear({ payloadType: 111, sequence: i, timestamp: i * 2880, payload }, i * 60)
    expect(line.sent.map((packet) => packet.payload)).toEqual([payload, payload, payload])
    expect(stamps()).toEqual([2880, 2880])
    expect(line.stream.needsTicks).toBe(false)
  })

  it('G.711 of 30 ms is cut anew for Opus', () => {
    line = new Line(1, opus)
    join()
    talk(20, 0, 240)
    expect(line.sent.length).toBeGreaterThan(20)
    expect(new Set(line.sent.map(({ payload }) => codecs.OPUS.ticksOf(payload)))).toEqual(new Set([160]))
    expect(new Set(stamps())).toEqual(new Set([960]))
  })

  it('keys last as long by either clock', () => {
    partner = new Line(2, opus)
    join()
    const event = (duration: number, isEnd: boolean) => serializeTelephoneEvent({ key: '7', isEnd, duration })
    partner.hear({ payloadType: 110, sequence: 0, timestamp: 6000, payload: event(960, false), marker: true }, 0)
    partner.hear({ payloadType: 110, sequence: 1, timestamp: 6000, payload: event(4800, true) }, 80)
    expect(partner.digits).toEqual(['7'])
    expect(line.sent.map(({ payload }) => parseTelephoneEvent(payload)?.duration)).toEqual([160, 800])
    line = new Line(1, opus)
    line.stream.sendDigits('5')
    for (let i = 0; i < 5; i++) line.stream.tick(i * 20, false)
    const sent = line.sent.map(({ payload, payloadType }) => [payloadType, parseTelephoneEvent(payload)?.duration])
    expect(sent.slice(0, 5)).toEqual([960, 1920, 2880, 3840, 4800].map((duration) => [110, duration]))
    expect(new Set(line.sent.map(({ timestamp }) => timestamp)).size).toBe(1)
  })

  it('a key pressed again is another one, though the end of the first was lost', () => {
    partner = new Line(2, opus)
    const payload = serializeTelephoneEvent({ key: '7', isEnd: false, duration: 960 })
    partner.hear({ payloadType: 110, sequence: 0, timestamp: 6000, payload, marker: true }, 0)
    partner.hear({ payloadType: 110, sequence: 9, timestamp: 6000 + 6 * 640, payload }, 80)
    expect(partner.digits).toEqual(['7', '7'])
  })

  it('a phone that counts keys at 8 kHz beside its Opus is understood too', () => {
    partner = new Line(2, { ...opus, telephoneEventPayloadType: 101, telephoneEventClockRate: 8000 })
    join()
    const payload = serializeTelephoneEvent({ key: '7', isEnd: false, duration: 320 })
    partner.hear({ payloadType: 101, sequence: 0, timestamp: 6000, payload, marker: true }, 0)
    expect(line.sent.map((packet) => parseTelephoneEvent(packet.payload)?.duration)).toEqual([320])
  })

  it.each([
    ['G722', 9],
    ['OPUS', 111],
  ] as const)('prompts are heard and %s is recorded', (codec, payloadType) => {
    line = new Line(1, codec === 'OPUS' ? opus : g722)
    partner = line
    const frames: Int16Array[] = []
    line.stream.addSink({ sides: 'far-end', add: (frame) => frames.push(frame) })
    line.stream.play(
      new Playlist([{ kind: 'tone', frequenciesHz: [440], onMs: 1000, offMs: 0, repeats: 1 }], false),
      () => undefined,
    )
    say(codec, payloadType, 50, codecs[codec].clockRate)
    const decoder = codecs[codec].decoder(8_000)
    const heard = concat(line.sent.map(({ payload }) => decoder.decode(payload)))
    expect(toneLevel(heard.subarray(1600), 440)).toBeGreaterThan(7000)
    expect(toneLevel(concat(frames).subarray(1600), 500)).toBeGreaterThan(7000)
    expect(toneLevel(concat(frames).subarray(1600), 440)).toBeLessThan(500)
  })

  it('what was agreed anew is spoken from there on', () => {
    join()
    talk(3)
    line.stream.configure({ ...parameters, ...opus }, 60)
    talk(3, 3)
    expect(line.sent.map(({ payloadType }) => payloadType)).toEqual([0, 0, 0, 111, 111, 111])
    expect(line.sent.slice(3).map(({ payload }) => codecs.OPUS.ticksOf(payload))).toEqual([160, 160, 160])
  })
})
