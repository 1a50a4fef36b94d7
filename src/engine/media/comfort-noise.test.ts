import { beforeEach, describe, expect, it } from 'vitest'
import { encodeG711 } from './codec/g711.ts'
import { Mixer } from './graph/mixer.ts'
import { Line, parameters, steps } from './testing/rtp-line.ts'
import { concat, sine, toneLevel } from './testing/tone-level.ts'
import type { RtpPacket } from './wire/rtp-packet.ts'

const COMFORT_NOISE = 13
const TICK = 160
/** Ticks of voice, of silence, of voice. */
const [FIRST, PAUSE, SECOND] = [50, 100, 50]
const voice = encodeG711('PCMU', sine(500, TICK))

let line: Line
let partner: Line

beforeEach(() => {
  line = new Line(1)
  partner = new Line(2)
})

/** A phone with voice detection: voice, then a packet of noise level every 200 ms (RFC 3389 §3), then voice again; with what is said each tick. */
function* phone(from = 65_530): Generator<Partial<RtpPacket> | undefined> {
  let sequence = from
  const packet = (tick: number, more: Partial<RtpPacket>) => ({
    sequence: sequence++ & 0xffff,
    timestamp: (tick * TICK + 0xffff_f000) >>> 0,
    payload: voice,
    ...more,
  })
  for (let tick = 0; tick < FIRST; tick++) yield packet(tick, { marker: tick === 0 })
  for (let tick = FIRST; tick < FIRST + PAUSE; tick++) {
    const isTold = (tick - FIRST) % 10 === 0
    yield isTold ? packet(tick, { payloadType: COMFORT_NOISE, payload: Uint8Array.of(0x40, 0x7f, 0x7f) }) : undefined
  }
  for (let tick = 0; tick < SECOND; tick++) yield packet(FIRST + PAUSE + tick, { marker: tick === 0 })
}

function call(): void {
  for (const [tick, packet] of [...phone()].entries()) {
    if (packet) line.hear(packet, 20 * tick)
    for (const { stream } of [line, partner]) stream.tick(20 * tick + 10, false)
  }
}

describe('a phone that says how quiet it is in place of silence (RFC 3389)', () => {
  it('is no silent line, and loses nothing by it', () => {
    line.stream.watchSilence(1_500, 0)
    let ended = 0
    for (const [tick, packet] of [...phone()].entries()) {
      if (packet) line.hear(packet, 20 * tick)
      line.stream.checkSilence(20 * tick)
      ended = 20 * tick
    }
    expect([line.silences, line.stream.quality.received]).toEqual([
      0,
      { packets: FIRST + PAUSE / 10 + SECOND, lost: 0, jitterMs: expect.closeTo(0) },
    ])
    line.stream.checkSilence(ended + 1_500)
    expect(line.silences).toBe(1)
  })

  it('is heard with a pause as long as its own by whoever it is joined to, without a number missing', () => {
    line.stream.join(partner.stream)
    call()
    const numbers = partner.sent.map(({ sequence }) => sequence)
    expect(new Set(partner.sent.map(({ payloadType }) => payloadType))).toEqual(new Set([0]))
    expect(partner.sent).toHaveLength(FIRST + SECOND)
    expect(new Set(steps(numbers, 0xffff))).toEqual(new Set([1]))
    const jump = steps(
      partner.sent.map(({ timestamp }) => timestamp),
      0xffff_ffff,
    )
    expect([jump[FIRST - 1], new Set(jump.toSpliced(FIRST - 1, 1))]).toEqual([TICK * (PAUSE + 1), new Set([TICK])])
    expect(partner.sent.filter(({ marker }) => marker)).toHaveLength(2)
  })

  it('is recorded with silence in place of noise, as long as it was', () => {
    const frames: Int16Array[] = []
    line.stream.addSink({ sides: 'far-end', add: (frame) => frames.push(frame ?? new Int16Array(TICK)) })
    call()
    for (let tick = 0; tick < 10; tick++) line.stream.tick(20 * (FIRST + PAUSE + SECOND + tick), false)
    const heard = frames.map((frame) => toneLevel(frame, 500) > 2_000)
    const first = heard.indexOf(true)
    const again = heard.indexOf(true, first + FIRST + 20)
    // What is lost last is faded out over 60 ms.
    expect(heard.indexOf(false, first) - first).toBeLessThanOrEqual(FIRST + 3)
    expect(Math.abs(again - first - FIRST - PAUSE)).toBeLessThanOrEqual(2)
    const pause = concat(frames.slice(first + FIRST + 4, again - 1))
    expect(Math.max(...pause.map(Math.abs))).toBe(0)
  })

  it('is silent in a room', () => {
    const mixer = new Mixer({ ssrc: 7, onSpeaking: () => undefined })
    const heard: number[] = []
    const open = { isMuted: false, isDeaf: false }
    const said = mixer.add('a', { deliver: () => undefined }, open)
    mixer.add('b', { deliver: ({ payload }) => heard.push(payload.length) }, open)
    for (let tick = 0; tick < 20; tick++) {
      const packet = { ssrc: 9, sequence: tick, timestamp: tick * TICK, marker: false }
      said.deliver({ ...packet, content: 'comfort-noise', payload: Uint8Array.of(0x10) }, 20 * tick)
      mixer.tick(20 * tick, false)
    }
    expect(heard).toEqual([])
  })

  it('is not believed from elsewhere', () => {
    line.stream.configure(parameters, 0)
    line.hear({}, 0)
    line.hear({ payloadType: COMFORT_NOISE, payload: Uint8Array.of(0x40) }, 20, '203.0.113.5:4000')
    expect([line.counts.get('foreignSourceDropped'), line.stream.quality.received.packets]).toEqual([1, 1])
  })
})
