import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export interface TabItem {
  readonly id: string
  readonly label: ReactNode
  readonly content: ReactNode
}

export interface TabsProps {
  readonly label: string
  readonly items: readonly TabItem[]
  readonly value: string
  readonly onChange: (id: string) => void
}

export function Tabs({ label, items, value, onChange }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className="flex min-h-0 flex-1 flex-col">
      <Radix.List aria-label={label} className="flex h-9 shrink-0 items-stretch gap-4 border-b border-line px-4">
        {items.map((item) => (
          <Radix.Trigger
            key={item.id}
            value={item.id}
            className="-mb-px border-b-2 border-transparent text-body text-ink-faint hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {item.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {items.map((item) => (
        <Radix.Content
          key={item.id}
          value={item.id}
          className="min-h-0 flex-1 data-[state=active]:flex data-[state=active]:flex-col"
        >
          {item.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}

/** Two to four words side by side, one of them chosen. */
export function Segments<V extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string
  readonly options: readonly { readonly value: V; readonly label: string }[]
  readonly value: V
  readonly onChange: (value: V) => void
}) {
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className="inline-flex h-7 rounded-control border border-line-strong p-0.5"
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          onClick={() => onChange(option.value)}
          className="rounded-[4px] px-2 text-small text-ink-soft hover:text-ink aria-checked:bg-pressed aria-checked:font-medium aria-checked:text-ink"
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
