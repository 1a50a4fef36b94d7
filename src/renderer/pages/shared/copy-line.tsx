import { Copy } from 'lucide-react'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { toast } from '../../ui/toast.tsx'

/** A value to be typed in elsewhere, with a button that copies it. */
export function CopyLine({
  label,
  value,
  copies = true,
  wraps = false,
}: {
  readonly label: string
  readonly value: string
  readonly copies?: boolean
  /** The whole of it is shown, on as many lines as it takes. */
  readonly wraps?: boolean
}) {
  const copy = () =>
    void navigator.clipboard.writeText(value).then(
      () => toast.info(`Copied ${value}`),
      () => toast.error('The clipboard cannot be written.'),
    )
  return (
    <div className="flex min-h-7 items-center gap-2">
      <dt className="w-24 shrink-0 text-ink-faint">{label}</dt>
      <dd className="flex min-w-0 flex-1 items-center gap-2">
        <span
          className={cx(
            'min-w-0 flex-1',
            wraps ? 'select-text break-all' : 'truncate',
            copies && 'font-mono text-small [font-variant-ligatures:none]',
          )}
        >
          {value || '–'}
        </span>
        {copies && value ? (
          <IconButton label={`Copy ${label.toLowerCase()}`} icon={Copy} size="sm" onClick={copy} />
        ) : null}
      </dd>
    </div>
  )
}
