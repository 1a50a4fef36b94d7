import { useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { ReferencePicker } from '../../forms/reference-picker.tsx'
import { counted } from '../../shell/engine-words.ts'
import { kindWords } from '../../shell/kinds.ts'
import { takeChange, toastUndo } from '../../store/design.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { closeStillUsed, type StillUsed, useStillUsed } from './deleting.ts'
import { UseLink } from './used-by.tsx'
import { nodeOf } from './usages.ts'

export function StillUsedDialog() {
  const asked = useStillUsed((state) => state.asked)
  return asked ? <Question key={asked.document.id} asked={asked} /> : null
}

function Question({ asked: { document, usages } }: { readonly asked: StillUsed }) {
  const [replacementId, setReplacementId] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { one } = kindWords[document.kind]
  const replace = async () => {
    if (!replacementId) return
    setBusy(true)
    try {
      await takeChange(
        (designId) => api().documents.replaceAndRemove({ designId, id: document.id, replacementId }),
        (change) => change,
      )
      closeStillUsed()
      toastUndo(`Replaced and deleted ${document.name}`)
    } catch (error) {
      setProblem(refusalOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onClose={closeStillUsed}
      title={`${document.name} is still used`}
      description={`In ${counted(usages.length, 'place')}. Choose another ${one} to take its place, or leave it.`}
      footer={
        <>
          <Button onClick={closeStillUsed}>Keep it</Button>
          <Button variant="danger" busy={busy} disabled={!replacementId} onClick={() => void replace()}>
            Replace and delete
          </Button>
        </>
      }
    >
      <ul className="-mx-2 mb-4 max-h-[220px] overflow-y-auto" onClick={closeStillUsed}>
        {usages.map((usage) => (
          <li key={`${usage.documentId} ${usage.path}`}>
            <UseLink name={usage.name} kind={usage.kind} id={usage.documentId} nodeId={nodeOf(usage.path)} />
          </li>
        ))}
      </ul>
      <Field label="Use instead" error={problem}>
        {(control) => (
          <ReferencePicker
            {...control}
            kinds={[document.kind]}
            except={[document.id]}
            value={replacementId}
            onChange={setReplacementId}
          />
        )}
      </Field>
    </Dialog>
  )
}
