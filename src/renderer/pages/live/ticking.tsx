import { useEffect, useState } from 'react'
import { formatDuration } from '../../forms/time-words.ts'

/** How long ago, once a second; no time at all while the clock here is behind. */
export function Ticking({ sinceMs }: { readonly sinceMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return formatDuration(Math.max(0, nowMs - sinceMs))
}
