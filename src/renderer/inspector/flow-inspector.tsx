import { ArrowLeft, Plus, Workflow, X } from 'lucide-react'
import { useState } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { addFlowNumber, removeFlowNumber, renameCallflow } from '../canvas/actions.ts'
import { select } from '../canvas/editor-store.ts'
import { useFlowFindings } from '../canvas/findings.ts'
import { DocumentForm } from '../forms/document-form.tsx'
import { IconButton } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { FindingList } from './node-findings.tsx'

/** The flow itself, while its root bar is selected: name, every number, and what is wrong with it as a whole. */
export function FlowInspector({ flow }: { readonly flow: Callflow }) {
  const findings = useFlowFindings(flow.id).all.filter(({ nodeId }) => nodeId === undefined)
  return (
    <section aria-label={`Settings of callflow ${flow.name}`} className="flex h-full min-h-0 flex-col">
      <header className="flex shrink-0 items-center gap-2 border-b border-line px-3 py-2.5">
        <IconButton size="sm" label="Back to the steps" icon={ArrowLeft} onClick={() => select([])} className="-ml-1" />
        <span className="flex size-7 shrink-0 items-center justify-center rounded-control bg-accent-soft text-accent-ink">
          <Workflow aria-hidden size={16} />
        </span>
        <h2 className="min-w-0 truncate px-1.5 font-semibold">Callflow</h2>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
        <NameField flow={flow} />
        <NumberField flow={flow} />
        <div className="mt-4">
          <DocumentForm key={flow.id} document={flow} only={patternFields} />
        </div>
        {findings.length > 0 ? (
          <div className="-mx-1 mt-4">
            <FindingList findings={findings} />
          </div>
        ) : null}
      </div>
    </section>
  )
}

/** Whatever else it answers, and for whom. */
const patternFields = ['patterns', 'patternsFromOutside', 'numbersFromOutside']

function NameField({ flow }: { readonly flow: Callflow }) {
  const [draft, setDraft] = useState<string | null>(null)
  const finish = () => {
    if (draft !== null) renameCallflow(draft)
    setDraft(null)
  }
  return (
    <Field label="Name">
      {(control) => (
        <TextInput
          {...control}
          value={draft ?? flow.name}
          maxLength={128}
          onChange={setDraft}
          onBlur={finish}
          onKeyDown={(event) => {
            if (event.key === 'Enter') finish()
          }}
        />
      )}
    </Field>
  )
}

function NumberField({ flow }: { readonly flow: Callflow }) {
  const [draft, setDraft] = useState('')
  const [error, setError] = useState<string | null>(null)
  const add = async () => {
    const problem = await addFlowNumber(draft)
    setError(problem)
    if (!problem) setDraft('')
  }
  return (
    <>
      <h3 className="mt-4 mb-1 text-label font-medium text-ink-soft">Numbers that reach it</h3>
      {flow.numbers.length > 0 ? (
        <ul className="mb-2 rounded-control border border-line">
          {flow.numbers.map((number) => (
            <li key={number} className="flex h-8 items-center border-b border-line pr-1 pl-2 last:border-0">
              <span className="tabular min-w-0 flex-1 truncate font-mono text-small">
                {number === 'no_match' ? 'any other number' : number}
              </span>
              <IconButton size="sm" label={`Remove ${number}`} icon={X} onClick={() => removeFlowNumber(number)} />
            </li>
          ))}
        </ul>
      ) : null}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <Field label="Add a number" error={error} help="An extension, or a number you own with its +.">
          {(control) => (
            <span className="flex gap-1">
              <TextInput
                {...control}
                mono
                maxLength={48}
                value={draft}
                onChange={(typed) => {
                  setDraft(typed)
                  setError(null)
                }}
              />
              <IconButton type="submit" label="Add" icon={Plus} disabled={draft.trim() === ''} />
            </span>
          )}
        </Field>
      </form>
    </>
  )
}
