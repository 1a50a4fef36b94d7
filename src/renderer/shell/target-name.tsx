import type { TargetAbout } from '../../main/api/target-contract.ts'
import { useTarget } from '../store/target.ts'
import { cx } from '../ui/cx.ts'
import { fills } from './target-colours.ts'

/** Over the whole page, while it is about an engine elsewhere. */
export function TargetStripe() {
  const about = useTarget((state) => state.about)
  if (about?.kind !== 'appliance') return null
  return <span aria-hidden className={cx('absolute inset-x-0 top-0 h-[3px]', fills[about.colour])} />
}

/** A target as it is known everywhere: its colour and its name. */
export function TargetName({ about }: { readonly about: Pick<TargetAbout, 'name' | 'colour'> }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <span aria-hidden className={cx('size-2.5 shrink-0 rounded-[3px]', fills[about.colour])} />
      <span className="truncate">{about.name}</span>
    </span>
  )
}
