import type { Device } from '../../../callflow/design/document.ts'
import { useDesignSnapshot } from '../../store/design.ts'
import { useLive } from '../../store/live.ts'
import { CopyLine } from '../shared/copy-line.tsx'

/** What to type into the phone so that it registers here. */
export function PhoneSetup({ device }: { readonly device: Device }) {
  const realm = useDesignSnapshot().account?.sipRealm ?? ''
  const address = useLive((state) => state.engine?.sipAddress ?? null)
  if (device.type === 'cell-phone' || device.type === 'landline') return null
  return (
    <section aria-label="To set up the phone" className="border-t border-line pt-4">
      <h3 className="mb-1 text-label font-medium text-ink-soft">To set up the phone</h3>
      <dl>
        <CopyLine label="Server" value={address ?? 'the engine is stopped'} copies={address !== null} />
        <CopyLine label="Domain" value={realm} />
        <CopyLine label="User name" value={device.sipUsername} />
      </dl>
    </section>
  )
}
