import { Printer, Smartphone } from 'lucide-react'
import type { Device } from '../../../callflow/design/document.ts'
import { DocumentForm } from '../../forms/document-form.tsx'
import { applyChange, useDesign } from '../../store/design.ts'
import { useLive } from '../../store/live.ts'
import { navigate, useRoute } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import { Switch } from '../../ui/switch.tsx'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'
import { NameOf } from '../shared/name-of.tsx'
import { RegistrationDot } from '../shared/registration-dot.tsx'
import { PhoneSetup } from './phone-setup.tsx'
import { SheetsPage } from './settings/sheets-page.tsx'
import { SettingsSection, settingsFields } from './settings/settings-section.tsx'

const deviceTypeWords: Readonly<Record<Device['type'], string>> = {
  'desk-phone': 'Desk phone',
  softphone: 'Softphone',
  'browser-phone': 'Browser phone',
  'cell-phone': 'Cell phone',
  landline: 'Land line',
}

const columns: readonly Column<Device>[] = [
  nameColumn(),
  { id: 'state', header: 'State', width: '128px', cell: (device) => <RegistrationDot device={device} /> },
  {
    id: 'type',
    header: 'Type',
    width: '112px',
    sortBy: (device) => deviceTypeWords[device.type],
    cell: (device) => deviceTypeWords[device.type],
  },
  {
    id: 'follow-me',
    header: 'Follow me',
    width: '84px',
    sortBy: (device) => (device.followMe ? 0 : 1),
    cell: (device) => <FollowMe device={device} />,
  },
  { id: 'owner', header: 'User', width: 'minmax(88px, 1fr)', cell: (device) => <NameOf id={device.ownerId} /> },
  {
    id: 'sip',
    header: 'SIP user name',
    width: 'minmax(88px, 1fr)',
    mono: true,
    sortBy: (device) => device.sipUsername,
    cell: (device) => device.sipUsername || device.outsideNumber || '–',
  },
]

/** Whether the phone is rung with the person's others (M84); it registers and dials out either way. */
function FollowMe({ device }: { readonly device: Device }) {
  const isReadOnly = useDesign((state) => Boolean(state.info?.readOnlyBecause))
  const set = (followMe: boolean) =>
    void applyChange({ label: `Edit device ${device.name}`, put: [{ ...device, followMe }], from: [device] })
  return (
    // The row is not what was meant.
    <span onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
      <Switch aria-label={`Follow me: ${device.name}`} checked={device.followMe} onChange={set} disabled={isReadOnly} />
    </span>
  )
}

export function DevicesPage() {
  const { id, params } = useRoute()
  if (params['show'] === 'sheets') return <SheetsPage deviceId={id} />
  return <DeviceList />
}

function DeviceList() {
  const online = useLive((state) => new Set(state.registrations.map((each) => each.deviceId)).size)
  return (
    <DocumentPage
      area="devices"
      kind="device"
      title="Devices"
      icon={Smartphone}
      columns={columns}
      createLabel="New device"
      empty={{
        title: 'No devices yet',
        text: 'A device is a phone that registers here, or an outside number that is rung instead.',
      }}
      words={(device) => `${device.name} ${device.sipUsername} ${device.outsideNumber} ${deviceTypeWords[device.type]}`}
      tools={
        <>
          <span className="tabular text-small whitespace-nowrap text-ink-faint">{online} registered</span>
          <Button icon={Printer} onClick={() => navigate('devices', null, { params: { show: 'sheets' } })}>
            Print sheets
          </Button>
        </>
      }
      subtitle={(device) => <RegistrationDot device={device} />}
      form={(device) => <DocumentForm document={device} omit={settingsFields} />}
      after={(device) => (
        <>
          <SettingsSection device={device} />
          <PhoneSetup device={device} />
        </>
      )}
    />
  )
}
