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

/** With the fields of list items. */
function fieldsOf(owner: string, fields: readonly FieldDescriptor[]): { name: string; help: string | undefined }[] {
  return fields.flatMap(({ name, help, itemFields }) => [
    { name: `${owner} ${name}`, help },
    ...fieldsOf(`${owner} ${name}`, itemFields ?? []),
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

  it('explain every setting of every step in one line', () => {
    const settings = modules.flatMap(({ type, settings: schema }) => fieldsOf(type, describeFields(schema)))
    expect(settings.filter(({ help }) => !help || help.length > 140 || help.includes('\n'))).toEqual([])
  })

  it('are for administrators: no row numbers, RFC numbers or exclamation marks', () => {
    expect(shown.filter((words) => /\bM\d+[a-z]?\b|RFC|!/.test(words))).toEqual([])
  })
})
