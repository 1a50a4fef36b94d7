import { Laptop, Server } from 'lucide-react'
import { useState } from 'react'
import type { TargetColour } from '../../../main/api/target-contract.ts'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { type EngineQuestion, useEngineQuestion } from '../../shell/engine-actions.ts'
import { Fact } from '../../shell/engine-facts.tsx'
import { counted, engineWords } from '../../shell/engine-words.ts'
import { colourOptions } from '../../shell/target-colours.ts'
import { lookAt } from '../../store/follow.ts'
import { type KnownTarget, useTarget } from '../../store/target.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusDot } from '../../ui/status.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { toast } from '../../ui/toast.tsx'
import { DetailPanel } from '../shared/detail-panel.tsx'
import { Deployments } from './deployments.tsx'
import { Fingerprint } from './fingerprint.tsx'

/** One target: how it is, what it is called, and what was deployed there. */
export function TargetDetail({ known, onClose }: { readonly known: KnownTarget; readonly onClose: () => void }) {
  const isLooked = useTarget(({ about }) => about?.id === known.id)
  const { status, remote } = known
  const { tone, label, busy } = engineWords(status)
  const runs = status.health?.activeBundle
  return (
    <DetailPanel
      icon={remote ? Server : Laptop}
      title={known.name}
      subtitle={remote?.url ?? 'The engine of this app'}
      onClose={onClose}
      {...(remote && { onDelete: () => askToRemove(known, onClose) })}
      actions={
        <Button size="sm" disabled={isLooked} onClick={() => void lookAt(known.id)}>
          {isLooked ? 'Pages are about it' : 'Look at it'}
        </Button>
      }
    >
      {status.problem ? (
        <p role="alert" className="rounded-control bg-red-soft px-3 py-2 break-words text-red">
          {status.problem}
        </p>
      ) : null}
      <dl>
        <Fact label="State">
          <StatusDot tone={tone} label={label} pulse={busy} />
        </Fact>
        <Fact label="Runs">{runs?.designName ?? 'nothing that is known'}</Fact>
        <Fact label="Version" mono>
          {runs?.id.slice(0, 12) ?? '–'}
        </Fact>
        <Fact label="Differs from this design in">
          {status.runsOther
            ? 'everything: it is another design'
            : status.unsyncedChanges === null
              ? 'unknown'
              : counted(status.unsyncedChanges, 'document')}
        </Fact>
        <Fact label="Callwright" mono>
          {status.health?.version ?? '–'}
        </Fact>
        {remote ? <Fact label="This app may">{roleWords[remote.role]}</Fact> : null}
      </dl>
      {remote ? (
        <>
          <Called known={known} />
          <section aria-label="Certificate" className="flex flex-col gap-1">
            <h3 className="text-label font-medium text-ink-soft">Certificate it was paired with</h3>
            <Fingerprint value={remote.fingerprint} />
          </section>
        </>
      ) : null}
      <Deployments known={known} />
    </DetailPanel>
  )
}

const roleWords = { read: 'look on', operate: 'look on and operate', deploy: 'operate and deploy' } as const

/** Saved as it is typed, like everything else. */
function Called({ known }: { readonly known: KnownTarget }) {
  const [name, setName] = useState(known.name)
  const [problem, setProblem] = useState<string | null>(null)
  const change = async (fields: { readonly name: string; readonly colour: TargetColour }) => {
    setName(fields.name)
    if (fields.name.trim() === '') return setProblem('A target has a name.')
    setProblem(null)
    try {
      await api().targets.change({ targetId: known.id, ...fields, name: fields.name.trim() })
    } catch (error) {
      setProblem(refusalOf(error).message)
    }
  }
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Name" error={problem}>
        {(control) => (
          <TextInput
            {...control}
            value={name}
            maxLength={64}
            onChange={(next) => void change({ name: next, colour: known.colour })}
          />
        )}
      </Field>
      <Field label="Colour">
        {(control) => (
          <Select
            {...control}
            value={known.colour}
            options={colourOptions}
            onChange={(colour) => void change({ name, colour })}
          />
        )}
      </Field>
    </div>
  )
}

function askToRemove({ id, name }: KnownTarget, onRemoved: () => void): void {
  const question: EngineQuestion = {
    title: `Remove ${name}?`,
    words: 'What runs there goes on. To reach it again, this app has to be paired again.',
    goOn: 'Remove it',
    async act() {
      try {
        const { gaveBack } = await api().targets.remove({ targetId: id })
        onRemoved()
        toast.done(
          `${name} is removed`,
          gaveBack ? {} : { description: 'It did not answer: revoke this app’s token there.' },
        )
      } catch (error) {
        toast.error(refusalOf(error).message)
      }
    },
  }
  useEngineQuestion.setState({ question })
}
