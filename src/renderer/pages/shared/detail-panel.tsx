import type { LucideIcon } from 'lucide-react'
import { Trash2, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { ResizablePane } from '../../ui/split-pane.tsx'

/** What is selected, to the right of the list. */
export function DetailPanel({
  icon: Icon,
  title,
  subtitle,
  onClose,
  onDelete,
  actions,
  children,
}: {
  readonly icon: LucideIcon
  readonly title: string
  readonly subtitle?: ReactNode
  readonly onClose: () => void
  readonly onDelete?: () => void
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <ResizablePane
      id="detail"
      label="details"
      edge="left"
      initial={384}
      min={304}
      max={640}
      className="border-l border-line bg-surface"
    >
      <section aria-label={title} className="flex min-h-0 flex-1 flex-col">
        <header className="flex min-h-12 shrink-0 items-center gap-2.5 border-b border-line px-4 py-1.5">
          <span className="flex size-7 shrink-0 items-center justify-center rounded-control bg-grey-4 text-ink-soft">
            <Icon aria-hidden size={15} />
          </span>
          <div className="min-w-0 flex-1">
            <h2 className="truncate font-semibold">{title}</h2>
            {subtitle ? <div className="truncate text-small text-ink-faint">{subtitle}</div> : null}
          </div>
          {actions}
          {onDelete ? <IconButton label={`Delete ${title}`} icon={Trash2} size="sm" onClick={onDelete} /> : null}
          <IconButton label="Close details" icon={X} size="sm" onClick={onClose} />
        </header>
        <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-4 py-4">{children}</div>
      </section>
    </ResizablePane>
  )
}
