import { useEffect, useRef } from 'react'

/** A bar as long as something is loud, drawn ten times a second without React. `levelOf`: 0 to 1. */
export function LevelBar({ label, levelOf }: { readonly label: string; readonly levelOf: () => number }) {
  const bar = useRef<HTMLDivElement>(null)
  const level = useRef(levelOf)
  useEffect(() => {
    level.current = levelOf
  })
  useEffect(() => {
    const timer = setInterval(() => {
      const { current } = bar
      if (!current) return
      const percent = Math.round(level.current() * 100)
      current.style.width = `${percent}%`
      current.parentElement?.setAttribute('aria-valuenow', String(percent))
    }, 100)
    return () => clearInterval(timer)
  }, [])
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className="h-1.5 overflow-hidden rounded-full bg-grey-4"
    >
      <div ref={bar} className="h-full rounded-full bg-dot-green" style={{ width: 0 }} />
    </div>
  )
}
