import type { DocumentKind } from '../../design/kind.ts'
import { toDocumentId, toKazooId } from './ids.ts'
import { get, getAt, isObject, type Json, type JsonObject, put } from './json.ts'

export interface DirectoryEntry {
  readonly userId: string
  readonly callflowId: string | null
}

/** What a field may need to know beyond its own object. */
export interface ExchangeContext {
  /** The kind of another document; undefined when it is not part of the design. */
  readonly kindOf: (id: string) => DocumentKind | undefined
  /** The e-mail address of a user; empty without one. */
  readonly emailOf: (id: string) => string
  /** Users who serve the queue at hand: Kazoo writes it on the user, we on the queue. */
  readonly agents: readonly string[]
  /** Where the directory at hand leads, by user; likewise. */
  readonly entries: readonly DirectoryEntry[]
  /** Documents of the entries of the number list at hand. */
  readonly listEntries?: readonly Json[]
  /** Branch names wired from the node at hand, in order. */
  readonly branches: readonly string[]
  /** The account's zone, in which Kazoo reads dates. */
  readonly zone: string
  /** Schedule rules and sets, the most specific first (M56). */
  readonly bySpecificity: (routes: readonly string[]) => readonly string[]
}

/**
 * One value of ours and where Kazoo keeps it. `write` may look at the original it will be laid over: `write(read(o), o)` must say the
 * same twice, for only the difference between two writes reaches the original.
 */
export interface Field<V> {
  /** Where in Kazoo's object, for the reference page; absent when it is not one key. */
  readonly path?: string
  /** Undefined: nothing readable there; our default holds. */
  readonly read: (from: JsonObject, context: ExchangeContext) => V | undefined
  readonly write: (value: V, into: JsonObject, original: JsonObject, context: ExchangeContext) => JsonObject
}

export type Fields<S> = { readonly [K in keyof S]?: Field<S[K]> }

/** A value at a dotted path: `media.greeting`. Reading undefined means absent; writing undefined leaves the key out. */
export function at<V>(
  path: string,
  read: (value: Json | undefined, context: ExchangeContext) => V | undefined,
  write: (value: V, original: Json | undefined, context: ExchangeContext) => Json | undefined,
): Field<V> {
  const steps = path.split('.')
  return {
    path,
    read: (from, context) => read(getAt(from, steps), context),
    write: (value, into, original, context) =>
      putIn(into, steps, write(value, getAt(original, steps), context), original),
  }
}

/** As `put`, but a value taken away leaves the object it stood in, where the original has one: what else is in there stays. */
export function putIn(into: JsonObject, steps: readonly string[], value: Json | undefined, original: JsonObject) {
  if (value !== undefined) return put(into, steps, value)
  let kept = into
  for (let depth = 1; depth < steps.length; depth++) {
    const outer = steps.slice(0, depth)
    if (isObject(get(original, ...outer)) && !isObject(get(kept, ...outer))) kept = put(kept, outer, {})
  }
  return put(kept, steps, undefined)
}

/** Empty text is an absent key. */
export const text = (path: string) =>
  at<string>(
    path,
    (value) => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined),
    (value) => (value === '' ? undefined : value),
  )

/** What Kazoo takes for a switch that is on: the text `true` as well. */
export const isTrue = (value: Json | undefined): boolean => value === true || value === 'true'

/**
 * `absent` is what Kazoo takes when the key is missing, where that differs from our default. Anything but `true`, as a truth value or as text,
 * is off.
 */
export const flag = (path: string, absent?: boolean) =>
  at<boolean>(
    path,
    (value) => (value === undefined || value === null ? absent : isTrue(value)),
    (value, original) => (typeof original === 'string' && isTrue(original) === value ? original : value),
  )

/** A switch that Kazoo takes for on unless it is `false`, as a truth value or as text. */
export const flagUnlessFalse = (path: string) =>
  at<boolean>(
    path,
    (value) => value !== false && value !== 'false',
    (value, original) =>
      original !== undefined && (original !== false && original !== 'false') === value ? original : value,
  )

/** Kazoo's user interface stores some numbers as text (B1). `scale`: how many of Kazoo's units make one of ours (1,000 for ms to s). */
export const number = (path: string, { scale = 1, absent }: { scale?: number; absent?: number } = {}) =>
  at<number>(
    path,
    (value) => {
      const parsed = typeof value === 'string' && /^-?\d{1,12}(\.\d{1,6})?$/.test(value) ? Number(value) : value
      return typeof parsed === 'number' ? parsed / scale : absent
    },
    (value) => (scale === 1 ? value : Math.round(value * scale)),
  )

