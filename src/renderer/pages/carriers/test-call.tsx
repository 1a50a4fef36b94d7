import { PhoneCall, PhoneOff } from 'lucide-react'
import { useState } from 'react'
import type { Trunk } from '../../../callflow/design/document.ts'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { useLive } from '../../store/live.ts'
import type { TrunkTest } from '../../store/live-events.ts'
import { target } from '../../store/target.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Field } from '../../ui/field.tsx'
import { TextInput } from '../../ui/text-input.tsx'

/** Calls a number over the trunk as the engine has it, and shows step by step what the carrier does. */
export function TestCall({ trunk }: { readonly trunk: Trunk }) {
  const [number, setNumber] = useState('')
  const [problem, setProblem] = useState('')
  const test = useLive(({ trunkTests }) => trunkTests.get(trunk.id))
  const isRunning = test?.state === 'running'
  const tell = async (ask: () => Promise<unknown>) => {
    setProblem('')
    try {
      await ask()
    } catch (error) {
      setProblem(refusalOf(error).message)
    }
  }
  const call = () =>
    tell(() => api().operate.trunkTests.start({ ...target(), trunkId: trunk.id, number: number.trim() }))
  const hangUp = () => tell(() => api().operate.trunkTests.cancel({ ...target(), testId: test?.testId ?? '' }))
  return (
    <section aria-label="Test call" className="flex flex-col gap-2 border-t border-line pt-4">
      <Field
        label="Test call to"
        help="Over this trunk as it was last synced. Whoever answers hears a tone for three seconds."
      >
        {(control) => (
          <div className="flex gap-2">
            <TextInput
              {...control}
              type="tel"
              value={number}
              onChange={setNumber}
              maxLength={64}
              placeholder="+1 604 555 0100"
            />
            {isRunning ? (
              <Button icon={PhoneOff} onClick={() => void hangUp()}>
                Hang up
              </Button>
            ) : (
              <Button icon={PhoneCall} disabled={number.trim() === ''} onClick={() => void call()}>
                Call
              </Button>
            )}
          </div>
        )}
      </Field>
      {problem === '' ? null : (
        <p role="alert" className="text-small text-red">
          {problem}
        </p>
      )}
      {test ? <Steps test={test} /> : null}
    </section>
  )
}

function Steps({ test: { steps, state } }: { readonly test: TrunkTest }) {
  return (
    <ol aria-label="What happened" aria-live="polite" className="flex flex-col gap-1 text-small text-ink-soft">
      {steps.map(({ atMs, says }, at) => (
        <li
          key={`${atMs} ${says}`}
          className={cx(
            at === steps.length - 1 && state === 'good' && 'text-green',
            at === steps.length - 1 && state === 'failed' && 'text-red',
          )}
        >
          {says}
        </li>
      ))}
    </ol>
  )
}
