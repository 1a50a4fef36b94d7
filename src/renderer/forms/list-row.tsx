import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../ui/button.tsx'
import { RowGrip } from './row-grip.tsx'

/** One entry of a short list: a grip to move it by, what it is, away. */
export function ListRow({
  name,
  index,
  count,
  onMove,
  onRemove,
  children,
}: {
  /** Tells this row's buttons from those of others. */
  readonly name: string
  readonly index: number
  readonly count: number
  /** Left out where the order means nothing. */
  readonly onMove?: (to: number) => void
  readonly onRemove: () => void
  readonly children: ReactNode
}) {
  return (
    <li className="relative flex min-h-8 items-center gap-1 border-b border-line bg-surface py-1 pr-1 pl-2 last:border-0 first:rounded-t-control last:rounded-b-control data-dragged:z-10 data-dragged:rounded-control data-dragged:shadow-float data-[drop=after]:shadow-[inset_0_-2px_0_var(--color-accent)] data-[drop=before]:shadow-[inset_0_2px_0_var(--color-accent)]">
      {count > 1 && onMove ? <RowGrip {...{ name, index, count, onMove }} /> : null}
      <div className="min-w-0 flex-1">{children}</div>
      <IconButton
        label="Remove"
        aria-label={`Remove ${name}`}
        icon={X}
        size="sm"
        onClick={onRemove}
        className="self-start"
      />
    </li>
  )
}

export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from]
  if (item === undefined || to < 0 || to >= list.length) return list
  return list.toSpliced(from, 1).toSpliced(to, 0, item)
}
