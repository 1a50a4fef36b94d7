import { TriangleAlert } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { TargetColour } from '../../../main/api/target-contract.ts'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { colourOptions } from '../../shell/target-colours.ts'
import { lookAt } from '../../store/follow.ts'
import { navigate } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { toast } from '../../ui/toast.tsx'
import { Nearby } from './nearby.tsx'
import { Fingerprint } from './fingerprint.tsx'

interface Seen {
  readonly url: string
  readonly fingerprint: string
}

/** An appliance is looked at by its address, its fingerprint compared, and then the code is given. */
export function PairDialog({ onClose }: { readonly onClose: () => void }) {
  const [address, setAddress] = useState('')
  const [seen, setSeen] = useState<Seen | null>(null)
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [colour, setColour] = useState<TargetColour>('blue')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  const asking = async (ask: () => Promise<void>) => {
    setBusy(true)
    setProblem(null)
    try {
      await ask()
    } catch (error) {
      setProblem(refusalOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  const look = () =>
    asking(async () => {
      const found = await api().targets.look({ address })
      setSeen(found)
      if (name === '') setName(new URL(found.url).hostname)
    })
  const pair = (at: Seen) =>
    asking(async () => {
      const about = await api().targets.pair({ ...at, code, name: name.trim(), colour })
      toast.done(`${about.name} is paired`, { action: { label: 'Look at it', run: () => void lookAt(about.id) } })
      onClose()
      navigate('targets', about.id)
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void (seen ? pair(seen) : look())
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add appliance"
      description="An engine on another machine. There, make a code: callwright-engine pair"
      footer={
        <>
          {seen ? <Button onClick={() => setSeen(null)}>Back</Button> : <Button onClick={onClose}>Cancel</Button>}
          <Button
            variant="primary"
            type="submit"
            form="pair"
            busy={isBusy}
            disabled={seen ? code.trim() === '' || name.trim() === '' : address.trim() === ''}
          >
            {seen ? 'Pair' : 'Look'}
          </Button>
        </>
      }
    >
      <form id="pair" onSubmit={submit} className="flex flex-col gap-4" noValidate>
        {seen ? (
          <>
            <div className="flex flex-col gap-1">
              <p>
                {seen.url} shows this certificate. Compare it with what the appliance printed beside the code; if it is
                another one, stop here.
              </p>
              <Fingerprint value={seen.fingerprint} />
            </div>
            <Field label="Code" help="Twelve letters and digits. It is good for ten minutes, once, and is never sent.">
              {(control) => (
                <TextInput {...control} mono value={code} onChange={setCode} placeholder="K7QM-2WXP-9RTD" />
              )}
            </Field>
            <Field label="Name" help="What you call it here.">
              {(control) => <TextInput {...control} value={name} onChange={setName} maxLength={64} />}
            </Field>
            <Field label="Colour">
              {(control) => <Select {...control} value={colour} options={colourOptions} onChange={setColour} />}
            </Field>
          </>
        ) : (
          <>
            <Field label="Address" help="A name or an IP address, with a port where it is not 7061.">
              {(control) => (
                <TextInput {...control} mono value={address} onChange={setAddress} placeholder="192.0.2.10" />
              )}
            </Field>
            <Nearby onChosen={setAddress} />
          </>
        )}
        {problem ? (
          <p role="alert" className="flex gap-2 rounded-control bg-red-soft px-3 py-2 text-red">
            <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
            <span className="min-w-0 break-words">{problem}</span>
          </p>
        ) : null}
      </form>
    </Dialog>
  )
}
