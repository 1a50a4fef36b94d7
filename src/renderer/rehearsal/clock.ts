/** Time since the call started as people read it: `0:07`, `1:02:05`. */
export function formatElapsed(ms: number): string {
  const total = Math.floor(ms / 1_000)
  const [hours, minutes, seconds] = [Math.floor(total / 3_600), Math.floor(total / 60) % 60, total % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}
