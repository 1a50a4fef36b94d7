/** Sum of s16 frames, saturated; `length` samples, missing frames and tails count as silence. */
export function mix(frames: readonly (Int16Array | undefined)[], length: number): Int16Array {
  const out = new Int16Array(length)
  for (const frame of frames) {
    if (frame === undefined) continue
    const end = Math.min(length, frame.length)
    for (let i = 0; i < end; i++) {
      const sum = (out[i] ?? 0) + (frame[i] ?? 0)
      out[i] = sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : sum
    }
  }
  return out
}
