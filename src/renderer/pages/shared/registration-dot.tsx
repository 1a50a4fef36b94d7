import type { Device } from '../../../callflow/design/document.ts'
import { useLive } from '../../store/live.ts'
import { StatusDot } from '../../ui/status.tsx'
import { PhoneLamp } from './phone-lamp.tsx'

/** What the phone does now, else whether it is registered (M7). Cell phones and land lines never are: they are rung at a number. */
export function RegistrationDot({
  device,
  hideLabel = false,
}: {
  readonly device: Device
  readonly hideLabel?: boolean
}) {
  const isRegistered = useLive((state) => state.registrations.some((each) => each.deviceId === device.id))
  if (!device.enabled) return <StatusDot tone="neutral" label="Disabled" hideLabel={hideLabel} />
  if (device.type === 'cell-phone' || device.type === 'landline') {
    return <StatusDot tone="accent" label="Outside" hideLabel={hideLabel} />
  }
  return (
    <PhoneLamp whose={device} hideLabel={hideLabel}>
      {isRegistered ? (
        <StatusDot tone="green" label="Registered" hideLabel={hideLabel} />
      ) : (
        <StatusDot tone="neutral" label="Not registered" hideLabel={hideLabel} />
      )}
    </PhoneLamp>
  )
}
