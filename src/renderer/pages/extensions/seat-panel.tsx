import { Contact, Workflow } from 'lucide-react'
import { DocumentForm } from '../../forms/document-form.tsx'
import { navigate } from '../../store/route.ts'
import { CallButton } from '../../softphone/call-button.tsx'
import { Button } from '../../ui/button.tsx'
import { Pill } from '../../ui/status.tsx'
import { PhoneSetup } from '../devices/phone-setup.tsx'
import { DetailPanel } from '../shared/detail-panel.tsx'
import { UsedBy } from '../shared/used-by.tsx'
import { OwnedBy } from '../users/owned-by.tsx'
import type { Seat } from './seats.ts'

export function SeatPanel({
  seat,
  onClose,
  onDelete,
}: {
  readonly seat: Seat
  readonly onClose: () => void
  readonly onDelete: () => void
}) {
  const { user, devices, callflow } = seat
  const [phone] = devices
  return (
    <DetailPanel
      icon={Contact}
      title={user.name}
      subtitle={`Extension ${user.extension}`}
      onClose={onClose}
      onDelete={onDelete}
      actions={<CallButton whom={user.name} number={user.extension} />}
    >
      <DocumentForm document={user} only={['name', 'firstName', 'lastName', 'extension', 'email', 'role', 'enabled']} />
      <OwnedBy userId={user.id} />
      {phone ? <PhoneSetup device={phone} /> : null}
      <section aria-label="Reached at" className="border-t border-line pt-4">
        <h3 className="mb-2 text-label font-medium text-ink-soft">Reached at</h3>
        {callflow ? (
          <div className="flex items-start gap-3">
            <div className="flex min-w-0 flex-1 flex-wrap gap-1">
              {callflow.numbers.map((number) => (
                <Pill key={number} mono>
                  {number}
                </Pill>
              ))}
            </div>
            <Button size="sm" icon={Workflow} onClick={() => navigate('callflows', callflow.id)}>
              Callflow
            </Button>
          </div>
        ) : (
          <p className="text-small text-amber">No callflow answers {user.extension}: calls to it go nowhere.</p>
        )}
      </section>
      <div className="border-t border-line pt-4">
        <UsedBy id={user.id} />
      </div>
    </DetailPanel>
  )
}
