import { Check, ChevronsUpDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import { cx } from './cx.ts'

export interface SelectOption<V extends string = string> {
  readonly value: V
  readonly label: string
}

export interface SelectProps<V extends string> {
  readonly value: V
  readonly options: readonly SelectOption<V>[]
  readonly onChange: (value: V) => void
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly className?: string
  readonly id?: string
  readonly 'aria-label'?: string
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: true | undefined
}

/** Radix refuses an empty string as an item's value. */
const EMPTY = '\u0000'

export function Select<V extends string>({
  value,
  options,
  onChange,
  placeholder,
  disabled = false,
  className,
  ...rest
}: SelectProps<V>) {
  return (
    <Radix.Root
      value={value === '' && !options.some((option) => option.value === '') ? '' : value || EMPTY}
      onValueChange={(next) => onChange((next === EMPTY ? '' : next) as V)} // items are made from `options` only
      disabled={disabled}
    >
      <Radix.Trigger
        {...rest}
        className={cx(
          'flex h-7 w-full min-w-0 items-center justify-between gap-1.5 rounded-control border border-line-strong bg-surface px-2 text-left text-body text-ink transition-colors hover:border-grey-7 disabled:opacity-60 data-placeholder:text-grey-9',
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <ChevronsUpDown aria-hidden size={13} className="shrink-0 text-ink-faint" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="motion-pop z-50 max-h-[min(360px,var(--radix-select-content-available-height))] min-w-[var(--radix-select-trigger-width)] overflow-hidden rounded-card bg-raised shadow-float"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value || EMPTY}
                className="flex h-7 items-center justify-between gap-4 rounded-control px-2 text-body text-ink outline-none! select-none data-highlighted:bg-hover"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator>
                  <Check aria-hidden size={14} className="text-accent-ink" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
