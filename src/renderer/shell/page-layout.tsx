import type { ReactNode } from 'react'

/** Title line, optional tools, and what the page shows. */
export function PageHeader({
  title,
  count,
  children,
}: {
  readonly title: string
  readonly count?: number
  readonly children?: ReactNode
}) {
  return (
    <div className="flex h-12 shrink-0 items-center gap-3 border-b border-line bg-surface px-4">
      <h1 className="text-title font-semibold whitespace-nowrap">{title}</h1>
      {count === undefined ? null : <span className="tabular text-small text-ink-faint">{count}</span>}
      <div className="ml-auto flex min-w-0 items-center gap-2">{children}</div>
    </div>
  )
}
