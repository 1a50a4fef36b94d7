import { TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { CallTestResult } from '../../callflow/prove/run-test.ts'
import type { Plan, PlanStep } from '../../main/api/target-contract.ts'
import { api } from '../api/client.ts'
import { refusalOf } from '../api/refusal.ts'
import { failingCallTests } from '../store/call-tests.ts'
import { allSaved } from '../store/design.ts'
import { target, useTarget } from '../store/target.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { DeployProgress } from './deploy-progress.tsx'
import { deployPlan, failingWords, openDeployDialog, useDeployDialog } from './engine-actions.ts'
import { counted } from './engine-words.ts'
import { kindName } from './kinds.ts'
import { TargetName } from './target-name.tsx'

/** What deploying to an appliance would do, looked at before it is done. */
export function DeployDialog() {
  const isOpen = useDeployDialog((state) => state.isOpen)
  return isOpen ? <Planned /> : null
}

type Asked = { readonly plan: Plan } | { readonly problem: string } | null

function Planned() {
  const about = useTarget((state) => state.about)
  const [asked, setAsked] = useState<Asked>(null)
  const [note, setNote] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failing, setFailing] = useState<readonly CallTestResult[]>([])
  useEffect(() => {
    void ask().then(setAsked)
    void failingCallTests().then(setFailing)
  }, [])
  const plan = asked && 'plan' in asked ? asked.plan : null
  const isRefused = plan?.steps.some(({ kind }) => kind === 'refused') ?? false
  const deploy = async () => {
    if (!plan) return
    setBusy(true)
    const isDone = await deployPlan(plan.planId, note)
    setBusy(false)
    if (isDone) return openDeployDialog(false)
    // What stood in the way may be in the plan of now.
    setAsked(null)
    setAsked(await ask())
  }
  return (
    <Dialog
      open
      onClose={() => openDeployDialog(false)}
      title={`Deploy to ${about?.name ?? ''}`}
      description={plan ? `“${plan.designName}” as it is saved` : 'Asking what it runs'}
      wide
      footer={
        <>
          <Button onClick={() => openDeployDialog(false)}>{plan?.steps.length === 0 ? 'Close' : 'Leave it'}</Button>
          {plan && plan.steps.length > 0 ? (
            <Button
              variant={failing.length > 0 ? 'danger' : 'primary'}
              disabled={isRefused || (failing.length > 0 && note.trim() === '')}
              busy={isBusy}
              onClick={() => void deploy()}
            >
              {failing.length > 0 ? 'Deploy anyway' : 'Deploy'}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {about ? <TargetName about={about} /> : null}
        {asked && 'problem' in asked ? <Warning isRed>{asked.problem}</Warning> : null}
        {plan?.steps.length === 0 ? <p>It runs exactly this already. There is nothing to deploy.</p> : null}
        {plan?.steps.map((step) => (
          <Step key={step.kind} step={step} />
        ))}
        {failing.length > 0 ? (
          <Warning>{`${failingWords(failing)} Say why it is deployed all the same.`}</Warning>
        ) : null}
        {plan && plan.steps.length > 0 && !isRefused ? (
          <Field label="Why" help="For whoever looks at the list of deployments.">
            {(control) => <TextInput {...control} value={note} onChange={setNote} maxLength={500} />}
          </Field>
        ) : null}
        <DeployProgress />
      </div>
    </Dialog>
  )
}

async function ask(): Promise<Asked> {
  try {
    await allSaved()
    return { plan: await api().targets.plan(target()) }
  } catch (error) {
    return { problem: refusalOf(error).message }
  }
}

function Step({ step }: { readonly step: PlanStep }) {
  switch (step.kind) {
    case 'refused':
      return <Warning isRed>{step.why}</Warning>
    case 'over':
      return <Warning>{step.words}</Warning>
    case 'calls':
      return (
        <p>
          {counted(step.count, 'call is', 'calls are')} up. They go on with the version they began with; new calls get
          this one.
        </p>
      )
    case 'documents':
      return <Documents step={step} />
    case 'sounds':
      return <p>{counted(step.count, 'sound')}, of which only those are sent that it does not have.</p>
    case 'move':
    case 'activate':
      return null
  }
}

const signs = { added: '+', changed: '~', removed: '−' } as const
const tones = { added: 'text-green', changed: 'text-amber', removed: 'text-red' } as const

function Documents({ step }: { readonly step: Extract<PlanStep, { kind: 'documents' }> }) {
  const { added, changed, removed, named = [] } = step
  const rest = added + changed + removed - named.length
  return (
    <section aria-label="What changes" className="flex flex-col gap-1.5">
      <h3 className="font-medium">
        {added} added, {changed} changed, {removed} removed
      </h3>
      <ul className="flex max-h-[32vh] flex-col overflow-y-auto rounded-control border border-line bg-sunken px-3 py-1.5">
        {named.map(({ what, kind, name }, at) => (
          // Two documents may have one name.
          <li key={`${what} ${kind} ${name} ${at}`} className="flex min-w-0 items-baseline gap-2 py-0.5">
            <span aria-hidden className={cx('w-3 shrink-0 font-mono', tones[what])}>
              {signs[what]}
            </span>
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="shrink-0 text-small text-ink-faint">
              {kindName(kind)} {what}
            </span>
          </li>
        ))}
        {rest > 0 ? <li className="py-0.5 text-ink-faint">and {rest.toLocaleString('en')} more</li> : null}
      </ul>
    </section>
  )
}

function Warning({ children, isRed = false }: { readonly children: string; readonly isRed?: boolean }) {
  return (
    <p
      role={isRed ? 'alert' : 'status'}
      className={cx(
        'flex gap-2 rounded-control px-3 py-2',
        isRed ? 'bg-red-soft text-red' : 'bg-amber-soft text-amber',
      )}
    >
      <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  )
}
