import type { LucideIcon } from 'lucide-react'
import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Kbd } from './kbd.tsx'

export interface MenuAction {
  readonly label: string
  readonly icon?: LucideIcon
  readonly shortcut?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly checked?: boolean
  readonly help?: string
  readonly run: () => void
}

/** A group of actions; groups are parted by a hairline, with an optional heading. */
export interface MenuGroup {
  readonly heading?: string
  readonly actions: readonly MenuAction[]
}

export interface MenuProps {
  /** The element that opens it; must take a ref. */
  readonly trigger: ReactNode
  readonly groups: readonly MenuGroup[]
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  /** For a menu opened from elsewhere, beside `trigger`; leave both out otherwise. */
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
}

export function Menu({ trigger, groups, align = 'start', side = 'bottom', open, onOpenChange }: MenuProps) {
  const filled = groups.filter((group) => group.actions.length > 0)
  return (
    <Radix.Root modal={false} {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="motion-pop z-50 max-h-[var(--radix-dropdown-menu-content-available-height)] max-w-[360px] min-w-[184px] overflow-y-auto rounded-card bg-raised p-1 shadow-float"
        >
          {filled.map((group, index) => (
            <Radix.Group key={group.heading ?? group.actions[0]?.label}>
              {index > 0 ? <Radix.Separator className="my-1 h-px bg-line" /> : null}
              {group.heading ? (
                <Radix.Label className="px-2 py-1 text-label font-medium text-ink-faint">{group.heading}</Radix.Label>
              ) : null}
              {group.actions.map((action) => (
                <MenuItem key={action.label} action={action} />
              ))}
            </Radix.Group>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function MenuItem({ action }: { readonly action: MenuAction }) {
  const Icon = action.icon
  return (
    <Radix.Item
      disabled={action.disabled ?? false}
      onSelect={action.run}
      className={cx(
        'flex min-h-7 items-center gap-2 rounded-control px-2 py-1 text-body outline-none! select-none data-disabled:opacity-45 data-highlighted:bg-hover',
        action.danger ? 'text-red' : 'text-ink',
      )}
    >
      {Icon ? <Icon aria-hidden size={14} className="shrink-0 opacity-80" /> : null}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{action.label}</span>
        {action.help ? <span className="block truncate text-small text-ink-faint">{action.help}</span> : null}
      </span>
      {action.checked ? <Check aria-hidden size={14} className="text-accent-ink" /> : null}
      {action.shortcut ? <Kbd shortcut={action.shortcut} /> : null}
    </Radix.Item>
  )
}
