import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import { formatTime } from '../../forms/time-words.ts'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { type Block, daysFrom, mondayOf } from './week.ts'

export interface WeekGridProps {
  /** `YYYY-MM-DD` in the zone of the schedule. */
  readonly today: string
  readonly blocksOf: (monday: string) => readonly Block[]
  readonly nameOf: (routeId: string) => string
  /** What lies outside every block: `Closed`, `All other times`. */
  readonly label: string
}

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const HOUR_PX = 9

/** A picture of a week: seven days across, midnight to midnight down. */
export function WeekGrid({ today, blocksOf, nameOf, label }: WeekGridProps) {
  const [weeks, setWeeks] = useState(0)
  const monday = mondayOf(today, weeks)
  const blocks = useMemo(() => blocksOf(monday), [blocksOf, monday])
  const days = daysFrom(monday)
  return (
    <figure aria-label={label} className="flex flex-col gap-1">
      <figcaption className="flex items-center justify-between">
        <span className="text-label font-medium text-ink-soft">{weeks === 0 ? 'This week' : `Week of ${monday}`}</span>
        <span className="flex">
          <IconButton label="Week before" icon={ChevronLeft} size="sm" onClick={() => setWeeks(weeks - 1)} />
          <IconButton label="Week after" icon={ChevronRight} size="sm" onClick={() => setWeeks(weeks + 1)} />
        </span>
      </figcaption>
      <div className="grid grid-cols-[28px_repeat(7,minmax(0,1fr))] gap-x-1">
        <span />
        {days.map((date, day) => (
          <span
            key={date}
            className={cx(
              'text-center text-label',
              date === today ? 'font-semibold text-accent-ink' : 'text-ink-faint',
            )}
          >
            {dayNames[day]} {Number(date.slice(8))}
          </span>
        ))}
        <div className="relative" style={{ height: 24 * HOUR_PX }} aria-hidden>
          {[0, 6, 12, 18, 24].map((hour) => (
            <span
              key={hour}
              style={{ top: hour * HOUR_PX }}
              className="tabular absolute right-1 -translate-y-1/2 font-mono text-[9px] text-ink-faint"
            >
              {hour}
            </span>
          ))}
        </div>
        {days.map((date, day) => (
          <div
            key={date}
            style={{ height: 24 * HOUR_PX }}
            className={cx(
              'relative overflow-hidden rounded-[4px] bg-sunken',
              date === today ? 'ring-1 ring-accent-line' : 'ring-1 ring-line',
            )}
          >
            {[6, 12, 18].map((hour) => (
              <span
                key={hour}
                aria-hidden
                style={{ top: hour * HOUR_PX }}
                className="absolute inset-x-0 h-px bg-line"
              />
            ))}
            {blocks
              .filter((block) => block.day === day)
              .map((block) => (
                <BlockView key={`${block.fromSec} ${block.routeId}`} block={block} name={nameOf(block.routeId)} />
              ))}
          </div>
        ))}
      </div>
    </figure>
  )
}

function BlockView({ block, name }: { readonly block: Block; readonly name: string }) {
  const height = ((block.untilSec - block.fromSec) / 3_600) * HOUR_PX
  const words = `${dayNames[block.day]} ${formatTime(block.fromSec)}–${formatTime(block.untilSec)} ${name}`
  return (
    <div
      role="img"
      aria-label={words}
      title={words}
      style={{ top: (block.fromSec / 3_600) * HOUR_PX, height: Math.max(2, height) }}
      className="absolute inset-x-0.5 overflow-hidden rounded-[3px] border-l-2 border-accent bg-accent-line px-1 text-[9px] leading-3 text-ink"
    >
      {height > 11 ? <span className="line-clamp-2">{name}</span> : null}
    </div>
  )
}
