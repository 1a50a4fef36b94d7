import type { z } from 'zod'
import { unwrap } from '../../callflow/design/schema-shape.ts'

/** Text fields of a value that have a label, so people know them, and are neither secret nor ids of other documents. */
export function fieldWords(schema: z.ZodType, value: unknown): string[] {
  const { shape, meta } = unwrapped(schema)
  if (meta.secret || meta.refersTo) return []
  switch (shape.kind) {
    case 'object':
      return Object.entries(shape.shape).flatMap(([key, field]) => fieldWords(field, member(value, key)))
    case 'array':
      return Array.isArray(value) ? value.flatMap((element) => fieldWords(shape.element, element)) : []
    case 'leaf':
    case 'union':
      return typeof value === 'string' && value !== '' && meta.label && meta.control !== 'choice' ? [value] : []
    case 'record':
      return []
  }
}

/** Names of the top-level fields of a document kind that are marked secret. */
export function secretFields(schema: z.ZodType): readonly string[] {
  const { shape } = unwrapped(schema)
  if (shape.kind !== 'object') return []
  return Object.entries(shape.shape).flatMap(([key, field]) => (unwrapped(field).meta.secret ? [key] : []))
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

const known = new WeakMap<z.ZodType, ReturnType<typeof unwrap>>()

/** Schemas never change, and a change of many documents asks about each of its fields again and again. */
function unwrapped(schema: z.ZodType): ReturnType<typeof unwrap> {
  const found = known.get(schema) ?? unwrap(schema)
  known.set(schema, found)
  return found
}
