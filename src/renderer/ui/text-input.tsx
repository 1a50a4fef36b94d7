import { Eye, EyeOff, Search, X } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { useState } from 'react'
import { cx } from './cx.ts'

const box =
  'flex h-7 w-full min-w-0 items-center gap-1.5 rounded-control border border-line-strong bg-surface px-2 text-body text-ink transition-colors hover:border-grey-7 focus-within:border-accent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent has-aria-invalid:border-red has-disabled:opacity-60'
const inner = 'min-w-0 flex-1 bg-transparent outline-none! disabled:cursor-not-allowed'

export interface TextInputProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'size'> {
  readonly value: string
  readonly onChange: (value: string) => void
  /** Numbers, addresses and SIP in the mono face. */
  readonly mono?: boolean
  readonly unit?: ReactNode
}

export function TextInput({ value, onChange, mono = false, unit, className, ...rest }: TextInputProps) {
  return (
    <span className={cx(box, className)}>
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...rest}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={cx(inner, mono && 'font-mono text-small')}
      />
      {unit ? <span className="shrink-0 text-small text-ink-faint">{unit}</span> : null}
    </span>
  )
}

/** Shown as dots until asked for. */
export function SecretInput({ value, onChange, ...rest }: TextInputProps) {
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <TextInput
      {...rest}
      value={value}
      onChange={onChange}
      mono
      type={shown ? 'text' : 'password'}
      autoComplete="new-password"
      unit={
        <button
          type="button"
          aria-label={shown ? 'Hide' : 'Show'}
          onClick={() => setShown(!shown)}
          className="-mr-1 flex size-5 items-center justify-center rounded-control text-ink-faint hover:text-ink"
        >
          <Icon aria-hidden size={14} />
        </button>
      }
    />
  )
}

export function SearchInput({
  label,
  value,
  onChange,
  className,
  onKeyDown,
  ...rest
}: Omit<TextInputProps, 'unit'> & { readonly label: string }) {
  return (
    <span className={cx(box, className)}>
      <Search aria-hidden size={14} className="shrink-0 text-ink-faint" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        {...rest}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          onKeyDown?.(event)
          if (event.key === 'Escape' && value) {
            event.stopPropagation()
            onChange('')
          }
        }}
        className={cx(inner, '[&::-webkit-search-cancel-button]:hidden')}
      />
      {value ? (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => onChange('')}
          className="-mr-1 flex size-5 shrink-0 items-center justify-center rounded-control text-ink-faint hover:text-ink"
        >
          <X aria-hidden size={13} />
        </button>
      ) : null}
    </span>
  )
}

export interface TextAreaProps extends Omit<ComponentProps<'textarea'>, 'onChange' | 'value'> {
  readonly value: string
  readonly onChange: (value: string) => void
}

export function TextArea({ value, onChange, className, ...rest }: TextAreaProps) {
  return (
    <textarea
      rows={4}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={cx(
        'w-full min-w-0 resize-y rounded-control border border-line-strong bg-surface px-2 py-1 text-body text-ink hover:border-grey-7 focus:border-accent focus-visible:-outline-offset-1 aria-invalid:border-red',
        className,
      )}
    />
  )
}
