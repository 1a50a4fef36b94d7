import type { ReactNode } from 'react'
import { useId } from 'react'
import { cx } from './cx.ts'

/** What a control inside a Field must put on its focusable element. */
export interface FieldControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

export interface FieldProps {
  readonly label: ReactNode
  readonly help?: ReactNode
  /** In words, next to the field. */
  readonly error?: ReactNode
  /** Something small at the right end of the label line. */
  readonly aside?: ReactNode
  /** Label and control on one line: switches. */
  readonly inline?: boolean
  readonly className?: string
  readonly children: (control: FieldControlProps) => ReactNode
}

/** Label above, help below, error in words beside the control it belongs to. */
export function Field({ label, help, error, aside, inline = false, className, children }: FieldProps) {
  const id = useId()
  const notes = [error ? `${id}-error` : '', help ? `${id}-help` : ''].filter(Boolean).join(' ')
  const control = children({ id, 'aria-describedby': notes || undefined, 'aria-invalid': error ? true : undefined })
  return (
    <div className={cx('flex min-w-0 flex-col gap-1', className)}>
      <div className={cx('flex items-center justify-between gap-2', inline && 'min-h-7')}>
        <label htmlFor={id} className={inline ? 'text-body text-ink' : 'text-label font-medium text-ink-soft'}>
          {label}
        </label>
        {aside}
        {inline ? control : null}
      </div>
      {inline ? null : control}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-small text-red">
          {error}
        </p>
      ) : null}
      {help ? (
        <p id={`${id}-help`} className="text-small text-ink-faint">
          {help}
        </p>
      ) : null}
    </div>
  )
}
