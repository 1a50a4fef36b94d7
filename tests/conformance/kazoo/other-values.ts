import type { z } from 'zod'
import { type SchemaShape, unwrap } from '../../../src/callflow/design/schema-shape.ts'
import { isEqual } from '../../../src/callflow/exchange/kazoo/json.ts'

/** Values for a field, by its schema, that differ from the one it has; the first that the schema takes is meant. */
export function otherValue(schema: z.ZodType, value: unknown): unknown {
  return candidates(schema, value).find((candidate) => {
    const parsed = schema.safeParse(candidate)
    return parsed.success && !isEqual(parsed.data, value)
  })
}

function candidates(schema: z.ZodType, value: unknown): unknown[] {
  const { shape, nullable, default: usual } = unwrap(schema)
  const own = ofShape(shape, value)
  return [...own, ...(nullable ? ['d0c0ther', null] : []), usual]
}

function ofShape(shape: SchemaShape, value: unknown): unknown[] {
  if (shape.kind === 'union') return shape.options.flatMap((option) => candidates(option, value))
  if (shape.kind === 'array') {
    const list = Array.isArray(value) ? (value as readonly unknown[]) : []
    return [...(list.length > 0 ? [list.slice(1)] : []), ...candidates(shape.element, undefined).map((one) => [one])]
  }
  if (shape.kind === 'object') {
    const held = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>> // keys of the schema
    const whole = Object.fromEntries(
      Object.entries(shape.shape).map(([key, field]) => [key, held[key] ?? otherValue(field, undefined)]),
    )
    return Object.entries(shape.shape).flatMap(([key, field]) =>
      candidates(field, held[key]).map((other) => ({ ...whole, [key]: other })),
    )
  }
  // The account's own prompts are the one record that is edited.
  if (shape.kind === 'record') return candidates(shape.value, undefined).map((other) => ({ 'en/vm-goodbye': other }))
  if (shape.kind !== 'leaf') return []
  if (shape.type === 'boolean') return [value !== true]
  if (shape.type === 'number') return [Number(value ?? 0) + 1, Number(value ?? 0) - 1, 3, 7]
  if (shape.type === 'enum') return (shape.schema as z.ZodEnum).options
  return [
    '2999',
    '*29',
    '+16045550199',
    'other',
    'd0c0ther',
    '2024-05-01',
    'fr-FR',
    'FR',
    'colour=blue',
    'https://other.example.test/',
    'Asia/Tokyo',
    'b'.repeat(64),
    '001565aabbcc',
  ]
}
