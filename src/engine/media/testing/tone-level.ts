/** Amplitude of one frequency in s16 samples at `rateHz` (Goertzel): a full-scale sine gives about 32767. */
export function toneLevel(samples: Int16Array, frequencyHz: number, rateHz = 8000): number {
  const angle = (2 * Math.PI * frequencyHz) / rateHz
  const coefficient = 2 * Math.cos(angle)
  let previous = 0
  let beforePrevious = 0
  for (const sample of samples) {
    const current = sample + coefficient * previous - beforePrevious
    beforePrevious = previous
    previous = current
  }
  const power = previous ** 2 + beforePrevious ** 2 - coefficient * previous * beforePrevious
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length
}

export function sine(
  frequencyHz: number,
  count: number,
  options: { rateHz?: number; amplitude?: number } = {},
): Int16Array {
  const { rateHz = 8000, amplitude = 10_000 } = options
  return Int16Array.from({ length: count }, (_, i) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / rateHz)),
  )
}

export function concat(frames: readonly Int16Array[]): Int16Array {
  const out = new Int16Array(frames.reduce((sum, frame) => sum + frame.length, 0))
  let offset = 0
  for (const frame of frames) {
    out.set(frame, offset)
    offset += frame.length
  }
  return out
}
