import { describe, expect, it } from 'vitest'
import { decodeG711, encodeG711 } from '../codec/g711.ts'
import type { MixFlags } from '../media-engine.ts'
import { Mixer } from './mixer.ts'
import { Playlist } from './playlist.ts'
import type { Partner } from '../rtp-stream.ts'
import { concat, toneLevel } from '../testing/tone-level.ts'
import type { RelayedPacket } from '../worker-messages.ts'

const FRAME = 160
const open: MixFlags = { isMuted: false, isDeaf: false }

/** Somebody who says a tone, loud or not, and keeps what they hear. */
class Talker {
  readonly heard: RelayedPacket[] = []
  readonly name: string
  readonly hz: number
  /** Amplitude; of 32,767. */
  level = 8_000
  readonly #mixer: Mixer
  #in: Partner
  #count = 0

  constructor(mixer: Mixer, name: string, hz: number, flags: MixFlags = open) {
    this.#mixer = mixer
    this.name = name
    this.hz = hz
    this.#in = mixer.add(name, { deliver: (packet) => void this.heard.push(packet) }, flags)
  }

  say(nowMs: number): void {
    const from = this.#count * FRAME
    const frame = Array.from(
      { length: FRAME },
      (_, at) => this.level * Math.sin((2 * Math.PI * this.hz * (from + at)) / 8_000),
    )
    const packet = { content: 'PCMU', ssrc: this.hz, sequence: this.#count, timestamp: from, marker: false } as const
    this.#in.deliver({ ...packet, payload: encodeG711('PCMU', Int16Array.from(frame)) }, nowMs)
    this.#count++
  }

  /** What was heard lately, a second at most. */
  get audio(): Int16Array {
    return concat(this.heard.slice(-50).map(({ payload }) => decodeG711('PCMU', payload)))
  }

  hears(hz: number): boolean {
    return this.heard.length > 0 && toneLevel(this.audio, hz) > 300
  }

  leave(): void {
    this.#mixer.remove(this.name)
  }
}

function room() {
  const spoken: (readonly string[])[] = []
  const mixer = new Mixer({ ssrc: 7, onSpeaking: (names) => void spoken.push(names) })
  let nowMs = 0
  const run = (ticks: number, talkers: readonly Talker[], isMissed = false) => {
    for (let tick = 0; tick < ticks; tick++) {
      for (const talker of talkers) talker.say(nowMs)
      mixer.tick(nowMs, isMissed)
      nowMs += 20
    }
  }
  return { mixer, spoken, run }
}

describe('a mix', () => {
  it('gives everybody all others and not themselves', () => {
    const { mixer, run } = room()
    const talkers = [400, 1_000, 1_600].map((hz) => new Talker(mixer, String(hz), hz))
    run(100, talkers)
    for (const listener of talkers)
      expect(talkers.map(({ hz }) => listener.hears(hz))).toEqual(talkers.map((each) => each !== listener))
  })

  it('leaves out who is muted and gives nothing to who is deaf, as soon as it is said', () => {
    const { mixer, run } = room()
    const [ann, ben, cleo] = [400, 1_000, 1_600].map((hz) => new Talker(mixer, String(hz), hz)) as [
      Talker,
      Talker,
      Talker,
    ]
    mixer.change('1000', { isMuted: true, isDeaf: false })
    mixer.change('1600', { isMuted: false, isDeaf: true })
    run(100, [ann, ben, cleo])
    expect([ann.hears(1_000), ann.hears(1_600), ben.hears(400), cleo.heard.length]).toEqual([false, true, true, 0])
    mixer.change('1000', open)
    mixer.change('1600', open)
    run(100, [ann, ben, cleo])
    expect([ann.hears(1_000), cleo.hears(400), cleo.hears(1_000)]).toEqual([true, true, true])
    mixer.change('1000', { isMuted: true, isDeaf: false })
    run(60, [ann, ben, cleo])
    expect(ann.hears(1_000)).toBe(false)
  })

  it('gives a whisper to whoever it is for, with everything else, and to nobody else; open again, to everybody', () => {
    const { mixer, run } = room()
    const [ann, ben, cleo] = [400, 1_000, 1_600].map((hz) => new Talker(mixer, String(hz), hz)) as [
      Talker,
      Talker,
      Talker,
    ]
    mixer.change('1600', { ...open, heardBy: ['1000'] })
    run(100, [ann, ben, cleo])
    expect([ben.hears(400), ben.hears(1_600), ben.hears(1_000)]).toEqual([true, true, false])
    expect([ann.hears(1_000), ann.hears(1_600)]).toEqual([true, false])
    expect([cleo.hears(400), cleo.hears(1_000), cleo.hears(1_600)]).toEqual([true, true, false])
    ann.level = ben.level = 0
    run(100, [ann, ben, cleo])
    expect([ben.hears(1_600), ann.hears(1_600)]).toEqual([true, false])
    mixer.change('1600', open)
    run(100, [ann, ben, cleo])
    expect([ben.hears(1_600), ann.hears(1_600)]).toEqual([true, true])
  })

  it('saturates and does not wrap round', () => {
    const { mixer, run } = room()
    const talkers = Array.from({ length: 8 }, (_, at) => new Talker(mixer, String(at), 1_000))
    for (const talker of talkers) talker.level = 15_000
    const listener = new Talker(mixer, 'listener', 0)
    run(60, talkers)
    const { audio } = listener
    expect(Math.max(...audio)).toBeGreaterThan(30_000)
    const jumps = audio.filter((sample, at) => at > 0 && Math.abs(sample - (audio[at - 1] ?? 0)) > 40_000)
    expect(jumps).toHaveLength(0)
  })

  it('does not carry the noise of lines on which nobody speaks, but words to their end', () => {
    const { mixer, run, spoken } = room()
    const [ann, ben] = [new Talker(mixer, 'ann', 400), new Talker(mixer, 'ben', 1_000)]
    ann.level = 60
    run(50, [ann, ben])
    expect([ben.heard.length, ann.hears(1_000)]).toEqual([0, true])
    ben.level = 60
    const before = ann.heard.length
    run(50, [ann, ben])
    const after = ann.heard.length - before
    expect(after).toBeGreaterThan(15)
    expect(after).toBeLessThan(30)
    expect(spoken).toEqual([['ben'], []])
  })

  it('plays to everybody, over those who speak, and says when it is over', () => {
    const { mixer, run } = room()
    const [ann, ben] = [new Talker(mixer, 'ann', 400), new Talker(mixer, 'ben', 1_000)]
    const ends: unknown[] = []
    const tone = { kind: 'tone', frequenciesHz: [2_000], onMs: 400, offMs: 0, repeats: 1 } as const
    mixer.play(new Playlist([tone], false), (end) => void ends.push(end))
    run(20, [ann])
    expect([ann.hears(2_000), ben.hears(2_000), ben.hears(400), ann.hears(400)]).toEqual([true, true, true, false])
    run(2, [ann])
    expect(ends).toEqual(['completed'])
    mixer.play(new Playlist([tone], true), (end) => void ends.push(end))
    mixer.play(new Playlist([tone], false), () => {})
    expect(ends).toEqual(['completed', 'stopped'])
  })

  it('numbers what each hears without gaps, from pause to pause', () => {
    const { mixer, run } = room()
    const [ann, ben] = [new Talker(mixer, 'ann', 400), new Talker(mixer, 'ben', 0)]
    run(20, [ann])
    run(60, [])
    run(20, [ann])
    const heard = ben.heard
    expect(heard.map(({ sequence }) => sequence)).toEqual(heard.map((_, at) => at))
    expect(heard.filter(({ marker }) => marker)).toHaveLength(2)
    const steps = heard.map(({ timestamp }, at) => timestamp - (heard[at - 1]?.timestamp ?? timestamp - FRAME))
    expect(steps.filter((step) => step !== FRAME)).toHaveLength(1)
    expect(new Set(heard.map(({ ssrc }) => ssrc))).toEqual(new Set([7]))
  })

  it('encodes once for all who only listen', () => {
    const { mixer, run } = room()
    const ann = new Talker(mixer, 'ann', 400)
    const listeners = Array.from({ length: 49 }, (_, at) => new Talker(mixer, `l${at}`, 0))
    run(30, [ann])
    expect(new Set(listeners.map(({ heard }) => heard.at(-1)?.payload)).size).toBe(1)
  })

  it('is recorded as somebody hears it who says nothing, also while nothing can be sent', () => {
    const { mixer, run } = room()
    const ann = new Talker(mixer, 'ann', 400)
    const frames: Int16Array[] = []
    const sink = { sides: 'mixed' as const, add: (frame: Int16Array) => void frames.push(frame) }
    mixer.addSink(sink)
    run(30, [ann])
    const sent = ann.heard.length
    run(5, [ann], true)
    expect([frames.length, ann.heard.length, toneLevel(concat(frames.slice(10)), 400) > 300]).toEqual([35, sent, true])
    mixer.removeSink(sink)
    run(5, [ann])
    expect(frames).toHaveLength(35)
    ann.leave()
    expect(mixer.needsTicks).toBe(false)
  })

  it('keeps keys to whoever presses them', () => {
    const { mixer, run } = room()
    const heard: RelayedPacket[] = []
    const party = mixer.add('ann', { deliver: () => {} }, open)
    mixer.add('ben', { deliver: (packet) => void heard.push(packet) }, open)
    const payload = Uint8Array.of(1, 0x0a, 0, 160)
    for (let at = 0; at < 10; at++) {
      party.deliver(
        { content: 'telephone-event', ssrc: 1, sequence: at, timestamp: 0, marker: false, payload },
        at * 20,
      )
      run(1, [])
    }
    expect(heard).toHaveLength(0)
  })
})
