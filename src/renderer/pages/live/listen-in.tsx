import { PhoneOff } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { useDesignSnapshot } from '../../store/design.ts'
import { keep, readKept } from '../../store/kept.ts'
import { useLive } from '../../store/live.ts'
import type { LiveCall } from '../../store/live-events.ts'
import { target } from '../../store/target.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { toast } from '../../ui/toast.tsx'
import { type Manner, manners } from './manners.ts'

/** Who listens in on a call, and a way to: a supervisor's phone rings, and hears it. */
export function ListenIn({ call }: { readonly call: LiveCall }) {
  if (call.supervises) return <OwnManner callId={call.callId} supervises={call.supervises} />
  if (call.state !== 'talking') return null
  return (
    <section aria-label="Listen in" className="flex flex-col gap-2">
      <h3 className="text-label font-medium text-ink-soft">Listen in</h3>
      {call.supervisors.map((supervisor) => (
        <Supervisor key={supervisor.callId} {...supervisor} />
      ))}
      <Begin callId={call.callId} />
    </section>
  )
}

/** One who does, how they take part, and an end to it. */
function Supervisor({ callId, name, manner }: LiveCall['supervisors'][number]) {
  return (
    <div className="flex items-center gap-2">
      <span className="min-w-0 flex-1 truncate">{name}</span>
      <MannerSelect label={`How ${name} takes part`} callId={callId} manner={manner} />
      <IconButton label={`Stop ${name} listening`} icon={PhoneOff} size="sm" onClick={() => void stop(callId)} />
    </div>
  )
}

function OwnManner({ callId, supervises }: { callId: string; supervises: NonNullable<LiveCall['supervises']> }) {
  const heard = useLive((state) => state.calls.get(supervises.callId))
  const whom = heard ? `${heard.callerName || heard.callerNumber || 'Anonymous'} to ${heard.dialled}` : 'a call'
  return (
    <section aria-label="Listen in" className="flex flex-col gap-2">
      <h3 className="text-label font-medium text-ink-soft">Listens in</h3>
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate">{whom}</span>
        <MannerSelect label="How they take part" callId={callId} manner={supervises.manner} />
      </div>
    </section>
  )
}

function MannerSelect({ label, callId, manner }: { label: string; callId: string; manner: Manner }) {
  const change = async (wanted: Manner) => {
    try {
      await api().operate.calls.changeSupervision({ ...target(), callId, manner: wanted })
    } catch (error) {
      toast.error(refusalOf(error).message)
    }
  }
  return (
    <div className="w-28 shrink-0">
      <Select aria-label={label} value={manner} options={manners} onChange={(to) => void change(to)} />
    </div>
  )
}

function Begin({ callId }: { readonly callId: string }) {
  const people = useSupervisors()
  const kept = readKept(KEPT)['fromId']
  const [chosen, setChosen] = useState<string | null>(null)
  const [busy, setBusy] = useState<Manner | null>(null)
  const fromId =
    (people.find(({ value }) => value === chosen) ?? people.find(({ value }) => value === kept) ?? people[0])?.value ??
    ''
  if (fromId === '')
    return (
      <p className="text-small text-ink-faint">
        Nobody may: make somebody with a phone an administrator, or the manager of a queue.
      </p>
    )
  const begin = async (manner: Manner) => {
    setBusy(manner)
    try {
      await api().operate.calls.supervise({ ...target(), callId, fromId, manner })
      keep(KEPT, { fromId })
      toast.done(`The phone of ${people.find(({ value }) => value === fromId)?.name ?? 'the supervisor'} rings`)
    } catch (error) {
      toast.error(refusalOf(error).message)
    } finally {
      setBusy(null)
    }
  }
  return (
    <>
      <Field label="Whose phone rings">
        {(control) => <Select {...control} value={fromId} options={people} onChange={setChosen} />}
      </Field>
      <div className="flex flex-wrap gap-2">
        {manners.map(({ value, label, help, icon }) => (
          <Button
            key={value}
            icon={icon}
            title={help}
            busy={busy === value}
            disabled={busy !== null}
            onClick={() => void begin(value)}
          >
            {label}
          </Button>
        ))}
      </div>
    </>
  )
}

async function stop(callId: string): Promise<void> {
  try {
    await api().operate.calls.hangUp({ ...target(), callId })
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}

const KEPT = 'callwright.listen-from'

/** Administrators and managers of queues who have a phone, by extension. */
function useSupervisors() {
  const design = useDesignSnapshot()
  const owners = new Set(design.list('device').map(({ ownerId }) => ownerId))
  const managers = new Set(design.list('queue').flatMap(({ managerIds }) => managerIds))
  return design
    .list('user')
    .filter(({ id, role, enabled }) => enabled && owners.has(id) && (role === 'admin' || managers.has(id)))
    .toSorted((a, b) => a.extension.localeCompare(b.extension))
    .map(({ id, name, extension }) => ({ value: id, name, label: extension === '' ? name : `${extension} ${name}` }))
}
