import { Copy } from 'lucide-react'
import type { Device } from '../../../callflow/design/document.ts'
import { useDesignSnapshot } from '../../store/design.ts'
import { useLive } from '../../store/live.ts'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { toast } from '../../ui/toast.tsx'

/** What to type into the phone so that it registers here. */
export function PhoneSetup({ device }: { readonly device: Device }) {
  const realm = useDesignSnapshot().account?.sipRealm ?? ''
  const address = useLive((state) => state.engine?.sipAddress ?? null)
  if (device.type === 'cell-phone' || device.type === 'landline') return null
  return (
    <section aria-label="To set up the phone" className="border-t border-line pt-4">
      <h3 className="mb-1 text-label font-medium text-ink-soft">To set up the phone</h3>
      <dl>
        <Line label="Server" value={address ?? 'the engine is stopped'} copies={address !== null} />
        <Line label="Domain" value={realm} />
        <Line label="User name" value={device.sipUsername} />
      </dl>
    </section>
  )
}

function Line({
  label,
  value,
  copies = true,
}: {
  readonly label: string
  readonly value: string
  readonly copies?: boolean
}) {
  const copy = () =>
    void navigator.clipboard.writeText(value).then(
      () => toast.info(`Copied ${value}`),
      () => toast.error('The clipboard cannot be written.'),
    )
  return (
    <div className="flex h-7 items-center gap-2">
      <dt className="w-24 shrink-0 text-ink-faint">{label}</dt>
      <dd className="flex min-w-0 flex-1 items-center gap-2">
        <span className={cx('min-w-0 flex-1 truncate', copies && 'font-mono text-small')}>{value || '–'}</span>
        {copies && value ? (
          <IconButton label={`Copy ${label.toLowerCase()}`} icon={Copy} size="sm" onClick={copy} />
        ) : null}
      </dd>
    </div>
  )
}
