import { ArrowLeft, Eye, EyeOff, KeyRound, Printer } from 'lucide-react'
import { useState } from 'react'
import type { Device } from '../../../../callflow/design/document.ts'
import { macAsWritten } from '../../../../callflow/design/kinds/desk-phone.ts'
import { makers } from '../../../../callflow/provisioning/makers/makers.ts'
import { PageHeader } from '../../../shell/page-layout.tsx'
import { useDesignSnapshot, useDocuments } from '../../../store/design.ts'
import { navigate } from '../../../store/route.ts'
import { Button } from '../../../ui/button.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { useEngineAddress } from './engine-address.ts'
import { makeAddresses, usePhoneSecrets, useSecretOf } from './phone-secrets.ts'
import { QrCode } from './qr-code.tsx'

/** A sheet for each phone to be handed to whoever it belongs to: of one phone, or of all. */
export function SheetsPage({ deviceId }: { readonly deviceId: string | null }) {
  const all = useDocuments('device')
  const secrets = usePhoneSecrets()
  const [isPasswordShown, setPasswordShown] = useState(false)
  const devices = all.filter(
    ({ id, type, enabled }) =>
      (type === 'desk-phone' || type === 'softphone') && (deviceId === null ? enabled : id === deviceId),
  )
  const unknown = devices.filter(
    ({ id, phoneMaker, provisioningTokenHash }) =>
      phoneMaker !== '' && secrets.get(id)?.hash !== (provisioningTokenHash || undefined),
  )
  const Icon = isPasswordShown ? EyeOff : Eye
  return (
    <>
      <PageHeader title={deviceId === null ? 'Sheets for all phones' : 'Sheet for a phone'}>
        <Button icon={ArrowLeft} onClick={() => navigate('devices', deviceId)}>
          Back to devices
        </Button>
        {unknown.length > 0 ? (
          <Button
            icon={KeyRound}
            title="Phones that have an address fetch nothing by it any more, until the new one is typed in"
            onClick={() => void makeAddresses(unknown)}
          >
            {unknown.length === 1 ? 'Make a new address' : `Make ${unknown.length} new addresses`}
          </Button>
        ) : null}
        <Button icon={Icon} onClick={() => setPasswordShown(!isPasswordShown)}>
          {isPasswordShown ? 'Hide passwords' : 'Show passwords'}
        </Button>
        <Button variant="primary" icon={Printer} disabled={devices.length === 0} onClick={() => window.print()}>
          Print
        </Button>
      </PageHeader>
      {devices.length === 0 ? (
        <EmptyState icon={Printer} title="No sheets to print">
          Desk phones and softphones that are switched on have one.
        </EmptyState>
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto bg-page">
          <div data-print className="mx-auto flex max-w-[720px] flex-col gap-4 px-4 py-6">
            {devices.map((device) => (
              <SheetOf key={device.id} device={device} isPasswordShown={isPasswordShown} />
            ))}
          </div>
        </div>
      )}
    </>
  )
}

function SheetOf({ device, isPasswordShown }: { readonly device: Device; readonly isPasswordShown: boolean }) {
  const design = useDesignSnapshot()
  const { origin, sip } = useEngineAddress()
  const secret = useSecretOf(device)
  const owner = design.find('user', device.ownerId)
  const maker = device.phoneMaker === '' ? undefined : makers[device.phoneMaker]
  const typed = maker && secret !== null && origin !== null ? maker.typed(`${origin}/phones/${secret}/`) : null
  const server = sip
    ? `${sip.host.includes(':') ? `[${sip.host}]` : sip.host}:${sip.port}`
    : (design.account?.sipRealm ?? '')
  const account = `sip:${device.sipUsername}@${server}${device.sipTransport === 'udp' ? '' : `;transport=${device.sipTransport}`}`
  const isLinphone = device.phoneMaker === 'linphone'
  return (
    <article
      aria-label={device.name}
      className="flex break-inside-avoid flex-col gap-4 rounded-card border border-line-strong bg-surface p-5"
    >
      <header className="flex items-baseline justify-between gap-4">
        <h2 className="text-display font-semibold">{owner?.name ?? device.name}</h2>
        {owner?.extension ? <span className="tabular text-display font-semibold">{owner.extension}</span> : null}
      </header>
      <div className="flex gap-5">
        <dl className="min-w-0 flex-1">
          <Row label="Phone" value={[device.name, maker?.name, device.phoneModel].filter(Boolean).join(', ')} />
          {device.macAddress ? <Row label="MAC address" value={macAsWritten(device.macAddress)} mono /> : null}
          <Row label="Server" value={server} mono />
          <Row label="Signalling" value={device.sipTransport.toUpperCase()} />
          <Row label="User name" value={device.sipUsername} mono />
          <Row label="Password" value={isPasswordShown ? device.sipPassword : '••••••••'} mono />
          {typed === null ? null : <Row label="Settings" value={typed} mono />}
          {maker && typed !== null && !isLinphone ? <Row label="Typed in at" value={maker.where} /> : null}
        </dl>
        <figure className="flex w-[132px] shrink-0 flex-col gap-1">
          {isLinphone && typed !== null ? (
            <>
              <QrCode text={typed} label={`Settings of ${device.name} for Linphone`} />
              <figcaption className="text-small text-ink-faint">In Linphone: scan a QR code</figcaption>
            </>
          ) : (
            <>
              <QrCode text={account} label={`Account of ${device.name}`} />
              <figcaption className="text-small text-ink-faint">The account, for softphones that scan one</figcaption>
            </>
          )}
        </figure>
      </div>
    </article>
  )
}

function Row({
  label,
  value,
  mono = false,
}: {
  readonly label: string
  readonly value: string
  readonly mono?: boolean
}) {
  return (
    <div className="flex min-h-6 gap-2">
      <dt className="w-24 shrink-0 text-ink-faint">{label}</dt>
      <dd
        className={
          mono
            ? 'min-w-0 break-all font-mono text-small [font-variant-ligatures:none] leading-5'
            : 'min-w-0 break-words'
        }
      >
        {value || '–'}
      </dd>
    </div>
  )
}
