import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'
import { type Level, levelWords } from './levels.ts'

const looks: Readonly<Record<Level, string>> = {
  good: 'text-green',
  watch: 'text-amber',
  bad: 'text-red',
  quiet: 'text-ink',
}

const grounds: Readonly<Record<Level, string>> = {
  good: 'border-line bg-surface',
  watch: 'border-line bg-amber-soft',
  bad: 'border-line bg-red-soft',
  quiet: 'border-line bg-surface',
}

const icons = { good: CircleCheck, watch: TriangleAlert, bad: CircleAlert } as const

export interface TileProps {
  readonly label: string
  readonly value: ReactNode
  readonly note?: ReactNode
  readonly level?: Level
  /** To be read from across the room. */
  readonly big?: boolean
}

/** One number. Whether it is as it should be is said by an icon and a word beside the colour. */
export function Tile({ label, value, note, level = 'quiet', big = false }: TileProps) {
  const Icon = level === 'quiet' ? null : icons[level]
  return (
    <div
      role="group"
      aria-label={label}
      className={cx(
        'flex min-w-0 flex-col rounded-card border',
        grounds[level],
        big ? 'justify-between p-[1.2vw]' : 'p-3',
      )}
    >
      <div
        className={cx(
          'truncate font-medium text-ink-soft',
          big ? 'text-[clamp(13px,1.25vw,30px)] leading-[1.3]' : 'text-small',
        )}
      >
        {label}
      </div>
      <div
        className={cx(
          'tabular font-semibold whitespace-nowrap',
          looks[level],
          big ? 'text-[clamp(32px,6vw,140px)] leading-none' : 'text-[28px] leading-9',
        )}
      >
        {value}
      </div>
      <div
        className={cx(
          'flex min-w-0 items-baseline gap-x-2',
          level !== 'good' && 'flex-wrap',
          big ? 'text-[clamp(12px,1vw,24px)] leading-[1.3]' : 'text-small',
        )}
      >
        {Icon ? (
          <span className={cx('inline-flex shrink-0 items-center gap-1 self-start font-medium', looks[level])}>
            <Icon aria-hidden className={big ? 'size-[1.2vw] min-h-4 min-w-4' : 'size-3.5'} />
            <span className={level === 'good' ? 'sr-only' : ''}>{levelWords[level]}</span>
          </span>
        ) : null}
        <span className="min-w-0 text-ink-faint">{note ?? '\u00a0'}</span>
      </div>
    </div>
  )
}
