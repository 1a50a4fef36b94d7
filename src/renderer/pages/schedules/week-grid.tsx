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
  /** What the picture shows, for those who do not see it. */
  readonly label: string
  /** Which of the shades a route has, from 0; all the same when absent. */
  readonly shadeOf?: (routeId: string) => number
  /** A moment somebody asks about, and what to do when another is pointed at (seconds by the wall clock). */
  readonly asked?: { readonly date: string; readonly sec: number }
  readonly onAsk?: (date: string, sec: number) => void
}

/** Depths of one hue, told apart by their neighbours and named in the legend. */
const shades = [30, 66, 14, 48, 82] as const

export const shadeStyle = (shade: number) => {
  const depth = shades[shade % shades.length] ?? shades[0]
  return {
    backgroundColor: `color-mix(in srgb, var(--color-accent) ${depth}%, var(--color-surface))`,
    color: depth > 50 ? 'var(--color-on-accent)' : 'var(--color-ink)',
  }
}

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const HOUR_PX = 9

/** A picture of a week: seven days across, midnight to midnight down. */
export function WeekGrid({ today, blocksOf, nameOf, label, shadeOf, asked, onAsk }: WeekGridProps) {
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
            <span className="block">{dayNames[day]}</span>
            <span className="tabular block">{Number(date.slice(8))}</span>
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
                <BlockView
                  key={`${block.fromSec} ${block.routeId}`}
                  block={block}
                  name={nameOf(block.routeId)}
                  {...(shadeOf ? { shade: shadeOf(block.routeId) } : {})}
                />
              ))}
            {asked?.date === date ? (
              <span
                aria-hidden
                style={{ top: (asked.sec / 3_600) * HOUR_PX - 1 }}
                className="pointer-events-none absolute inset-x-0 h-0.5 bg-ink"
              />
            ) : null}
            {onAsk ? <AskDay date={date} day={day} onAsk={onAsk} /> : null}
          </div>
        ))}
      </div>
    </figure>
  )
}

/** Pointing at a day asks about that quarter of an hour; the keyboard asks about noon. */
function AskDay({
  date,
  day,
  onAsk,
}: {
  readonly date: string
  readonly day: number
  readonly onAsk: NonNullable<WeekGridProps['onAsk']>
}) {
  return (
    <button
      type="button"
      aria-label={`What applies on ${dayNames[day]} ${date}`}
      className="absolute inset-0 cursor-crosshair"
      onClick={(event) => {
        const isPointed = event.detail > 0
        const quarter = Math.floor((event.nativeEvent.offsetY / HOUR_PX) * 4)
        onAsk(date, isPointed ? Math.min(95, Math.max(0, quarter)) * 900 : 43_200)
      }}
    />
  )
}

function BlockView({ block, name, shade }: { readonly block: Block; readonly name: string; readonly shade?: number }) {
  const height = ((block.untilSec - block.fromSec) / 3_600) * HOUR_PX
  const words = `${dayNames[block.day]} ${formatTime(block.fromSec)}–${formatTime(block.untilSec)} ${name}`
  return (
    <div
      role="img"
      aria-label={words}
      title={words}
      style={{ top: (block.fromSec / 3_600) * HOUR_PX, height: Math.max(2, height), ...shadeStyle(shade ?? 0) }}
      className="absolute inset-x-0.5 overflow-hidden rounded-[3px] border-l-2 border-accent px-1 text-[9px] leading-3"
    >
      {height > 11 && shade === undefined ? <span className="line-clamp-2">{name}</span> : null}
    </div>
  )
}
