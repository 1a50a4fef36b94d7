import { Play, RefreshCw, RotateCw, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Device } from '../../callflow/design/document.ts'
import { startEngine, syncEngine } from '../shell/engine-actions.ts'
import { useLive } from '../store/live.ts'
import { navigate } from '../store/route.ts'
import { Button } from '../ui/button.tsx'
import { StatusDot } from '../ui/status.tsx'
import { readinessOf, type Remedy } from './core/readiness.ts'
import { registerAgain } from './phone-actions.ts'
import { usePhoneAddress } from './phone-address.ts'
import { usePhone } from './phone-store.ts'

/** Whether the phone is registered; if not, why, and what settles it. */
export function Standing({ device }: { readonly device: Device }) {
  const engine = useLive((state) => state.engine)
  const registration = usePhone((phone) => phone.registration)
  const address = usePhoneAddress()
  const readiness = readinessOf({ engine, address, registration, device })
  if (readiness.kind !== 'blocked') {
    return (
      <p role="status" className="shrink-0 border-b border-line px-4 py-1.5 text-small text-ink-faint">
        {readiness.kind === 'ready' ? (
          <StatusDot tone="green" label="Registered" />
        ) : (
          <StatusDot tone="amber" label={readiness.words} pulse />
        )}
      </p>
    )
  }
  return (
    <div className="flex shrink-0 flex-col items-start gap-2 border-b border-line bg-amber-soft px-4 py-2.5">
      <p role="status" className="flex gap-2 text-small text-amber">
        <TriangleAlert aria-hidden size={14} className="mt-px shrink-0" />
        {readiness.words}
      </p>
      <RemedyButton remedy={readiness.remedy} deviceId={device.id} />
    </div>
  )
}

function RemedyButton({ remedy, deviceId }: { readonly remedy: Remedy; readonly deviceId: string }) {
  const [isBusy, setBusy] = useState(false)
  const act = (action: () => Promise<void>) => () => {
    setBusy(true)
    void action().finally(() => setBusy(false))
  }
  switch (remedy) {
    case 'start':
      return (
        <Button size="sm" variant="primary" icon={Play} busy={isBusy} onClick={act(startEngine)}>
          Start the engine
        </Button>
      )
    case 'sync':
      return (
        <Button size="sm" variant="primary" icon={RefreshCw} busy={isBusy} onClick={act(() => syncEngine())}>
          Sync
        </Button>
      )
    case 'again':
      return (
        <Button size="sm" icon={RotateCw} onClick={registerAgain}>
          Try again
        </Button>
      )
    case 'device':
      return (
        <Button size="sm" onClick={() => navigate('devices', deviceId)}>
          Show the phone in the design
        </Button>
      )
    case 'wait':
      return null
  }
}
