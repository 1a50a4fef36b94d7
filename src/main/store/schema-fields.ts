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

/** What becomes of a secret text; `path` is where it stands, dotted. */
export type ChangeSecret = (text: string, path: string) => string

/** `value` with every secret text in it changed, however deep; the same value when it holds none. Texts of a list that come out empty are dropped. */
export function changeSecrets(schema: z.ZodType, value: unknown, change: ChangeSecret, path = ''): unknown {
  const { shape, meta } = unwrapped(schema)
  if (meta.secret) return changeTexts(value, change, path)
  if (!holdsSecrets(schema)) return value
  switch (shape.kind) {
    case 'object':
      return changeMembers(value, path, (member, key, at) => {
        const field = Object.hasOwn(shape.shape, key) ? shape.shape[key] : undefined
        return field ? changeSecrets(field, member, change, at) : member
      })
    case 'array':
      return Array.isArray(value)
        ? value.map((each, index) => changeSecrets(shape.element, each, change, `${path}.${index}`))
        : value
    case 'record':
      return changeMembers(value, path, (member, _key, at) => changeSecrets(shape.value, member, change, at))
    case 'leaf':
    case 'union':
      return value
  }
}

/** A secret text, or a list of them. */
export function changeTexts(value: unknown, change: ChangeSecret, path: string): unknown {
  if (typeof value === 'string') return value === '' ? value : change(value, path)
  if (!Array.isArray(value)) return value
  return value.map((each, index) => changeTexts(each, change, `${path}.${index}`)).filter((each) => each !== '')
}

/** `value` with each member changed; the same value when none is, or it is no object. */
export function changeMembers(
  value: unknown,
  path: string,
  change: (member: unknown, key: string, path: string) => unknown,
): unknown {
  if (!isObject(value)) return value
  let changed = value
  for (const [key, member] of Object.entries(value)) {
    const after = change(member, key, path === '' ? key : `${path}.${key}`)
    if (after !== member) changed = { ...changed, [key]: after }
  }
  return changed
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const secretive = new WeakMap<z.ZodType, boolean>()

/** Most schemas hold none, and need not be walked again and again. */
function holdsSecrets(schema: z.ZodType): boolean {
  const found = secretive.get(schema)
  if (found !== undefined) return found
  const { shape, meta } = unwrapped(schema)
  const inner =
    shape.kind === 'object'
      ? Object.values(shape.shape)
      : shape.kind === 'array'
        ? [shape.element]
        : shape.kind === 'record'
          ? [shape.value]
          : []
  const holds = meta.secret === true || inner.some(holdsSecrets)
  secretive.set(schema, holds)
  return holds
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
