import type { z } from 'zod'
import type { FieldDescriptor } from '../../callflow/design/describe.ts'

export type FormErrors = Readonly<Record<string, string>>

export type Checked<V> = { readonly ok: true; readonly value: V } | { readonly ok: false; readonly errors: FormErrors }

/** Parses `value`; what is wrong comes back by field name, in words that name the limit. */
export function check<S extends z.ZodType>(
  schema: S,
  fields: readonly FieldDescriptor[],
  value: unknown,
): Checked<z.infer<S>> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return { ok: true, value: parsed.data }
  const errors: Record<string, string> = {}
  for (const issue of parsed.error.issues) {
    const path = issue.path.join('.')
    const field = fields.find(({ name }) => path === name || path.startsWith(`${name}.`))
    errors[field?.name ?? path] ??= field ? sentence(field, issue) : issue.message
  }
  return { ok: false, errors }
}

function sentence(field: FieldDescriptor, issue: z.core.$ZodIssue): string {
  const unit = field.unit ? ` ${field.unit}` : ''
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string') return field.required ? `${field.label} cannot be empty.` : 'Too short.'
      return issue.origin === 'array' ? `At least ${issue.minimum}.` : `At least ${issue.minimum}${unit}.`
    case 'too_big':
      if (issue.origin === 'string') return `At most ${issue.maximum} characters.`
      return issue.origin === 'array' ? `At most ${issue.maximum} entries.` : `At most ${issue.maximum}${unit}.`
    case 'invalid_type':
      return field.type === 'integer' || field.type === 'number'
        ? `A ${field.type === 'integer' ? 'whole ' : ''}number is needed.`
        : `${field.label} is needed.`
    default:
      return patternWords(field) ?? 'This cannot be used here.'
  }
}

/** What a pattern asks for, in words. */
function patternWords(field: FieldDescriptor): string | undefined {
  const pattern = field.pattern ?? ''
  if (pattern.includes('[1-9][0-9]{3,14}')) return 'A full number with + and country code, like +16045550100.'
  if (pattern.includes('\\d{4}-\\d{2}-\\d{2}')) return 'A date like 2026-12-24.'
  if (pattern.includes('0-9*#')) return 'Digits only, with * and # for codes and an optional + in front; at most 32.'
  return field.control === 'number-list' ? 'Digits only, with * and # for codes; at most 32.' : undefined
}
