import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seeded } from '../../../../tests/harness/random.ts'
import { decodeG711, encodeG711 } from '../codec/g711.ts'
import { DtmfDetector } from './dtmf-detector.ts'
import { parseWav, readMono } from '../files/wav-format.ts'
import { dtmfFrequencies } from './tone.ts'

const KEYS = '123A456B789C*0#D'
/** Of A to D more is asked, see there. */
const ON_PHONES = '123456789*0#'

interface Press {
  readonly ms?: number
  /** Of the row and the column, of full scale 32,767. */
  readonly amplitudes?: readonly [number, number]
  /** Of both frequencies. */
  readonly detune?: number
  readonly noise?: number
}

/** A key pressed after `before` samples of silence and followed by silence, as a telephone line carries it. */
function press(key: string, { ms = 80, amplitudes = [4_000, 4_000], detune = 1, noise = 0 }: Press = {}, before = 400) {
  const random = seeded(7)
  const [row = 0, column = 0] = dtmfFrequencies(key)
  const samples = Int16Array.from({ length: before + 8 * ms + 800 }, (_, i) => {
    const isOn = i >= before && i < before + 8 * ms
    const wave = (hz: number, amplitude: number) => amplitude * Math.sin((2 * Math.PI * hz * detune * i) / 8_000)
    const tones = isOn ? wave(row, amplitudes[0]) + wave(column, amplitudes[1]) : 0
    return Math.round(tones + noise * (random() - 0.5))
  })
  return decodeG711('PCMU', encodeG711('PCMU', samples))
}

const heard = (...parts: readonly Int16Array[]) => {
  const detector = new DtmfDetector()
  return parts.map((part) => detector.hear(part)).join('')
}

describe('keys sent as tones (ITU-T Q.23, Q.24)', () => {
  it('are each heard once', () => {
    expect(heard(...Array.from(KEYS).map((key) => press(key)))).toBe(KEYS)
    expect(heard(press('5'), press('5'), press('5', { ms: 2_000 }))).toBe('555')
  })

  it('however they are cut into packets', () => {
    const samples = press('7')
    const detector = new DtmfDetector()
    let keys = ''
    for (let at = 0; at < samples.length; at += 37) keys += detector.hear(samples.subarray(at, at + 37))
    expect(keys).toBe('7')
  })

  it('of 40 ms are heard wherever they begin, of 20 ms nowhere', () => {
    for (let before = 0; before < 102; before += 3) {
      expect([before, heard(press('2', { ms: 40 }, before))]).toEqual([before, '2'])
      expect([before, heard(press('2', { ms: 20 }, before))]).toEqual([before, ''])
    }
  })

  it.each([
    { what: 'off by 1.5 %', press: { detune: 1.015 } },
    { what: 'off by -1.5 %', press: { detune: 0.985 } },
    { what: 'whose column is 8 dB louder', press: { amplitudes: [2_000, 5_000] as const } },
    { what: 'whose row is 4 dB louder', press: { amplitudes: [5_000, 3_150] as const } },
    { what: 'as faint as -29 dBm0', press: { amplitudes: [800, 800] as const } },
    { what: 'in noise 15 dB below', press: { noise: 3_400 } },
  ])('are heard $what', ({ press: how }) => {
    expect(heard(...Array.from(ON_PHONES).map((key) => press(key, how)))).toBe(ON_PHONES)
  })

  it.each([
    { what: 'off by 8 %', press: { detune: 1.08 } },
    { what: 'whose row is 12 dB louder', press: { amplitudes: [8_000, 2_000] as const } },
    { what: 'fainter than any key', press: { amplitudes: [60, 60] as const } },
    { what: 'buried in noise', press: { amplitudes: [1_000, 1_000] as const, noise: 16_000 } },
  ])('are not heard $what', ({ press: how }) => {
    expect(heard(...Array.from(KEYS).map((key) => press(key, how)))).toBe('')
  })

  it('interrupted for 10 ms are one key, and two keys when there are 40 ms between', () => {
    const cut = (from: number, ms: number) =>
      press('9', { ms: 160 }).map((sample, i) => (i >= from && i < from + 8 * ms ? 0 : sample))
    expect(heard(cut(900, 10))).toBe('9')
    expect(heard(cut(900, 40))).toBe('99')
  })

  it('are not heard in dial tone, ringback, busy tone or a single tone', () => {
    const sum = (hz: readonly number[]) =>
      Int16Array.from({ length: 16_000 }, (_, i) =>
        hz.reduce((all, each) => all + 5_000 * Math.sin((2 * Math.PI * each * i) / 8_000), 0),
      )
    for (const hz of [
      [350, 440],
      [440, 480],
      [480, 620],
      [425],
      [1_000],
      [697],
      [1_209, 1_336],
      [697, 770],
      [400, 800, 1_200],
    ]) {
      expect([...hz, heard(sum(hz))]).toEqual([...hz, ''])
    }
  })

  it.each(['en', 'de', 'fr', 'es'])('are not heard in speech: the prompts in %s', (language) => {
    const folder = join(import.meta.dirname, '../../../../resources/prompts', language)
    const detector = new DtmfDetector()
    let seconds = 0
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.wav'))) {
      const read = parseWav(readFileSync(join(folder, name)))
      if (!read.ok || read.audio.rateHz !== 8_000) continue
      seconds += read.audio.frames / 8_000
      expect([name, detector.hear(readMono(read.audio, 0, read.audio.frames))]).toEqual([name, ''])
    }
    expect(seconds).toBeGreaterThan(60)
  })
})
