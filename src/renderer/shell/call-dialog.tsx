import { Phone, PhoneOutgoing } from 'lucide-react'
import { type SyntheticEvent, useState } from 'react'
import { create } from 'zustand'
import { api } from '../api/client.ts'
import { refusalOf } from '../api/refusal.ts'
import { useDesignSnapshot } from '../store/design.ts'
import { keep, readKept } from '../store/kept.ts'
import { target } from '../store/target.ts'
import { openPhone, typeNumber } from '../softphone/phone-store.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { Checkbox } from '../ui/switch.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { toast } from '../ui/toast.tsx'

/** The number that is to be called; null while nobody asks. */
const useCallDialog = create<{ readonly number: string | null }>()(() => ({ number: null }))

export const openCallDialog = (number = ''): void => useCallDialog.setState({ number })
const close = (): void => useCallDialog.setState({ number: null })

/** A phone of the house rings, and the one who picks it up is connected to the number. */
export function CallDialog() {
  const number = useCallDialog((state) => state.number)
  return number === null ? null : <CallForm key={number} asked={number} />
}

function CallForm({ asked }: { readonly asked: string }) {
  const people = usePeople()
  const kept = readKept(KEPT)
  // Nobody calls themselves.
  const others = people.filter(({ extension }) => extension !== asked)
  const last = others.find(({ value }) => value === kept['fromId']) ?? others[0]
  const [fromId, setFrom] = useState(last?.value ?? '')
  const [number, setNumber] = useState(asked)
  const [autoAnswer, setAutoAnswer] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const call = async (event?: SyntheticEvent) => {
    event?.preventDefault()
    if (isBusy || number.trim() === '' || fromId === '') return
    setBusy(true)
    try {
      await api().operate.calls.click({ ...target(), fromId, number, autoAnswer })
      keep(KEPT, { fromId })
      toast.done(`The phone of ${people.find(({ value }) => value === fromId)?.name ?? 'the caller'} rings`)
      close()
    } catch (error) {
      setProblem(refusalOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onClose={close}
      title="Call"
      description="The phone you name rings. Pick it up, and it calls the number."
      footer={
        <>
          <Button
            variant="ghost"
            icon={Phone}
            className="mr-auto"
            onClick={() => {
              typeNumber(number)
              openPhone(true)
              close()
            }}
          >
            Call from here
          </Button>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            icon={PhoneOutgoing}
            busy={isBusy}
            disabled={number.trim() === '' || fromId === ''}
            onClick={() => void call()}
          >
            Call
          </Button>
        </>
      }
    >
      <form className="flex flex-col gap-4 py-1" onSubmit={(event) => void call(event)}>
        <Field label="Number" error={problem}>
          {(control) => (
            <TextInput {...control} mono value={number} placeholder="1002 or +1 604 555 0123" onChange={setNumber} />
          )}
        </Field>
        <Field label="From" help={people.length === 0 ? 'Nobody has a phone yet.' : 'All phones of the person ring.'}>
          {(control) => <Select {...control} value={fromId} options={people} onChange={setFrom} />}
        </Field>
        <label className="flex items-center gap-2">
          <Checkbox checked={autoAnswer} onChange={setAutoAnswer} />
          Their phone answers by itself
        </label>
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  )
}

const KEPT = 'callwright.call-from'

/** Whoever has a phone, by extension. */
function usePeople() {
  const design = useDesignSnapshot()
  const owners = new Set(design.list('device').map(({ ownerId }) => ownerId))
  return design
    .list('user')
    .filter(({ id }) => owners.has(id))
    .toSorted((a, b) => a.extension.localeCompare(b.extension))
    .map(({ id, name, extension }) => ({
      value: id,
      name,
      extension,
      label: extension === '' ? name : `${extension} ${name}`,
    }))
}
