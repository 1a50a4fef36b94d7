import type { LucideIcon } from 'lucide-react'
import { LoaderCircle } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Tooltip } from './tooltip.tsx'

export type ButtonVariant = 'primary' | 'default' | 'ghost' | 'danger'

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  default: 'border border-line-strong bg-surface text-ink hover:bg-hover active:bg-pressed',
  ghost: 'text-ink-soft hover:bg-hover hover:text-ink active:bg-pressed data-[state=open]:bg-pressed',
  danger: 'border border-line-strong bg-surface text-red hover:bg-red-soft',
}

const sizes = { sm: 'h-6 px-2 text-small', md: 'h-7 px-2.5 text-body', lg: 'h-8 px-3 text-body' }

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: ButtonVariant
  readonly size?: keyof typeof sizes
  readonly icon?: LucideIcon
  /** Shows that the action is under way and refuses a second press. */
  readonly busy?: boolean
}

export function Button({
  variant = 'default',
  size = 'md',
  icon: Icon,
  busy = false,
  className,
  children,
  ...rest
}: ButtonProps) {
  const Shown = busy ? LoaderCircle : Icon
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={cx(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap transition-colors select-none disabled:opacity-50',
        variants[variant],
        sizes[size],
        className,
      )}
    >
      {Shown ? <Shown aria-hidden size={size === 'sm' ? 13 : 14} className={busy ? 'animate-spin' : ''} /> : null}
      {children}
    </button>
  )
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** The accessible name, shown as a tooltip. */
  readonly label: string
  readonly icon: LucideIcon
  readonly size?: 'sm' | 'md'
  readonly pressed?: boolean
  readonly shortcut?: string
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  readonly badge?: ReactNode
}

export function IconButton({
  label,
  icon: Icon,
  size = 'md',
  pressed,
  shortcut,
  side = 'bottom',
  badge,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} shortcut={shortcut} side={side}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        {...rest}
        className={cx(
          'relative inline-flex shrink-0 items-center justify-center rounded-control text-ink-soft transition-colors hover:bg-hover hover:text-ink active:bg-pressed disabled:opacity-40 aria-pressed:bg-accent-soft aria-pressed:text-accent-ink data-[state=open]:bg-pressed',
          size === 'sm' ? 'size-6' : 'size-7',
          className,
        )}
      >
        <Icon aria-hidden size={size === 'sm' ? 14 : 16} strokeWidth={1.75} />
        {badge}
      </button>
    </Tooltip>
  )
}