/** Seconds from the year 0 to 1970, as Kazoo's clock counts. */
const GREGORIAN_EPOCH_SEC = 62_167_219_200
const LAST_SEC = 253_402_300_799 // the end of the year 9999

/** A moment of ours for Kazoo's Gregorian seconds; its 0 means none, and what is later than the year 9999 is the end of that. */
export const gregorian = (path: string) =>
  at<string | null>(
    path,
    (value) => {
      if (typeof value !== 'number' || value <= GREGORIAN_EPOCH_SEC) return null
      const epochSec = Math.min(LAST_SEC, Math.floor(value) - GREGORIAN_EPOCH_SEC)
      return new Date(epochSec * 1_000).toISOString().replace('.000', '')
    },
    (value) => (value === null ? undefined : Math.floor(Date.parse(value) / 1_000) + GREGORIAN_EPOCH_SEC),
  )

/** The id of another document, or null. Addresses and streams that Kazoo takes in the same place stay in the original. */
export const reference = (path: string) =>
  at<string | null>(
    path,
    (value) => (typeof value === 'string' ? toDocumentId(value) : undefined),
    (value) => (value === null ? undefined : toKazooId(value)),
  )

export const references = (path: string, max = 500) =>
  listOf<string>(path, (value) => (typeof value === 'string' ? toDocumentId(value) : undefined), toKazooId, max)

/** The elements we can read, at most `max`; a write puts the others behind ours again. */
export const listOf = <V>(
  path: string,
  read: (value: Json, context: ExchangeContext) => V | undefined,
  write: (value: V) => Json,
  max: number,
): Field<V[]> => {
  const split = (value: Json | undefined, context: ExchangeContext) => {
    const taken: V[] = []
    const rest: Json[] = []
    for (const element of Array.isArray(value) ? (value as readonly Json[]) : []) {
      const own = taken.length < max ? read(element, context) : undefined
      if (own === undefined) rest.push(element)
      else taken.push(own)
    }
    return { taken, rest }
  }
  return at<V[]>(
    path,
    (value, context) => split(value, context).taken,
    (value, original, context) => [...value.map((each) => write(each)), ...split(original, context).rest],
  )
}

/** Our words for Kazoo's; a word of theirs that we lack reads as `otherwise`. */
export const word = <V extends string>(path: string, words: Readonly<Record<V, string>>, otherwise?: V) =>
  at<V>(
    path,
    (value) => (Object.keys(words) as V[]).find((ours) => words[ours] === value) ?? otherwise, // keys of a Record<V>
    (value) => words[value],
  )

/** An object of ours for an object of Kazoo's; what cannot be read in it takes our defaults. */
export function within<V extends object>(path: string, fields: Fields<V>): Field<V> {
  const steps = path.split('.')
  const inner = (from: JsonObject) => {
    const found = getAt(from, steps)
    return isObject(found) ? found : {}
  }
  const all = Object.entries(fields) as [string, Field<unknown>][] // values of Fields<V>
  return {
    path,
    read: (from, context) =>
      Object.fromEntries(
        all.flatMap(([key, field]) => {
          const value = field.read(inner(from), context)
          return value === undefined ? [] : [[key, value]]
        }),
      ) as V, // completed by the schema
    write(value, into, original, context) {
      let written: JsonObject = {}
      for (const [key, field] of all) written = field.write(Reflect.get(value, key), written, inner(original), context)
      return put(into, steps, written)
    },
  }
}

/** Ours alone, or made from what other documents say: Kazoo has no key for it. */
export const derived = <V>(read: Field<V>['read']): Field<V> => ({ read, write: (_value, into) => into })

/** Keys as one string of ours and as a list of Kazoo's. */
export const keySet = (path: string) =>
  at<string>(
    path,
    (value) =>
      Array.isArray(value)
        ? value.filter((key) => typeof key === 'string' && /^[0-9*#]$/.test(key)).join('')
        : undefined,
    (value) => value.split(''),
  )

/** How phones sound, by where calls come from (M29). */
export const ringtones = within<{ internal: string; external: string }>('ringtones', {
  internal: text('internal'),
  external: text('external'),
})
