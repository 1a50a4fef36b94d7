import { audioContext } from './audio-context.ts'

export type Cadence = 'ring' | 'ring-quietly' | 'ringback'

/** Two sines together, on and off for so long, again and again; `gain` of full scale. */
const cadences: Readonly<
  Record<
    Cadence,
    { readonly hz: readonly number[]; readonly onMs: number; readonly offMs: number; readonly gain: number }
  >
> = {
  ring: { hz: [523.25, 659.25], onMs: 900, offMs: 1_600, gain: 0.12 },
  'ring-quietly': { hz: [523.25], onMs: 250, offMs: 3_750, gain: 0.04 },
  // As in North America (ITU-T E.180).
  ringback: { hz: [440, 480], onMs: 2_000, offMs: 4_000, gain: 0.05 },
}

/** Plays it until the function that it answers is called. */
export function playCadence(cadence: Cadence): () => void {
  const { hz, onMs, offMs, gain } = cadences[cadence]
  const play = () => playTones(hz, onMs, gain)
  play()
  const timer = setInterval(play, onMs + offMs)
  return () => {
    clearInterval(timer)
    quiet()
  }
}

/** What a key sounds like here (ITU-T Q.23). */
export function playKey(key: string): void {
  const place = keys.indexOf(key)
  if (place < 0) return
  playTones([rowsHz[Math.floor(place / 3)] ?? 0, columnsHz[place % 3] ?? 0], KEY_MS, 0.06)
}

const keys = '123456789*0#'
const rowsHz = [697, 770, 852, 941]
const columnsHz = [1_209, 1_336, 1_477]
const KEY_MS = 120
/** Without it a tone begins and ends with a click. */
const EDGE_SEC = 0.01

const sounding = new Set<OscillatorNode>()

function playTones(hz: readonly number[], ms: number, gain: number): void {
  const context = audioContext()
  const loudness = context.createGain()
  const [begin, end] = [context.currentTime, context.currentTime + ms / 1_000]
  loudness.gain.setValueAtTime(0, begin)
  loudness.gain.linearRampToValueAtTime(gain, begin + EDGE_SEC)
  loudness.gain.setValueAtTime(gain, end - EDGE_SEC)
  loudness.gain.linearRampToValueAtTime(0, end)
  loudness.connect(context.destination)
  for (const frequency of hz) {
    const tone = new OscillatorNode(context, { frequency })
    tone.connect(loudness)
    tone.start(begin)
    tone.stop(end)
    tone.onended = () => sounding.delete(tone)
    sounding.add(tone)
  }
}

function quiet(): void {
  for (const tone of sounding) tone.stop()
  sounding.clear()
}
