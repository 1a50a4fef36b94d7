import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** What the page is for in one sentence, and the first thing to do. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
}: {
  readonly icon: LucideIcon
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div className="flex h-full min-h-[200px] flex-1 flex-col items-center justify-center gap-3 p-8 text-center">
      <span className="flex size-10 items-center justify-center rounded-card border border-line bg-surface text-ink-faint">
        <Icon aria-hidden size={20} strokeWidth={1.5} />
      </span>
      <div className="max-w-[380px]">
        <h2 className="text-title font-semibold">{title}</h2>
        {children ? <p className="mt-1 text-body text-balance text-ink-faint">{children}</p> : null}
      </div>
      {action}
    </div>
  )
}
