import type { z } from 'zod'
import { oncePer } from '../../design/once-per.ts'
import type { ExchangeContext, Field, Fields } from './fields.ts'
import { areEqualBut, get, isEqual, isObject, type Json, type JsonObject, overlay, put, withKeys } from './json.ts'

/** Settings of a module or fields of a document, and how each stands in Kazoo's JSON. */
export interface RecordMapping {
  readonly schema: z.ZodType
  readonly fields: Fields<Record<string, unknown>>
  /** Keys that every fresh object has: `action: 'start'`. */
  readonly constant?: JsonObject
  /** Fields that stand beside Kazoo's keys only to come back exactly as they were: Kazoo does the same without them. */
  readonly silent?: readonly string[]
  /** A last word on what was written, for keys that follow from several of ours. */
  readonly finish?: (written: JsonObject, value: never, original: JsonObject, context: ExchangeContext) => JsonObject
}

type Values = Readonly<Record<string, unknown>>

export type ReadRecord =
  | { readonly ok: true; readonly value: Values; readonly problems: readonly string[] }
  | { readonly ok: false; readonly error: string }

/** The key under which we keep in Kazoo's objects what Kazoo has no key for. */
export const OWN_KEY = 'callwright'
/** Under it: the id of our document, where Kazoo's says something else. */
export const OWN_ID = 'document'

/** `fixed` are values that stand in no field: id, kind. Values beyond our limits come in at the limit; each is a problem. */
export function readRecord(
  { schema, fields }: RecordMapping,
  from: JsonObject,
  context: ExchangeContext,
  fixed: Values = {},
): ReadRecord {
  const plain = plainValues(fields, from, context)
  return parseLeniently(schema, Object.assign(plain, ownValues(from, plain), fixed))
}

/** Kazoo's object for a value: the original with exactly what differs from its own reading changed. */
export function writeRecord(
  mapping: RecordMapping,
  value: Values,
  original: JsonObject | undefined,
  context: ExchangeContext,
  fixed: Values = {},
): JsonObject {
  const fresh = original && readRecord(mapping, original, context, fixed)
  if (original && fresh?.ok && isSameValue(value, fresh.value)) return original
  const after = write(mapping, value, original ?? {}, context)
  const before = fresh?.ok ? write(mapping, fresh.value, original ?? {}, context) : {}
  const merged = original ? overlay(withKeys(original, [[OWN_KEY, undefined]]), before, after) : after
  const result = isObject(merged) ? merged : after
  const own = remainder(mapping, value, result, context, fixed)
  const kept = get(original, OWN_KEY)
  const mark = put(isObject(kept) ? kept : {}, ['settings'], own)
  return Object.keys(mark).length === 0 ? result : withKeys(result, [[OWN_KEY, mark]])
}

/** What an object holds beside the keys of a mapping and our own. */
export function unmapped(mapping: RecordMapping, original: JsonObject, context: ExchangeContext): JsonObject {
  const read = readRecord(mapping, original, context)
  const mapped = read.ok ? write(mapping, read.value, original, context) : {}
  return withKeys(
    original,
    [...Object.keys(mapped), OWN_KEY].map((key) => [key, undefined] as const),
  )
}

function write(
  { fields, constant, finish }: RecordMapping,
  value: Values,
  original: JsonObject,
  context: ExchangeContext,
) {
  let written = constant ?? {}
  for (const [key, field] of entriesOf(fields)) {
    if (value[key] !== undefined) written = field.write(value[key], written, original, context)
  }
  return finish?.(written, value as never, original, context) ?? written // the mapping's own kind of value
}

const entriesOf = oncePer(
  (fields: RecordMapping['fields']) => Object.entries(fields) as [string, Field<unknown>][], // values of Fields
)

function plainValues(
  fields: RecordMapping['fields'],
  from: JsonObject,
  context: ExchangeContext,
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [key, field] of entriesOf(fields)) {
    const value = field.read(from, context)
    if (value !== undefined) values[key] = value
  }
  return values
}

/** What we once wrote beside Kazoo's keys holds as long as Kazoo's key still says what it said then. */
function ownValues(from: JsonObject, plain: Values): Record<string, unknown> | undefined {
  const own = get(from, OWN_KEY, 'settings')
  if (!isObject(own)) return undefined
  return Object.fromEntries(
    Object.entries(own).flatMap(([key, kept]) => {
      if (!isObject(kept) || !Object.hasOwn(kept, 'is')) return []
      return isEqual(plain[key] ?? null, get(kept, 'reads') ?? null) ? [[key, kept.is]] : []
    }),
  )
}

/** The values that Kazoo's keys do not give back. */
function remainder(
  { schema, fields }: RecordMapping,
  value: Values,
  written: JsonObject,
  context: ExchangeContext,
  fixed: Values,
): JsonObject | undefined {
  const plain = plainValues(fields, written, context)
  const back = parseLeniently(schema, { ...plain, ...fixed })
  const entries = Object.entries(value).flatMap(([key, is]) => {
    if (is === undefined || key in fixed || key === 'foreign') return []
    if (back.ok && isEqual(back.value[key], is)) return []
    return [[key, { is, reads: plain[key] ?? null }] as const]
  })
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Record<string, Json> as JsonObject) // settings are JSON
}

const isSameValue = (left: Values, right: Values): boolean => areEqualBut(left, right, 'foreign')

const ROUNDS = 4

function parseLeniently(schema: z.ZodType, values: Record<string, unknown>): ReadRecord {
  const problems: string[] = []
  let raw = values
  for (let round = 0; ; round++) {
    const parsed = schema.safeParse(raw)
    if (parsed.success) return { ok: true, value: parsed.data as Values, problems } // object schemas only
    const [first] = parsed.error.issues
    if (round === ROUNDS) return { ok: false, error: `${first?.path.join('.') ?? ''}: ${first?.message ?? 'invalid'}` }
    raw = { ...raw }
    for (const issue of parsed.error.issues) {
      problems.push(`${issue.path.join('.')}: ${issue.message}`)
      repair(raw, issue, round)
    }
  }
}

/** Brings a value to the limit it breaks, else leaves it out; from the third round on, the whole field. */
function repair(raw: Record<string, unknown>, issue: z.core.$ZodIssue, round: number): void {
  const [key, ...rest] = issue.path.map(String)
  if (key === undefined) return
  const limited = round < 2 ? limit(raw[key], rest, issue) : undefined
  if (limited === undefined) delete raw[key]
  else raw[key] = limited
}

function limit(value: unknown, path: readonly string[], issue: z.core.$ZodIssue): unknown {
  const [step, ...rest] = path
  if (step !== undefined) {
    if (typeof value !== 'object' || value === null) return undefined
    const inner = limit(Reflect.get(value, step), rest, issue)
    if (Array.isArray(value)) {
      const index = Number(step)
      return inner === undefined ? value.toSpliced(index, 1) : value.with(index, inner)
    }
    const { [step]: _old, ...others } = value as Record<string, unknown> // an object, seen above
    return inner === undefined ? others : { ...others, [step]: inner }
  }
  if (issue.code === 'too_small' && typeof value === 'number') return Number(issue.minimum)
  if (issue.code !== 'too_big') return undefined
  if (typeof value === 'number') return Number(issue.maximum)
  return typeof value === 'string' || Array.isArray(value) ? value.slice(0, Number(issue.maximum)) : undefined
}
