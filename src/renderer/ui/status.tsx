import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export type Tone = 'neutral' | 'accent' | 'green' | 'amber' | 'red'

const soft: Record<Tone, string> = {
  neutral: 'bg-grey-4 text-ink-soft',
  accent: 'bg-accent-soft text-accent-ink',
  green: 'bg-green-soft text-green',
  amber: 'bg-amber-soft text-amber',
  red: 'bg-red-soft text-red',
}

const dots: Record<Tone, string> = {
  neutral: 'border border-grey-8',
  accent: 'bg-accent',
  green: 'bg-dot-green',
  amber: 'bg-dot-amber',
  red: 'bg-dot-red',
}

/** A word with a colour; never a colour alone. */
export function Badge({
  tone = 'neutral',
  icon: Icon,
  children,
}: {
  readonly tone?: Tone
  readonly icon?: LucideIcon
  readonly children: ReactNode
}) {
  return (
    <span
      className={cx(
        'inline-flex h-[18px] items-center gap-1 rounded-full px-1.5 text-label font-medium whitespace-nowrap',
        soft[tone],
      )}
    >
      {Icon ? <Icon aria-hidden size={11} /> : null}
      {children}
    </span>
  )
}

/** A coloured dot and, unless `hideLabel`, the word beside it. */
export function StatusDot({
  tone,
  label,
  hideLabel = false,
  pulse = false,
}: {
  readonly tone: Tone
  readonly label: string
  readonly hideLabel?: boolean
  readonly pulse?: boolean
}) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 whitespace-nowrap" title={hideLabel ? label : undefined}>
      <span aria-hidden className={cx('size-2 shrink-0 rounded-full', dots[tone], pulse && 'animate-pulse')} />
      <span className={hideLabel ? 'sr-only' : 'truncate'}>{label}</span>
    </span>
  )
}

/** A number or name set in a tile: an extension, a DID, a number that reaches a flow. */
export function Pill({ children, mono = false }: { readonly children: ReactNode; readonly mono?: boolean }) {
  return (
    <span
      className={cx(
        'inline-flex h-5 max-w-full items-center gap-1 truncate rounded-control border border-line bg-sunken px-1.5 text-small text-ink',
        mono && 'tabular font-mono text-label',
      )}
    >
      {children}
    </span>
  )
}
