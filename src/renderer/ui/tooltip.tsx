import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from './kbd.tsx'

/** Wrap the whole page once; tooltips share its delay. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={450} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  )
}

export interface TooltipProps {
  readonly label: ReactNode
  /** A second, quieter line. */
  readonly help?: ReactNode
  readonly shortcut?: string | undefined
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  readonly children: ReactNode
}

export function Tooltip({ label, help, shortcut, side = 'bottom', children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="motion-fade z-60 max-w-[280px] rounded-control bg-raised px-2 py-1 text-small text-ink shadow-float"
        >
          <span className="flex items-center gap-2">
            {label}
            {shortcut ? <Kbd shortcut={shortcut} /> : null}
          </span>
          {help ? <span className="block text-ink-faint">{help}</span> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
