import { Download, Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import type { Device } from '../../../../callflow/design/document.ts'
import type { PhoneFile } from '../../../../callflow/provisioning/phone-setup.ts'
import { useDesignSnapshot } from '../../../store/design.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Select } from '../../../ui/select.tsx'
import { downloadText } from '../../shared/download.ts'
import { useEngineAddress } from './engine-address.ts'
import { filesOf, withoutPassword } from './phone-files.ts'
import { useSecretOf } from './phone-secrets.ts'

/** What the phone gets, to be looked at and saved: also without an engine. */
export function FilesDialog({
  device,
  open,
  onClose,
}: {
  readonly device: Device
  readonly open: boolean
  readonly onClose: () => void
}) {
  const design = useDesignSnapshot()
  const address = useEngineAddress()
  const secret = useSecretOf(device)
  const [chosen, setChosen] = useState('')
  const [isPasswordShown, setPasswordShown] = useState(false)
  const made = filesOf(design, device, address, secret)
  const files: readonly PhoneFile[] = made.ok ? made.files : []
  const file = files.find(({ name }) => name === chosen) ?? files[0]
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`What ${device.name} gets`}
      description={
        address.sip === null
          ? 'As from an engine at the SIP domain: where it listens is known while it runs.'
          : 'As from the design now; the engine has it after a sync.'
      }
      wide
      footer={
        file ? (
          <>
            <Button icon={isPasswordShown ? EyeOff : Eye} onClick={() => setPasswordShown(!isPasswordShown)}>
              {isPasswordShown ? 'Hide password' : 'Show password'}
            </Button>
            <Button variant="primary" icon={Download} onClick={() => downloadText(file.name, file.text, file.mimeType)}>
              Save file
            </Button>
          </>
        ) : null
      }
    >
      {made.ok && file ? (
        <div className="flex flex-col gap-2">
          {files.length > 1 ? (
            <Select
              aria-label="File"
              value={file.name}
              options={files.map(({ name }) => ({ value: name, label: name }))}
              onChange={setChosen}
            />
          ) : null}
          <pre
            aria-label={file.name}
            // Long files scroll, by the keyboard too.
            tabIndex={0}
            className="max-h-[44vh] overflow-auto rounded-control border border-line bg-sunken p-2 font-mono text-small [font-variant-ligatures:none] whitespace-pre select-text"
          >
            {isPasswordShown ? file.text : withoutPassword(file.text, device)}
          </pre>
        </div>
      ) : (
        <p className="text-amber">There is no file for it yet: {made.ok ? '' : made.problem}</p>
      )}
    </Dialog>
  )
}
