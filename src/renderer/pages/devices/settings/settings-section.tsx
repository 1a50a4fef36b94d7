import { FileText, KeyRound, Printer } from 'lucide-react'
import { useState } from 'react'
import type { Device } from '../../../../callflow/design/document.ts'
import { makers } from '../../../../callflow/provisioning/makers/makers.ts'
import { DocumentForm } from '../../../forms/document-form.tsx'
import { Disclosure } from '../../../forms/generated-form.tsx'
import { useDesign } from '../../../store/design.ts'
import { useLive } from '../../../store/live.ts'
import { navigate } from '../../../store/route.ts'
import { Button } from '../../../ui/button.tsx'
import { CopyLine } from '../../shared/copy-line.tsx'
import { useEngineAddress } from './engine-address.ts'
import { FilesDialog } from './files-dialog.tsx'
import { makeAddresses, useSecretOf } from './phone-secrets.ts'

/** Fields of a device that stand in this section rather than in its form. */
export const settingsFields = ['provisioning', 'phoneMaker', 'phoneModel', 'macAddress', 'sipTransport', 'lineKeys']

/** A phone that fetches its settings from the engine: who made it, its keys, the address to type into it, and when it last came. */
export function SettingsSection({ device }: { readonly device: Device }) {
  const [isShown, setShown] = useState(false)
  if (device.type !== 'desk-phone' && device.type !== 'softphone') return null
  return (
    <section aria-label="Settings of the phone" className="flex flex-col gap-4 border-t border-line pt-4">
      <h3 className="text-label font-medium text-ink-soft">Settings of the phone</h3>
      <DocumentForm document={device} only={['provisioning', 'phoneMaker', 'phoneModel', 'macAddress']} unfolded />
      {device.phoneMaker === '' ? null : (
        <>
          <DocumentForm document={device} only={['lineKeys']} unfolded />
          <DocumentForm document={device} only={['sipTransport']} unfolded />
          <AddressOf device={device} />
          <div className="flex flex-wrap gap-2">
            <Button size="sm" icon={FileText} onClick={() => setShown(true)}>
              Show its file
            </Button>
            <Button
              size="sm"
              icon={Printer}
              onClick={() => navigate('devices', device.id, { params: { show: 'sheets' } })}
            >
              Print sheet
            </Button>
          </div>
          <FilesDialog device={device} open={isShown} onClose={() => setShown(false)} />
        </>
      )}
    </section>
  )
}

function AddressOf({ device }: { readonly device: Device }) {
  const { origin } = useEngineAddress()
  const secret = useSecretOf(device)
  const isReadOnly = useDesign((state) => Boolean(state.info?.readOnlyBecause))
  const maker = device.phoneMaker === '' ? undefined : makers[device.phoneMaker]
  const typed = maker && secret !== null ? maker.typed(`${origin ?? 'http://ADDRESS:PORT'}/phones/${secret}/`) : null
  const hasAddress = device.provisioningTokenHash !== ''
  return (
    <div role="group" aria-label="Address" className="flex flex-col gap-2">
      {typed === null ? (
        <p className="text-small text-ink-faint">
          {hasAddress
            ? 'Its address was shown when it was made. A new one makes that one worthless.'
            : 'The phone needs an address of its own. It is shown once.'}
        </p>
      ) : (
        <>
          <dl>
            <CopyLine label="Address" value={typed} wraps />
          </dl>
          <p className="text-small text-ink-faint">
            Typed into the phone under {maker?.where}. Write it down: it is not shown again once this page is closed.
          </p>
        </>
      )}
      <Button
        size="sm"
        icon={KeyRound}
        className="self-start"
        disabled={isReadOnly}
        onClick={() => void makeAddresses([device])}
      >
        {hasAddress ? 'Make a new address' : 'Make an address'}
      </Button>
      {origin === null ? (
        <p className="text-small text-amber">
          The engine hands out no settings now: it has to be started with --provision and an address that the phones
          reach.
        </p>
      ) : null}
      {typed !== null && device.phoneMaker !== 'linphone' ? (
        <Disclosure label="By DHCP instead">
          <p className="text-small text-ink-faint">
            Option 66 with this address, for this phone alone: a reservation of its MAC address. Each phone has an
            address of its own, so one for all of them does not do.
          </p>
        </Disclosure>
      ) : null}
      <LastFetch device={device} />
    </div>
  )
}

function LastFetch({ device }: { readonly device: Device }) {
  const fetch = useLive((state) => state.fetches.get(device.id))
  if (!fetch) return <p className="text-small text-ink-faint">It has not fetched anything yet.</p>
  const { file, fetchedMs, source, userAgent, problem } = fetch
  return (
    <div className="text-small">
      <p>
        {problem === null || problem.startsWith('it says') ? 'Fetched' : 'Came for'} {file},{' '}
        {new Date(fetchedMs).toLocaleString()}, from {source}
      </p>
      {userAgent ? <p className="break-words text-ink-faint">{userAgent}</p> : null}
      {problem === null ? null : <p className="text-amber">Something is wrong: {problem}</p>}
    </div>
  )
}
