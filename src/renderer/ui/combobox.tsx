import { Command } from 'cmdk'
import type { LucideIcon } from 'lucide-react'
import { Check, ChevronsUpDown, Plus } from 'lucide-react'
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { cx } from './cx.ts'

export interface ComboboxOption {
  readonly value: string
  readonly label: string
  /** Right of the label: a number, a kind. */
  readonly aside?: string
  readonly icon?: LucideIcon
}

export interface CreateAction {
  /** `Create user ...` */
  readonly label: string
  /** Gets what was typed in the search. */
  readonly run: (typed: string) => void
}

export interface ComboboxProps {
  readonly value: string | null
  readonly options: readonly ComboboxOption[]
  readonly onChange: (value: string | null) => void
  readonly placeholder?: string
  /** A line that chooses nothing; leave out when something must be chosen. */
  readonly noneLabel?: string
  readonly create?: readonly CreateAction[]
  /** Shown when `value` names nothing among the options. */
  readonly missingLabel?: string
  readonly disabled?: boolean
  /** Instead of the field itself: an "Add ..." button. */
  readonly trigger?: ReactNode
  readonly id?: string
  readonly 'aria-label'?: string
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: true | undefined
}

/** Searches as one types; ends in "Create ...". */
export function Combobox({
  value,
  options,
  onChange,
  placeholder = 'Choose',
  noneLabel,
  create = [],
  missingLabel = 'Missing',
  disabled = false,
  trigger,
  ...rest
}: ComboboxProps) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const chosen = options.find((option) => option.value === value)
  const choose = (next: string | null) => {
    setOpen(false)
    setTyped('')
    onChange(next)
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild disabled={disabled}>
        {trigger ?? (
          <button
            type="button"
            role="combobox"
            aria-expanded={open}
            {...rest}
            className="flex h-7 w-full min-w-0 items-center justify-between gap-1.5 rounded-control border border-line-strong bg-surface px-2 text-left text-body text-ink transition-colors hover:border-grey-7 disabled:opacity-60 aria-invalid:border-red"
          >
            <span className={cx('truncate', !value && 'text-grey-9', value && !chosen && 'text-red')}>
              {chosen?.label ?? (value ? missingLabel : placeholder)}
            </span>
            <ChevronsUpDown aria-hidden size={13} className="shrink-0 text-ink-faint" />
          </button>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={rest['aria-label'] ?? placeholder}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="motion-pop z-50 w-[max(240px,var(--radix-popover-trigger-width))] rounded-card bg-raised shadow-float"
        >
          <Command label={placeholder} className="flex max-h-[320px] flex-col">
            <Command.Input
              value={typed}
              onValueChange={setTyped}
              placeholder="Search"
              className="h-9 shrink-0 border-b border-line bg-transparent px-3 outline-none!"
            />
            <Command.List className="min-h-0 overflow-y-auto p-1">
              <Command.Empty className="px-2 py-3 text-small text-ink-faint">Nothing found.</Command.Empty>
              {noneLabel && !typed ? (
                <Item value="none" onSelect={() => choose(null)} checked={value === null}>
                  <span className="text-ink-faint">{noneLabel}</span>
                </Item>
              ) : null}
              {options.map((option) => (
                <Item
                  key={option.value}
                  value={`${option.label} ${option.aside ?? ''} ${option.value}`}
                  onSelect={() => choose(option.value)}
                  checked={option.value === value}
                  icon={option.icon}
                  aside={option.aside}
                >
                  {option.label}
                </Item>
              ))}
              {create.map((action) => (
                <Command.Item
                  key={action.label}
                  forceMount
                  value={action.label}
                  onSelect={() => {
                    setOpen(false)
                    action.run(typed)
                    setTyped('')
                  }}
                  className="mt-1 flex h-7 items-center gap-2 rounded-control px-2 text-accent-ink select-none data-[selected=true]:bg-hover"
                >
                  <Plus aria-hidden size={14} />
                  {typed ? `${action.label} “${typed}”` : `${action.label} …`}
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Item({
  value,
  onSelect,
  checked,
  icon: Icon,
  aside,
  children,
}: {
  readonly value: string
  readonly onSelect: () => void
  readonly checked: boolean
  readonly icon?: LucideIcon | undefined
  readonly aside?: string | undefined
  readonly children: ReactNode
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-7 items-center gap-2 rounded-control px-2 select-none data-[selected=true]:bg-hover"
    >
      {Icon ? <Icon aria-hidden size={14} className="shrink-0 text-ink-faint" /> : null}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {aside ? <span className="tabular shrink-0 font-mono text-label text-ink-faint">{aside}</span> : null}
      {checked ? <Check aria-hidden size={14} className="shrink-0 text-accent-ink" /> : null}
    </Command.Item>
  )
}
