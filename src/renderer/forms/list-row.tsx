import { ChevronDown, ChevronUp, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../ui/button.tsx'

/** One entry of a short list: what it is, up, down, away. */
export function ListRow({
  index,
  count,
  onMove,
  onRemove,
  children,
}: {
  readonly index: number
  readonly count: number
  /** Left out where the order means nothing. */
  readonly onMove?: (to: number) => void
  readonly onRemove: () => void
  readonly children: ReactNode
}) {
  return (
    <li className="flex min-h-8 items-center gap-1 border-b border-line py-1 pr-1 pl-2 last:border-0">
      <div className="min-w-0 flex-1">{children}</div>
      <div className="flex shrink-0 self-start">
        {count > 1 && onMove ? (
          <>
            <IconButton
              label="Move up"
              icon={ChevronUp}
              size="sm"
              disabled={index === 0}
              onClick={() => onMove(index - 1)}
            />
            <IconButton
              label="Move down"
              icon={ChevronDown}
              size="sm"
              disabled={index === count - 1}
              onClick={() => onMove(index + 1)}
            />
          </>
        ) : null}
        <IconButton label="Remove" icon={X} size="sm" onClick={onRemove} />
      </div>
    </li>
  )
}

export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from]
  if (item === undefined || to < 0 || to >= list.length) return list
  return list.toSpliced(from, 1).toSpliced(to, 0, item)
}
