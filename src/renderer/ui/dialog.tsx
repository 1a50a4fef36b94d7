import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { cx } from './cx.ts'
import { focusFirstField } from './first-field.ts'

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly description?: ReactNode
  readonly children?: ReactNode
  /** Buttons, the primary one last. */
  readonly footer?: ReactNode
  readonly wide?: boolean
}

/** For questions that stop the work: creating from the list, what undo cannot restore. */
export function Dialog({ open, onClose, title, description, children, footer, wide = false }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="motion-fade fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          data-modal
          onOpenAutoFocus={focusFirstField}
          className={cx(
            'motion-pop fixed outline-none! top-[12vh] left-1/2 z-50 flex max-h-[76vh] max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-card bg-raised shadow-float',
            wide ? 'w-[640px]' : 'w-[440px]',
          )}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4 pb-2">
            <div>
              <Radix.Title className="text-title font-semibold">{title}</Radix.Title>
              {description ? (
                <Radix.Description className="mt-0.5 text-body text-ink-faint">{description}</Radix.Description>
              ) : null}
            </div>
            <IconButton label="Close" icon={X} size="sm" onClick={onClose} className="-mr-1.5" />
          </div>
          <div data-body className="min-h-0 flex-1 overflow-y-auto px-5 py-2">
            {children}
          </div>
          {footer ? <div className="flex justify-end gap-2 px-5 pt-2 pb-4">{footer}</div> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
