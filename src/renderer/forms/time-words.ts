/** Seconds since midnight as `09:00`; 86400 is `24:00`. Seconds that are no whole minute are shown too. */
export function formatTime(sec: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const rest = sec % 60
  return `${two(Math.floor(sec / 3_600))}:${two(Math.floor(sec / 60) % 60)}${rest ? `:${two(rest)}` : ''}`
}

/** Reads `9`, `9:30`, `0930`, `9.30`, `9am`, `9:30 pm`, `24:00`. Null when it is no time of day. */
export function parseTime(typed: string): number | null {
  const match = /^\s*(\d{1,2})(?:[:.]?(\d{2}))?(?::(\d{2}))?\s*([ap])?\.?(?:m\.?)?\s*$/i.exec(typed)
  if (!match) return null
  const [, hourText = '', minuteText = '0', secondText = '0', half] = match
  let hour = Number(hourText)
  if (half) {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  }
  const minute = Number(minuteText)
  const second = Number(secondText)
  const total = hour * 3_600 + minute * 60 + second
  return minute < 60 && second < 60 && total <= 86_400 ? total : null
}

/** `1:05`, `12:00:07`: how long a call or a sound is. */
export function formatDuration(ms: number): string {
  const sec = Math.max(0, Math.round(ms / 1_000))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(sec / 3_600)
  const minutes = Math.floor(sec / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(sec % 60)}` : `${minutes}:${two(sec % 60)}`
}
