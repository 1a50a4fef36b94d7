import { Command } from 'cmdk'
import type { LucideIcon } from 'lucide-react'
import { Check, ChevronsUpDown, Plus } from 'lucide-react'
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import { useMemo, useState } from 'react'
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
  /** Offered only for what it accepts; always when absent. */
  readonly accepts?: (typed: string) => boolean
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

/** A list longer than anybody reads is cut: the search finds the rest. */
const MOST_SHOWN = 200

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
  const found = useMemo(() => matching(options, typed), [options, typed])
  const offered = create.filter(({ accepts }) => !accepts || accepts(typed))
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
          <Command label={placeholder} shouldFilter={false} className="flex max-h-[320px] flex-col">
            <Command.Input
              value={typed}
              onValueChange={setTyped}
              placeholder="Search"
              className="h-9 shrink-0 border-b border-line bg-transparent px-3 outline-none!"
            />
            <Command.List className="min-h-0 overflow-y-auto p-1">
              {found.length === 0 && typed ? (
                <p className="px-2 py-1.5 text-small text-ink-faint">Nothing found.</p>
              ) : null}
              {noneLabel && !typed ? (
                <Item value="none" onSelect={() => choose(null)} checked={value === null}>
                  <span className="text-ink-faint">{noneLabel}</span>
                </Item>
              ) : null}
              {found.slice(0, MOST_SHOWN).map((option) => (
                <Item
                  key={option.value}
                  value={option.value}
                  onSelect={() => choose(option.value)}
                  checked={option.value === value}
                  icon={option.icon}
                  aside={option.aside}
                >
                  {option.label}
                </Item>
              ))}
              {found.length > MOST_SHOWN ? (
                <p className="px-2 py-1.5 text-small text-ink-faint">
                  {found.length - MOST_SHOWN} more: type to find them.
                </p>
              ) : null}
              {offered.length > 0 ? (
                <div className="sticky -bottom-1 -mx-1 mt-1 -mb-1 border-t border-line bg-raised p-1">
                  {offered.map((action) => (
                    <Command.Item
                      key={action.label}
                      value={action.label}
                      onSelect={() => {
                        setOpen(false)
                        action.run(typed)
                        setTyped('')
                      }}
                      className="flex h-7 items-center gap-2 rounded-control px-2 text-accent-ink select-none data-[selected=true]:bg-hover"
                    >
                      <Plus aria-hidden size={14} />
                      {typed ? `${action.label} “${typed}”` : `${action.label} …`}
                    </Command.Item>
                  ))}
                </div>
              ) : null}
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

function matching(options: readonly ComboboxOption[], typed: string): readonly ComboboxOption[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return options
  return options.filter(({ label, aside = '' }) => {
    const text = `${label} ${aside}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
