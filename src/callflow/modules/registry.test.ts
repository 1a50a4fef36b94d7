import { describe, expect, it } from 'vitest'
import { describeFields } from '../design/describe.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { modules } from './registry.ts'

describe.each(modules.map((definition) => [definition.type, definition] as const))('module %s', (_type, definition) => {
  it('needs no settings: a step dropped from the palette is valid and summarised', () => {
    const settings = definition.settings.parse({})
    expect(definition.summary(settings, snapshotOf([]))).toEqual(expect.any(String))
    expect(definition.dataBranches?.(settings, snapshotOf([])) ?? []).toEqual(expect.any(Array))
  })

  it('describes every setting with a label, for the generated form', () => {
    const shape = definition.settings.parse({}) as object
    const described = describeFields(definition.settings).map((field) => field.name)
    expect(described).toEqual(Object.keys(shape))
  })

  it('names each branch once', () => {
    const names = definition.branches.map((branch) => branch.name)
    expect(new Set(names).size).toBe(names.length)
  })
})

it('module types are unique', () => {
  expect(new Set(modules.map((definition) => definition.type)).size).toBe(modules.length)
})
