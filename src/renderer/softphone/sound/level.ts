/** Loudness of samples of -1 to 1 as a meter shows it: 0 is silence, 1 full; -60 dB and less are 0. */
export function levelOf(samples: Float32Array): number {
  if (samples.length === 0) return 0
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const db = 10 * Math.log10(sum / samples.length)
  return Math.min(1, Math.max(0, 1 + db / RANGE_DB))
}

const RANGE_DB = 60
