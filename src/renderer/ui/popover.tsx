import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** Something to look at beside what was pressed. Escape and a click elsewhere close it. */
export function Popover({
  label,
  trigger,
  children,
}: {
  readonly label: string
  /** A button. */
  readonly trigger: ReactNode
  readonly children: ReactNode
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="motion-pop z-50 max-w-[420px] rounded-card bg-raised p-2 shadow-float"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
