import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../ui/cx.ts'

const tones = { amber: 'bg-amber-soft text-amber', red: 'bg-red-soft text-red' }

/** A line over the whole window: something holds up the work until it is put right. `news` is read out when it appears, `more` is not. */
export function Banner({
  icon: Icon,
  tone,
  news,
  more,
  detail,
  children,
}: {
  readonly icon: LucideIcon
  readonly tone: keyof typeof tones
  readonly news: string
  readonly more?: string | null
  readonly detail?: string
  /** What can be done about it. */
  readonly children?: ReactNode
}) {
  return (
    <div
      title={detail}
      className={cx('flex h-8 shrink-0 items-center justify-center gap-2 px-4 text-small font-medium', tones[tone])}
    >
      <Icon aria-hidden size={14} className="shrink-0" />
      <span className="min-w-0 truncate">
        <span role="alert">{news}</span> {more}
      </span>
      {children}
    </div>
  )
}
