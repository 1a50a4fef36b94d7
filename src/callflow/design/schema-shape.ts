import { z } from 'zod'
import type { FieldMeta } from './fields.ts'

/** What a schema is underneath its wrappers (default, nullable, optional ...), for code that walks schemas generically. */
export type SchemaShape =
  | { readonly kind: 'object'; readonly shape: Readonly<Record<string, z.ZodType>> }
  | { readonly kind: 'array'; readonly element: z.ZodType }
  | { readonly kind: 'record'; readonly value: z.ZodType }
  | { readonly kind: 'union'; readonly options: readonly z.ZodType[] }
  | { readonly kind: 'leaf'; readonly type: string; readonly schema: z.ZodType }

export interface UnwrappedSchema {
  readonly shape: SchemaShape
  /** Descriptions found on the wrappers and the core; the outermost wins field by field. */
  readonly meta: Partial<FieldMeta>
  readonly nullable: boolean
  /** The value a missing field gets; undefined when the field has none. */
  readonly default: unknown
}

interface Definition {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly defaultValue?: unknown
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly valueType?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly in?: z.ZodType
}

const wrappers = new Set(['default', 'prefault', 'nullable', 'optional', 'nonoptional', 'readonly', 'catch'])

export function unwrap(schema: z.ZodType): UnwrappedSchema {
  let current = schema
  let meta: Partial<FieldMeta> = {}
  let nullable = false
  let defaultValue: unknown
  for (;;) {
    const definition = definitionOf(current)
    meta = { ...(z.globalRegistry.get(current) as Partial<FieldMeta> | undefined), ...meta } // `.meta()` takes any object; ours are FieldMeta
    if (definition.type === 'nullable') nullable = true
    if (definition.type === 'default' || definition.type === 'prefault') defaultValue ??= definition.defaultValue
    const inner = wrappers.has(definition.type)
      ? definition.innerType
      : definition.type === 'pipe'
        ? definition.in
        : undefined
    if (!inner) return { shape: shapeOf(current, definition), meta, nullable, default: defaultValue }
    current = inner
  }
}

/** Zod's own definition record; its public types hide the fields that only some kinds of schema have. */
export function definitionOf(schema: z.ZodType): Definition {
  return schema._zod.def as unknown as Definition
}

function shapeOf(schema: z.ZodType, definition: Definition): SchemaShape {
  if (definition.type === 'object' && definition.shape) return { kind: 'object', shape: definition.shape }
  if (definition.type === 'array' && definition.element) return { kind: 'array', element: definition.element }
  if (definition.type === 'record' && definition.valueType) return { kind: 'record', value: definition.valueType }
  if (definition.type === 'union' && definition.options) return { kind: 'union', options: definition.options }
  return { kind: 'leaf', type: definition.type, schema }
}
