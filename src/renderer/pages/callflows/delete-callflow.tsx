import { useState } from 'react'
import type { Callflow } from '../../../callflow/design/document.ts'
import { type Refusal, usagesOf } from '../../api/refusal.ts'
import { kindWords } from '../../shell/kinds.ts'
import { useDocuments } from '../../store/design.ts'
import { Button } from '../../ui/button.tsx'
import { Combobox } from '../../ui/combobox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { replaceCallflow } from './callflow-actions.ts'
import { byName } from './flow-search.ts'

/** Shown when a flow that is still used cannot be deleted: where, and what may take its place. */
export function StillUsedDialog({
  flow,
  refusal,
  onClose,
}: {
  readonly flow: Callflow
  readonly refusal: Refusal
  readonly onClose: () => void
}) {
  const flows = useDocuments('callflow')
  const [replacement, setReplacement] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const usages = usagesOf(refusal)
  const options = [...flows]
    .filter(({ id }) => id !== flow.id)
    .sort(byName)
    .map(({ id, name, numbers }) => ({ value: id, label: name, ...(numbers[0] ? { aside: numbers[0] } : {}) }))
  const replace = async () => {
    if (!replacement) return
    const refused = await replaceCallflow(flow, replacement)
    if (refused) setError(refused.message)
    else onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`"${flow.name}" is still used`}
      description={usages.length > 0 ? 'Choose what takes its place, or change these first.' : refusal.message}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" disabled={!replacement} onClick={() => void replace()}>
            Replace and delete
          </Button>
        </>
      }
    >
      <ul className="mb-3 max-h-40 overflow-y-auto rounded-control border border-line">
        {usages.map((usage) => (
          <li
            key={`${usage.documentId}/${usage.path}`}
            className="flex gap-2 border-b border-line px-2 py-1 last:border-0"
          >
            <span className="min-w-0 flex-1 truncate">{usage.name}</span>
            <span className="text-ink-faint">{kindWords[usage.kind].one}</span>
          </li>
        ))}
      </ul>
      <Field label="Use instead" error={error}>
        {(control) => <Combobox {...control} value={replacement} options={options} onChange={setReplacement} />}
      </Field>
    </Dialog>
  )
}
