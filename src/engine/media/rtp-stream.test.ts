import { beforeEach, describe, expect, it } from 'vitest'
import { decodeG711, encodeG711 } from './codec/g711.ts'
import { DtmfDetector } from './graph/dtmf-detector.ts'
import { Playlist } from './graph/playlist.ts'
import { dtmfFrequencies, sines } from './graph/tone.ts'
import { serializeRtp } from './wire/rtp-packet.ts'
import { serializeTelephoneEvent } from './wire/telephone-event.ts'
import { Line, parameters, steps, talk, tone, NAT } from './testing/rtp-line.ts'
import { concat, sine, toneLevel } from './testing/tone-level.ts'

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

describe('while joined', () => {
  it('our keys interrupt the relayed audio, and the numbers run on', () => {
    join()
    talk(line, partner, 3)
    line.stream.sendDigits('1')
    talk(line, partner, 8, 3)
    talk(line, partner, 3, 11)
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
    talk(line, partner, 12)
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
    talk(line, partner, 6, 0, 480)
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
    talk(line, partner, 2)
    partner.stream.configure(parameters, 40)
    line.stream.configure({ ...parameters, direction: 'inactive' }, 40)
    talk(line, partner, 2, 2)
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

  it('is neither listened to nor played any where keys go by SIP INFO', () => {
    line.stream.configure({ ...tonesOnly, areKeysTones: false }, 0)
    join()
    say(line, '4', 0)
    expect(line.digits).toEqual([])
    const payload = serializeTelephoneEvent({ key: '7', isEnd: false, duration: 160 })
    partner.hear({ timestamp: 800, marker: true, payloadType: 101, payload }, 300)
    line.stream.sendDigits('5')
    line.sent.length = 0
    for (let tick = 0; tick < 20; tick++) line.stream.tick(300 + 20 * tick, false)
    expect(line.sent).toEqual([])
  })
})
