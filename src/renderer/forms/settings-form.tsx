import { useState } from 'react'
import type { z } from 'zod'
import { describeSettings, type FieldDescriptor } from '../../callflow/design/describe.ts'
import { check, type FormErrors } from './form-errors.ts'
import { GeneratedForm } from './generated-form.tsx'
import { getAt, setAt } from './paths.ts'
import { useDrafts } from './use-drafts.ts'

export interface SettingsFormProps {
  readonly schema: z.ZodType
  readonly value: Readonly<Record<string, unknown>>
  /** Only values that the schema accepts; `seen` is what stood in the field that changed, as whoever types in it knows it. */
  readonly onChange: (value: Record<string, unknown>, field: string, seen: unknown) => void
  readonly omit?: readonly string[]
}

/** The generated form of a node's settings. Give it a `key` of the node's id, so that drafts never move to another node. */
export function SettingsForm({ schema, value, onChange, omit = [] }: SettingsFormProps) {
  const drafts = useDrafts()
  const [errors, setErrors] = useState<FormErrors>({})
  const filled = schema.safeParse(value)
  const saved = (filled.success ? filled.data : value) as Record<string, unknown> // settings are objects by contract
  const fields = describeSettings(schema).filter((field) => !omit.includes(field.name) && isShown(field, saved))
  return (
    <GeneratedForm
      fields={fields}
      value={drafts.over(saved)}
      errors={errors}
      onChange={(field, next) => {
        const seen = getAt(drafts.madeOf(saved, field.name), field.name)
        drafts.set(field.name, next)
        const checked = check(schema, fields, setAt(saved, field.name, next))
        const problem = checked.ok ? undefined : (checked.errors[field.name] ?? Object.values(checked.errors)[0])
        setErrors(withError(errors, field.name, problem))
        if (!checked.ok) return
        drafts.saved(field.name, getAt(checked.value, field.name))
        onChange(checked.value as Record<string, unknown>, field.name, seen)
      }}
      onBlur={(field) => !errors[field.name] && drafts.drop(field.name)}
    />
  )
}

/** Fields that only make sense with another one's value stay away without it. */
function isShown({ shownWhen }: FieldDescriptor, value: Readonly<Record<string, unknown>>): boolean {
  return shownWhen === undefined || shownWhen.is.includes(value[shownWhen.field])
}

export function withError(errors: FormErrors, name: string, problem: string | undefined): FormErrors {
  const { [name]: _gone, ...rest } = errors
  return problem === undefined ? rest : { ...rest, [name]: problem }
}
