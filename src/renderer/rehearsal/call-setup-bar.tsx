import { Play, RotateCcw, StepBack, X } from 'lucide-react'
import { useId, useMemo } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { designSnapshot, useDocuments } from '../store/design.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { back, changeSetup, closeRehearsal, restart, startCall, useRehearsal, wallClockNow } from './rehearsal-store.ts'

/** Number dialled, caller, date and time; then start, step back, start again. */
export function CallSetupBar({ flow }: { readonly flow: Callflow }) {
  const setup = useRehearsal((state) => state.setup)
  const isRunning = useRehearsal((state) => state.rehearsal !== null)
  const canGoBack = useRehearsal((state) => (state.rehearsal?.answers.length ?? 0) > 0)
  const whenId = useId()
  return (
    <form
      aria-label="Call to rehearse"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line px-3 py-2"
      onSubmit={(event) => {
        event.preventDefault()
        startCall(flow.id)
      }}
    >
      <h2 className="text-body font-semibold">Rehearsal</h2>
      <Caller />
      <label className="flex items-center gap-1.5 text-small text-ink-faint">
        dials
        <span className="w-32">
          <TextInput
            mono
            aria-label="Number dialled"
            placeholder={flow.numbers[0] ?? 'this callflow'}
            maxLength={40}
            value={setup.dialled}
            onChange={(dialled) => changeSetup({ dialled })}
          />
        </span>
      </label>
      <label htmlFor={whenId} className="flex items-center gap-1.5 text-small text-ink-faint">
        at
        <input
          id={whenId}
          type="datetime-local"
          aria-label="Date and time of the call"
          title="On the account's clock; empty for now"
          className="tabular h-7 rounded-control border border-line-strong bg-surface px-2 text-small text-ink hover:border-grey-7"
          value={setup.when || wallClockNow(designSnapshot())}
          onChange={(event) => changeSetup({ when: event.target.value })}
        />
      </label>
      <span className="ml-auto flex items-center gap-1">
        {isRunning ? (
          <>
            <IconButton size="sm" side="top" label="Step back" icon={StepBack} disabled={!canGoBack} onClick={back} />
            <IconButton size="sm" side="top" label="Start again" icon={RotateCcw} onClick={restart} />
          </>
        ) : null}
        <Button type="submit" size="sm" variant={isRunning ? 'default' : 'primary'} icon={Play}>
          {isRunning ? 'New call' : 'Start call'}
        </Button>
        <IconButton size="sm" side="top" label="Close the rehearsal" icon={X} onClick={closeRehearsal} />
      </span>
    </form>
  )
}

const outside = 'outside'

function Caller() {
  const { callerDeviceId, callerNumber } = useRehearsal((state) => state.setup)
  const devices = useDocuments('device')
  const users = useDocuments('user')
  const options = useMemo(() => {
    const owners = new Map(users.map((user) => [user.id, user]))
    const phones = devices.map(({ id, name, ownerId }) => {
      const owner = ownerId ? owners.get(ownerId) : undefined
      const aside = owner?.extension || owner?.name
      return { value: id, label: name, ...(aside ? { aside } : {}) }
    })
    phones.sort((a, b) => a.label.localeCompare(b.label))
    return [{ value: outside, label: 'An outside number' }, ...phones]
  }, [devices, users])
  return (
    <span className="flex items-center gap-1.5">
      <span className="w-44">
        <Combobox
          aria-label="Caller"
          value={callerDeviceId ?? outside}
          options={options}
          onChange={(value) => changeSetup({ callerDeviceId: value === outside ? null : value })}
        />
      </span>
      {callerDeviceId === null ? (
        <span className="w-32">
          <TextInput
            mono
            aria-label="Caller number"
            placeholder="anonymous"
            maxLength={40}
            value={callerNumber}
            onChange={(next) => changeSetup({ callerNumber: next })}
          />
        </span>
      ) : null}
    </span>
  )
}
