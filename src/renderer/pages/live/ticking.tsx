import { useEffect, useState } from 'react'
import { formatDuration } from '../../forms/time-words.ts'

/** How long ago, once a second. */
export function Ticking({ sinceMs }: { readonly sinceMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return formatDuration(nowMs - sinceMs)
}
