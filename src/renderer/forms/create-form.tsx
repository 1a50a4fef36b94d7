import { type FormEvent, useState } from 'react'
import { describeFields } from '../../callflow/design/describe.ts'
import { type Document, documentSchemas } from '../../callflow/design/document.ts'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { kindWords } from '../shell/kinds.ts'
import { portalName } from '../../callflow/office-anywhere/portal-rules.ts'
import { applyChange, designSnapshot } from '../store/design.ts'
import { shownFields } from './document-form.tsx'
import { limitsOf } from './field-limits.ts'
import { check, type FormErrors } from './form-errors.ts'
import { GeneratedForm } from './generated-form.tsx'
import { draftOf } from './new-document.ts'
import { documentClash, numberClash } from './number-clash.ts'
import { setAt } from './paths.ts'
import { withError } from './settings-form.tsx'

export interface CreateFormProps {
  readonly formId: string
  readonly kind: DocumentKind
  readonly designId: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly onCreated: (document: Document) => void
}

/** A new document, saved as a whole when the form is submitted (a button with `form={formId}`). */
export function CreateForm({ formId, kind, designId, fields: start, onCreated }: CreateFormProps) {
  const [draft, setDraft] = useState(() => draftOf(kind, start))
  const [errors, setErrors] = useState<FormErrors>({})
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const schema = documentSchemas[kind]
    const named = withName(draft)
    const checked = check(schema, describeFields(schema), named)
    if (!checked.ok) return setErrors(checked.errors)
    const made = checked.value as Document // parsed by the schema of its own kind
    const clash = documentClash(made)
    if (clash) return setErrors({ [clash.field]: clash.problem })
    const result = await applyChange({
      label: `Create ${kindWords[kind].one} ${made.name}`,
      put: [made],
      begunIn: designId,
      quiet: true,
    })
    if (result.ok) onCreated(made)
    else setErrors({ name: result.refusal.message })
  }
  return (
    <form id={formId} onSubmit={(event) => void submit(event)} noValidate>
      <GeneratedForm
        fields={shownFields(draft)}
        value={draft}
        errors={errors}
        ownId={draft.id}
        limits={(field) => limitsOf(draft, field.name)}
        onChange={(field, next) => {
          setDraft(withWhatFollows(setAt(draft, field.name, next), field.name))
          setErrors(withError(errors, field.name, undefined))
        }}
        refuse={(field, entry) => numberClash(draft, field.name, entry)}
      />
      <button type="submit" hidden aria-hidden tabIndex={-1} />
    </form>
  )
}

/** What people give a name of its own when they leave the name empty: a person's name, a number. */
function withName(draft: Document): Document {
  if (draft.name.trim()) return draft
  if (draft.kind === 'user') return { ...draft, name: `${draft.firstName} ${draft.lastName}`.trim() }
  if (draft.kind === 'portal') return { ...draft, name: portalName(designSnapshot(), draft) }
  return draft.kind === 'phone-number' ? { ...draft, name: draft.number } : draft
}

/** A mobile's own voicemail must not take calls, a land line cannot press keys reliably: what is usual comes with the type (M80, M81). */
function withWhatFollows(draft: Document, changed: string): Document {
  if (draft.kind !== 'device' || changed !== 'type') return draft
  return { ...draft, requireKeypress: draft.type === 'cell-phone' }
}
