import { LifeBuoy, Play } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { designSnapshot, useDocuments } from '../store/design.ts'
import { Button } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { Field } from '../ui/field.tsx'
import { NumberInput } from '../ui/number-input.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { type CallSetup, changeSetup, helpBefore, startCall, useRehearsal, wallClockNow } from './rehearsal-store.ts'

/** Who calls, which number and when. */
export function CallSetupForm({ flow }: { readonly flow: Callflow }) {
  const setup = useRehearsal((state) => state.setup)
  const help = helpBefore(designSnapshot(), setup)
  return (
    <form
      aria-label="Call to rehearse"
      className="min-h-0 flex-1 overflow-y-auto px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault()
        startCall(flow.id)
      }}
    >
      <p className="mb-3 text-body text-ink-faint">
        Send a call through the flow without a phone, and say at every step what people do.
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Caller" className="w-44">
          {(control) => <CallerPicker id={control.id} />}
        </Field>
        {setup.callerDeviceId === null ? (
          <Field label="Caller number" className="w-36">
            {(control) => (
              <TextInput
                {...control}
                mono
                placeholder="anonymous"
                maxLength={40}
                value={setup.callerNumber}
                onChange={(callerNumber) => changeSetup({ callerNumber })}
              />
            )}
          </Field>
        ) : null}
        <Field label="Number dialled" className="w-36">
          {(control) => (
            <TextInput
              {...control}
              mono
              placeholder={help?.number ?? flow.numbers[0] ?? 'this callflow'}
              maxLength={40}
              value={setup.dialled}
              onChange={(dialled) => changeSetup({ dialled })}
            />
          )}
        </Field>
        <Field label="Date and time" className="w-48">
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              title="On the account's clock"
              className="tabular h-7 rounded-control border border-line-strong bg-surface px-2 text-small text-ink hover:border-grey-7"
              value={setup.when || wallClockNow(designSnapshot())}
              onChange={(event) => changeSetup({ when: event.target.value })}
            />
          )}
        </Field>
        {setup.callerDeviceId === null && asksForAttestation(designSnapshot()) ? <Vouched setup={setup} /> : null}
        {setup.callerDeviceId === null ? <CalledForHelp setup={setup} number={help?.number} /> : null}
        <Button type="submit" variant="primary" icon={Play}>
          Start call
        </Button>
      </div>
    </form>
  )
}

/** Emergency services call back whoever called them, and are put through to their phone for half an hour (M92). */
function CalledForHelp({ setup, number }: { readonly setup: CallSetup; readonly number: string | undefined }) {
  const devices = useDocuments('device')
  const options = useMemo(() => {
    const phones = devices.map(({ id: value, name }) => ({ value, label: name }))
    return [{ value: '', label: 'Nobody' }, ...phones.toSorted((a, b) => a.label.localeCompare(b.label))]
  }, [devices])
  const isChosen = setup.helpDeviceId !== null
  const [isAsked, setAsked] = useState(isChosen)
  if (!isAsked)
    return (
      <Button variant="ghost" icon={LifeBuoy} onClick={() => setAsked(true)}>
        After a call for help
      </Button>
    )
  return (
    <>
      <Field
        label="Called for help before"
        className="w-44"
        {...(isChosen && number === undefined ? { error: 'That phone shows emergency services no number.' } : {})}
      >
        {(control) => (
          <Combobox
            id={control.id}
            value={setup.helpDeviceId ?? ''}
            options={options}
            onChange={(value) => changeSetup({ helpDeviceId: value === '' ? null : value })}
          />
        )}
      </Field>
      {isChosen ? (
        <Field label="Minutes ago" className="w-24">
          {(control) => (
            <NumberInput
              {...control}
              value={setup.helpAgoMin}
              min={0}
              max={1_440}
              onChange={(minutes) => changeSetup({ helpAgoMin: Math.min(1_440, Math.max(0, minutes ?? 0)) })}
            />
          )}
        </Field>
      ) : null}
    </>
  )
}

/** Where a step goes by it. */
const asksForAttestation = (design: DesignSnapshot) =>
  design
    .list('callflow')
    .some(({ nodes }) =>
      Object.values(nodes).some(
        ({ type, settings }) => type === 'match-caller-id' && settings['mode'] === 'attestation',
      ),
    )

function Vouched({ setup }: { readonly setup: CallSetup }) {
  return (
    <Field label="The carrier vouches" className="w-44">
      {(control) => (
        <Combobox
          id={control.id}
          value={setup.attestation ?? ''}
          options={[
            { value: '', label: 'For nothing' },
            { value: 'A', label: 'A: for the number' },
            { value: 'B', label: 'B: for who called' },
            { value: 'C', label: 'C: for where it came in' },
          ]}
          onChange={(value) =>
            changeSetup({ attestation: value === 'A' || value === 'B' || value === 'C' ? value : null })
          }
        />
      )}
    </Field>
  )
}

const outside = 'outside'

function CallerPicker({ id }: { readonly id: string }) {
  const callerDeviceId = useRehearsal((state) => state.setup.callerDeviceId)
  const devices = useDocuments('device')
  const users = useDocuments('user')
  const options = useMemo(() => {
    const owners = new Map(users.map((user) => [user.id, user]))
    const phones = devices.map(({ id: value, name, ownerId }) => {
      const aside = ownerId ? owners.get(ownerId)?.extension : undefined
      return { value, label: name, ...(aside ? { aside } : {}) }
    })
    phones.sort((a, b) => a.label.localeCompare(b.label))
    return [{ value: outside, label: 'An outside number' }, ...phones]
  }, [devices, users])
  return (
    <Combobox
      id={id}
      value={callerDeviceId ?? outside}
      options={options}
      onChange={(value) => changeSetup({ callerDeviceId: value === outside ? null : value })}
    />
  )
}
