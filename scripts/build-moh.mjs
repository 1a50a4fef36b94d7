// Composes resources/moh/lantern-light.wav, the hold music: four phrases of slow chords with a sparse bell-like melody.
// Everything is rendered on a circle (a note that rings past the end continues at the start), so the loop has no seam.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { encodeWav } from './wav.ts'

const RATE_HZ = 8_000
const BAR_SEC = 4.5
const PEAK = 10 ** (-12 / 20)
// MIDI note numbers, middle C = 60. One chord a bar; the first note is the bass.
const CHORDS = [
  [50, 66, 69, 73],
  [47, 66, 69, 74],
  [43, 66, 71, 74],
  [45, 64, 69, 73],
  [54, 64, 69, 73],
  [47, 66, 69, 74],
  [52, 67, 71, 74],
  [45, 67, 69, 76],
  [50, 66, 69, 76],
  [55, 66, 71, 74],
  [54, 64, 69, 73],
  [47, 66, 69, 74],
  [43, 66, 71, 74],
  [52, 67, 71, 74],
  [45, 67, 69, 74],
  [45, 64, 69, 73],
]
// [bar, beat of 6, note]: steps of the major pentatonic, with rests to breathe in.
// biome-ignore format: a phrase a line
const MELODY = [
  [0, 0, 78], [0, 3, 81], [1, 1, 78], [2, 0, 76], [2, 3, 74], [3, 2, 76],
  [4, 0, 81], [4, 2, 78], [5, 0, 74], [5, 4, 76], [6, 1, 78], [7, 0, 76],
  [8, 0, 78], [8, 3, 86], [9, 1, 83], [10, 0, 81], [10, 3, 78], [11, 2, 74],
  [12, 0, 78], [12, 3, 76], [13, 1, 74], [14, 0, 76], [14, 4, 74], [15, 2, 69],
]

const length = Math.round(CHORDS.length * BAR_SEC * RATE_HZ)
const track = new Float64Array(length)
for (const [bar, [bass, ...chord]] of CHORDS.entries()) {
  const at = bar * BAR_SEC
  note({ at, midi: bass + 12, seconds: BAR_SEC, volume: 0.5, attack: 0.12, release: 0.9, partials: [1, 0.45, 0.2] })
  for (const midi of chord) {
    note({ at, midi, seconds: BAR_SEC, volume: 0.3, attack: 1.1, release: 1.6, partials: [1, 0.22, 0.1, 0.04] })
  }
  // A broken chord under the pad keeps the pulse.
  for (const [step, voice] of [0, 1, 2, 1, 2, 1].entries()) {
    bell({ at: at + (step * BAR_SEC) / 6, midi: chord[voice], volume: 0.2, decaySec: 0.9 })
  }
}
for (const [bar, beat, midi] of MELODY) {
  bell({ at: (bar + beat / 6) * BAR_SEC, midi, volume: 0.55, decaySec: 1.5 })
}
const wet = room(track)
const loudest = wet.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0)
const folder = join(resolve(import.meta.dirname, '..'), 'resources', 'moh')
mkdirSync(folder, { recursive: true })
const samples = Int16Array.from(wet, (value) => Math.round((value / loudest) * PEAK * 32_767))
writeFileSync(join(folder, 'lantern-light.wav'), encodeWav(samples, RATE_HZ))
console.log(`resources/moh/lantern-light.wav: ${(length / RATE_HZ).toFixed(1)} s`)

/** A held tone: raised-cosine attack and release, two voices slightly apart. */
function note({ at, midi, seconds, volume, attack, release, partials }) {
  const hz = frequency(midi)
  add(at, seconds + release, (t) => {
    const rise = Math.min(1, t / attack)
    const fall = Math.min(1, (seconds + release - t) / release)
    const envelope = ease(rise) * ease(Math.max(0, fall))
    let sum = 0
    for (const [index, strength] of partials.entries()) {
      const partialHz = hz * (index + 1)
      if (partialHz < 3_400) sum += strength * (sine(partialHz * 0.9985, t) + sine(partialHz * 1.0015, t))
    }
    return volume * 0.5 * envelope * sum
  })
}

/** A struck tone that dies away. */
function bell({ at, midi, volume, decaySec }) {
  const hz = frequency(midi)
  add(at, decaySec * 4, (t) => {
    const envelope =
      ease(Math.min(1, t / 0.012)) * Math.exp(-t / decaySec) * ease(Math.min(1, (decaySec * 4 - t) / 0.2))
    return (
      volume *
      envelope *
      (sine(hz, t) + 0.25 * Math.exp(-t * 3) * sine(hz * 2, t) + 0.06 * Math.exp(-t * 8) * sine(hz * 3, t))
    )
  })
}

function add(atSec, seconds, sampleAt) {
  const start = Math.round(atSec * RATE_HZ)
  const count = Math.round(seconds * RATE_HZ)
  for (let i = 0; i < count; i++) track[(start + i) % length] += sampleAt(i / RATE_HZ)
}

/** A few quiet echoes, each darker than the one before; circular like everything else. */
function room(dry) {
  const out = Float64Array.from(dry)
  let echo = dry
  for (const [delaySec, gain] of [
    [0.083, 0.28],
    [0.131, 0.5],
    [0.197, 0.5],
    [0.283, 0.5],
  ]) {
    const delay = Math.round(delaySec * RATE_HZ)
    const from = echo
    echo = Float64Array.from(from, (_, i) => {
      const here = from[(i - delay + length) % length]
      const before = from[(i - delay - 1 + length) % length]
      return gain * 0.5 * (here + before)
    })
    for (let i = 0; i < length; i++) out[i] += echo[i]
  }
  return out
}

function frequency(midi) {
  return 440 * 2 ** ((midi - 69) / 12)
}

function sine(hz, t) {
  return Math.sin(2 * Math.PI * hz * t)
}

function ease(x) {
  return 0.5 - 0.5 * Math.cos(Math.PI * x)
}
