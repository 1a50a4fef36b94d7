import { CircleQuestionMark } from 'lucide-react'
import { memo } from 'react'
import type { ModuleCategory } from '../../callflow/define-module.ts'
import { cx } from '../ui/cx.ts'
import { chipClass } from './category.ts'
import { moduleIcons } from './module-icons.ts'

/** The coloured 28 px square with a module's icon. */
export const ModuleChip = memo(function ModuleChip({
  icon,
  category,
  small = false,
}: {
  readonly icon: string
  readonly category: ModuleCategory | 'unknown'
  readonly small?: boolean
}) {
  const Icon = moduleIcons[icon] ?? CircleQuestionMark
  return (
    <span
      aria-hidden
      className={cx(
        'flex shrink-0 items-center justify-center rounded-control',
        small ? 'size-6' : 'size-7',
        chipClass[category],
      )}
    >
      <Icon size={small ? 14 : 16} strokeWidth={1.9} />
    </span>
  )
})
