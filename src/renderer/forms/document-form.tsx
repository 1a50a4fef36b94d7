import { useState } from 'react'
import { describeFields, type FieldDescriptor } from '../../callflow/design/describe.ts'
import { type Document, documentSchemas } from '../../callflow/design/document.ts'
import { kindWords } from '../shell/kinds.ts'
import { applyChange, useDesign } from '../store/design.ts'
import { limitsOf } from './field-limits.ts'
import { isFieldShown } from './field-visibility.ts'
import { check, type FormErrors } from './form-errors.ts'
import { renamedWithPerson } from './follow-person.ts'
import { GeneratedForm } from './generated-form.tsx'
import { documentClash, numberClash } from './number-clash.ts'
import { getAt, setAt } from './paths.ts'
import { withError } from './settings-form.tsx'
import { useDrafts } from './use-drafts.ts'

export interface DocumentFormProps {
  /** As the design store has it. */
  readonly document: Document
  /** These fields only, in this order. */
  readonly only?: readonly string[]
  readonly omit?: readonly string[]
  /** Nothing is folded away: the place itself is for whoever wants these. */
  readonly unfolded?: boolean
}

/**
 * The generated form of a document. Saves with every change that the schema accepts; typing in one field is one undo step. Give it a
 * `key` of the document's id.
 */
export function DocumentForm({ document, only, omit, unfolded = false }: DocumentFormProps) {
  const drafts = useDrafts()
  const [errors, setErrors] = useState<FormErrors>({})
  const isReadOnly = useDesign((state) => Boolean(state.info?.readOnlyBecause))
  const shown = shownFields(document, only, omit)
  const fields = unfolded ? shown.map((field) => ({ ...field, advanced: false })) : shown
  const save = async (field: FieldDescriptor, next: unknown) => {
    const from = drafts.madeOf(document, field.name)
    drafts.set(field.name, next)
    const schema = documentSchemas[document.kind]
    const checked = check(schema, describeFields(schema), setAt(document, field.name, next))
    const problem = checked.ok ? documentClash(checked.value as Document)?.problem : checked.errors[field.name]
    setErrors((before) => withError(before, field.name, problem))
    if (!checked.ok || problem) return
    drafts.saved(field.name, getAt(checked.value, field.name))
    const result = await applyChange({
      label: `Edit ${kindWords[document.kind].one} ${(checked.value as Document).name}`,
      put: withFollowers(document, checked.value as Document), // parsed by the schema of its own kind
      from: [from],
      mergeKey: `${document.id}:${field.name}`,
      quiet: true,
    })
    if (!result.ok) setErrors((before) => withError(before, field.name, result.refusal.message))
  }
  return (
    <GeneratedForm
      fields={fields}
      value={drafts.over(document)}
      errors={errors}
      ownId={document.id}
      limits={(field) => limitsOf(document, field.name)}
      disabled={isReadOnly}
      onChange={(field, next) => void save(field, next)}
      onBlur={(field) => !errors[field.name] && drafts.drop(field.name)}
      refuse={(field, entry) => numberClash(document, field.name, entry)}
    />
  )
}

function withFollowers(before: Document, after: Document): readonly Document[] {
  if (before.kind !== 'user' || after.kind !== 'user') return [after]
  return renamedWithPerson(before, after, useDesign.getState().documents.byId.values())
}

export function shownFields(
  document: Document,
  only?: readonly string[],
  omit: readonly string[] = [],
): readonly FieldDescriptor[] {
  const all = describeFields(documentSchemas[document.kind]).filter((field) => isFieldShown(document, field))
  if (only)
    return only.flatMap((name) => all.filter((field) => field.name === name || field.name.startsWith(`${name}.`)))
  return all.filter((field) => !omit.some((name) => field.name === name || field.name.startsWith(`${name}.`)))
}
