import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { focusFirstField } from './first-field.ts'

export interface SheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly description?: string
  readonly children: ReactNode
  readonly footer?: ReactNode
}

/** Slides over the right edge and leaves the rest in sight and usable. Esc closes it. */
export function Sheet({ open, onClose, title, description, children, footer }: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()} modal={false}>
      <Radix.Portal>
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={focusFirstField}
          onInteractOutside={(event) => event.preventDefault()}
          className="motion-slide fixed outline-none! top-11 right-0 bottom-0 z-40 flex w-[360px] max-w-full flex-col border-l border-line bg-raised shadow-float"
        >
          <div className="flex items-start justify-between gap-3 border-b border-line px-4 py-2.5">
            <div className="min-w-0">
              <Radix.Title className="truncate text-body font-semibold">{title}</Radix.Title>
              {description ? (
                <Radix.Description className="text-small text-ink-faint">{description}</Radix.Description>
              ) : null}
            </div>
            <IconButton label="Close" icon={X} size="sm" onClick={onClose} className="-mr-1" />
          </div>
          <div data-body className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
            {children}
          </div>
          {footer ? <div className="flex justify-end gap-2 border-t border-line px-4 py-3">{footer}</div> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
