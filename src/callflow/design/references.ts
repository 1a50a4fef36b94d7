import type { z } from 'zod'
import type { DocumentId, DocumentKind } from './kind.ts'
import { unwrap } from './schema-shape.ts'

/** One place in a value that names another document. */
export interface FoundReference {
  /** Dotted, from the value's root: `members.0.id`. */
  readonly path: string
  readonly toId: DocumentId
  /** What the id may name, from the field's `refersTo`. */
  readonly kinds: readonly DocumentKind[]
}

/** Where references can be: a key, or `*` for every element of an array or record. */
export interface ReferencePlace {
  readonly steps: readonly string[]
  readonly kinds: readonly DocumentKind[]
}

const places = new WeakMap<z.ZodType, readonly ReferencePlace[]>()

/** Every id in `value` whose field says `refersTo`. `value` may be unparsed: what does not fit the schema is passed over. */
export function schemaReferences(schema: z.ZodType, value: unknown): FoundReference[] {
  const found: FoundReference[] = []
  for (const { steps, kinds } of referencePlaces(schema)) {
    walk(value, steps, [], (path, toId) => found.push({ path: path.join('.'), toId, kinds }))
  }
  return found
}

/** A copy of `value` in which every reference to `fromId` names `toId`; lists in which it then stands twice lose the second. */
export function replaceInSchema<V>(schema: z.ZodType, value: V, fromId: DocumentId, toId: DocumentId): V {
  let changed: unknown = value
  for (const { steps } of referencePlaces(schema)) changed = replaceAt(changed, steps, fromId, toId)
  return changed as V // ids replaced by ids: the shape is the same
}

export function referencePlaces(schema: z.ZodType): readonly ReferencePlace[] {
  const known = places.get(schema)
  if (known) return known
  const found: ReferencePlace[] = []
  collect(schema, [], found)
  places.set(schema, found)
  return found
}

function collect(schema: z.ZodType, steps: readonly string[], into: ReferencePlace[]): void {
  const { shape, meta } = unwrap(schema)
  switch (shape.kind) {
    case 'object':
      for (const [key, field] of Object.entries(shape.shape)) collect(field, [...steps, key], into)
      return
    case 'array':
      collect(shape.element, [...steps, '*'], into)
      return
    case 'record':
      collect(shape.value, [...steps, '*'], into)
      return
    case 'union':
      for (const option of shape.options) collect(option, steps, into)
      return
    case 'leaf':
      if (meta.refersTo && !into.some((place) => place.steps.join('.') === steps.join('.'))) {
        into.push({ steps, kinds: meta.refersTo })
      }
  }
}

function walk(
  value: unknown,
  steps: readonly string[],
  path: readonly string[],
  found: (path: readonly string[], id: DocumentId) => void,
): void {
  const [step, ...rest] = steps
  if (step === undefined) {
    if (typeof value === 'string' && value !== '') found(path, value)
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (step === '*') {
    for (const [key, element] of Object.entries(value)) walk(element, rest, [...path, key], found)
  } else if (Object.hasOwn(value, step)) {
    walk(Reflect.get(value, step), rest, [...path, step], found)
  }
}

function replaceAt(value: unknown, steps: readonly string[], fromId: DocumentId, toId: DocumentId): unknown {
  const [step, ...rest] = steps
  if (step === undefined) return value === fromId ? toId : value
  if (typeof value !== 'object' || value === null) return value
  if (step === '*' && Array.isArray(value)) {
    const replaced = value.map((element) => replaceAt(element, rest, fromId, toId))
    return replaced.some((element, index) => element !== value[index]) ? withoutRepeats(replaced, rest, toId) : value
  }
  const keys = step === '*' ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : []
  let changed = value
  for (const key of keys) {
    const before: unknown = Reflect.get(value, key)
    const after = replaceAt(before, rest, fromId, toId)
    if (after !== before) changed = { ...changed, [key]: after }
  }
  return changed
}

function withoutRepeats(list: readonly unknown[], rest: readonly string[], toId: DocumentId): unknown[] {
  let seen = false
  return list.filter((element) => {
    let names = false
    walk(element, rest, [], (_path, id) => {
      names ||= id === toId
    })
    const keep = !names || !seen
    seen ||= names
    return keep
  })
}
