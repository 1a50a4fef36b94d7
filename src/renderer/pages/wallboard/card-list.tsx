import { Children, type ReactNode } from 'react'

/** A titled card with one line for each; a sentence when there is none. */
export function CardList({
  title,
  empty,
  children,
}: {
  readonly title: string
  readonly empty: string
  readonly children: ReactNode
}) {
  const isEmpty = Children.toArray(children).length === 0
  return (
    <section aria-label={title} className="rounded-card border border-line bg-surface px-4 py-3">
      <h3 className="mb-1 text-label font-medium text-ink-soft">{title}</h3>
      {isEmpty ? <p className="text-small text-ink-faint">{empty}</p> : <ul>{children}</ul>}
    </section>
  )
}
