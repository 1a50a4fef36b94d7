import { describe, expect, it } from 'vitest'
import { modules } from '../modules/registry.ts'
import { describeFields, type FieldDescriptor } from './describe.ts'
import { documentSchemas } from './document.ts'

/** Everything a form shows, nested fields included. */
function wordsOf(fields: readonly FieldDescriptor[]): string[] {
  return fields.flatMap((field) => [
    field.label,
    field.help ?? '',
    ...(field.options ?? []).map((option) => option.label),
    ...wordsOf(field.itemFields ?? []),
  ])
}

describe('the words of forms', () => {
  const shown = [
    ...Object.values(documentSchemas).flatMap((schema) => wordsOf(describeFields(schema))),
    ...modules.flatMap((definition) => [
      definition.name,
      definition.description,
      ...wordsOf(describeFields(definition.settings)),
    ]),
  ]

  it('are for administrators: no row numbers, RFC numbers or exclamation marks', () => {
    expect(shown.filter((words) => /\bM\d+[a-z]?\b|RFC|!/.test(words))).toEqual([])
  })
})
