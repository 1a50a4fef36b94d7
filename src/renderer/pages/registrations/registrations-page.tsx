import { Play, Radio, Smartphone } from 'lucide-react'
import { startEngine } from '../../shell/engine-actions.ts'
import { Fact } from '../../shell/engine-facts.tsx'
import { useLive } from '../../store/live.ts'
import type { Registration } from '../../store/live-events.ts'
import { navigate } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import type { Column } from '../../ui/table.tsx'
import { DetailPanel } from '../shared/detail-panel.tsx'
import { ListPage } from '../shared/list-page.tsx'
import { NameOf } from '../shared/name-of.tsx'

const time = (ms: number) => new Date(ms).toLocaleTimeString()

const columns: readonly Column<Registration>[] = [
  { id: 'name', header: 'Device', width: 'minmax(88px, 2fr)', cell: (each) => <NameOf id={each.deviceId} /> },
  {
    id: 'aor',
    header: 'Address',
    width: 'minmax(88px, 2fr)',
    mono: true,
    sortBy: (each) => each.aor,
    cell: (each) => each.aor,
  },
  {
    id: 'source',
    header: 'From',
    width: 'minmax(88px, 1fr)',
    mono: true,
    sortBy: (each) => each.source,
    cell: (each) => each.source,
  },
  { id: 'transport', header: 'Transport', width: '80px', mono: true, cell: (each) => each.transport.toUpperCase() },
  {
    id: 'agent',
    header: 'Phone',
    width: 'minmax(88px, 2fr)',
    sortBy: (each) => each.userAgent,
    cell: (each) => each.userAgent || 'Does not say',
  },
  {
    id: 'expires',
    header: 'Until',
    width: '96px',
    mono: true,
    align: 'end',
    sortBy: (each) => each.expiresMs,
    cell: (each) => time(each.expiresMs),
  },
]

export function RegistrationsPage() {
  const rows = useLive((state) => state.registrations)
  const isUp = useLive((state) => state.engine?.state === 'running')
  const address = useLive((state) => state.engine?.sipAddress)
  return (
    <ListPage
      area="registrations"
      title="Registrations"
      icon={Radio}
      rows={rows}
      columns={columns}
      rowId={(each) => `${each.aor} ${each.contact}`}
      words={(each) => `${each.aor} ${each.contact} ${each.source} ${each.userAgent}`}
      initialSort="aor"
      empty={
        isUp
          ? {
              title: 'No phone is online',
              text: `Phones register to ${address ?? 'the engine'} with the SIP user name and password of their device.`,
            }
          : {
              title: 'The engine is not running',
              text: 'Start it, and the phones that register show here.',
              action: (
                <Button variant="primary" icon={Play} onClick={() => void startEngine()}>
                  Start the engine
                </Button>
              ),
            }
      }
      detail={(each, close) => (
        <DetailPanel icon={Radio} title={each.aor} subtitle={each.userAgent} onClose={close}>
          <dl>
            <Fact label="Contact" mono>
              {each.contact}
            </Fact>
            <Fact label="From" mono>
              {each.source}
            </Fact>
            <Fact label="Transport" mono>
              {each.transport.toUpperCase()}
            </Fact>
            <Fact label="Since">{new Date(each.registeredMs).toLocaleString()}</Fact>
            <Fact label="Until">{new Date(each.expiresMs).toLocaleString()}</Fact>
          </dl>
          <Button icon={Smartphone} className="self-start" onClick={() => navigate('devices', each.deviceId)}>
            Go to the device
          </Button>
        </DetailPanel>
      )}
    />
  )
}
