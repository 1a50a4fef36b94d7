import { beforeEach, describe, expect, it } from 'vitest'
import { codecs } from './codec/codecs.ts'
import type { AudioCodec, StreamParameters } from './media-engine.ts'
import { Playlist } from './graph/playlist.ts'
import { parseTelephoneEvent, serializeTelephoneEvent } from './wire/telephone-event.ts'
import { Line, parameters, steps, talk } from './testing/rtp-line.ts'
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
    talk(line, partner, 20, 0, 240)
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
    talk(line, partner, 3)
    line.stream.configure({ ...parameters, ...opus }, 60)
    talk(line, partner, 3, 3)
    expect(line.sent.map(({ payloadType }) => payloadType)).toEqual([0, 0, 0, 111, 111, 111])
    expect(line.sent.slice(3).map(({ payload }) => codecs.OPUS.ticksOf(payload))).toEqual([160, 160, 160])
  })
})
