import type { LucideIcon } from 'lucide-react'
import { cx } from '../../ui/cx.ts'

const MOST_SHOWN = 100

/** What was not taken, or what should be known, path by path. */
export function NoteList({
  title,
  icon: Icon,
  tone,
  notes,
  count,
}: {
  readonly title: string
  readonly icon: LucideIcon
  readonly tone: 'amber' | 'neutral'
  readonly notes: readonly { readonly path?: string; readonly reason: string }[]
  readonly count: number
}) {
  if (count === 0) return null
  const more = count - Math.min(notes.length, MOST_SHOWN)
  return (
    <details open={tone === 'amber'} className="rounded-control border border-line">
      <summary className="flex h-8 cursor-default items-center gap-2 px-2 text-small font-medium select-none">
        <Icon aria-hidden size={13} className={cx('shrink-0', tone === 'amber' ? 'text-amber' : 'text-ink-faint')} />
        {title}
      </summary>
      <ul aria-label={title} className="max-h-[180px] overflow-y-auto border-t border-line px-2 py-1 text-small">
        {notes.slice(0, MOST_SHOWN).map(({ path, reason }, index) => (
          <li key={index} className="py-0.5 wrap-anywhere text-ink-soft">
            {path ? <span className="font-mono text-label text-ink">{path} </span> : null}
            {reason}
          </li>
        ))}
        {more > 0 ? <li className="py-0.5 text-ink-faint">and {more.toLocaleString('en')} more</li> : null}
      </ul>
    </details>
  )
}
