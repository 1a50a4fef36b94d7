import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../ui/cx.ts'

const tones = { amber: 'bg-amber-soft text-amber', red: 'bg-red-soft text-red' }

/** A line over the whole window: something holds up the work until it is put right. `news` is read out when it appears, what follows is not. */
export function Banner({
  icon: Icon,
  tone,
  news,
  detail,
  children,
}: {
  readonly icon: LucideIcon
  readonly tone: keyof typeof tones
  readonly news: string
  readonly detail?: string
  readonly children?: ReactNode
}) {
  return (
    <div
      title={detail}
      className={cx('flex h-8 shrink-0 items-center justify-center gap-2 px-4 text-small font-medium', tones[tone])}
    >
      <Icon aria-hidden size={14} className="shrink-0" />
      <span role="alert">{news}</span>
      {children}
    </div>
  )
}
