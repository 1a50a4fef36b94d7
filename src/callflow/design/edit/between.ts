import type { Document } from '../document.ts'
import { keysOf } from './list-key.ts'
import type { Patch, Path } from './patch.ts'
import { definedKeys, isContainer, sameValue } from './same-value.ts'

/**
 * What makes `after` of `before`, to be applied in order. Undefined: the document is not there. Objects that are the same in both are not
 * looked into, so an edit that shares what it leaves alone costs what it changes.
 */
export function patchesBetween(before: Document | undefined, after: Document | undefined): Patch[] {
  const id = after?.id ?? before?.id
  if (id === undefined) return []
  const patches: Patch[] = []
  between([id], before, after, patches)
  return patches
}

function between(path: Path, before: unknown, after: unknown, into: Patch[]): void {
  if (before === after) return
  if (after === undefined) into.push({ verb: 'remove', path, was: before })
  else if (before === undefined) into.push({ verb: 'set', path, value: after })
  else if (Array.isArray(before) && Array.isArray(after)) lists(path, before, after, into)
  else if (isObject(before) && isObject(after)) members(path, before, after, into)
  else if (!sameValue(before, after)) into.push({ verb: 'set', path, value: after, was: before })
}

function members(path: Path, before: object, after: object, into: Patch[]): void {
  for (const key of definedKeys(before)) {
    between([...path, key], Reflect.get(before, key), own(after, key), into)
  }
  for (const key of definedKeys(after)) {
    if (own(before, key) === undefined) between([...path, key], undefined, Reflect.get(after, key), into)
  }
}

function lists(path: Path, before: readonly unknown[], after: readonly unknown[], into: Patch[]): void {
  const keysBefore = keysOf(before)
  const keysAfter = keysOf(after)
  const patches = keysBefore && keysAfter ? items(path, { before, after, keysBefore, keysAfter }) : undefined
  if (patches) into.push(...patches)
  else if (!sameValue(before, after)) into.push({ verb: 'set', path, value: after, was: before })
}

interface Lists {
  readonly before: readonly unknown[]
  readonly after: readonly unknown[]
  readonly keysBefore: readonly string[]
  readonly keysAfter: readonly string[]
}

/** Undefined when so much of the list changes that it is better written as a whole. */
function items(path: Path, { before, after, keysBefore, keysAfter }: Lists): Patch[] | undefined {
  const patches: Patch[] = []
  const was = new Map(keysBefore.map((key, at) => [key, before[at]]))
  const wanted = new Set(keysAfter)
  const gone = keysBefore.filter((key) => !wanted.has(key))
  const staying = longestRun(keysAfter, new Map(keysBefore.map((key, at) => [key, at])))
  if (gone.length + keysAfter.length - staying.size > MOST_ITEMS) return undefined
  const order = [...keysBefore]
  for (const key of gone) {
    const at = order.indexOf(key)
    patches.push({ verb: 'remove', path: [...path, key], was: was.get(key), after: order[at - 1] ?? null })
    order.splice(at, 1)
  }
  for (const [at, key] of keysAfter.entries()) {
    const behind = keysAfter[at - 1] ?? null
    if (!was.has(key)) {
      patches.push({ verb: 'set', path: [...path, key], value: after[at], after: behind })
      order.splice(behind === null ? 0 : order.indexOf(behind) + 1, 0, key)
      continue
    }
    if (!staying.has(key)) patches.push(...moved(path, order, key, behind))
    between([...path, key], was.get(key), after[at], patches)
  }
  return patches
}

/** Moves the key in `order`, and says so. */
function moved(path: Path, order: string[], key: string, behind: string | null): Patch[] {
  const from = order.indexOf(key)
  const was = order[from - 1] ?? null
  if (was === behind) return []
  order.splice(from, 1)
  order.splice(behind === null ? 0 : order.indexOf(behind) + 1, 0, key)
  return [{ verb: 'move', path: [...path, key], after: behind, was }]
}

/** Of keys that are in both lists, the most that can stay where they are: the longest run that rises (patience sorting). */
function longestRun(keys: readonly string[], placeOf: ReadonlyMap<string, number>): Set<string> {
  const ends: { readonly key: string; readonly place: number; readonly before: number }[] = []
  const runs: number[] = []
  for (const key of keys) {
    const place = placeOf.get(key)
    if (place === undefined) continue
    let [low, high] = [0, runs.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[runs[middle] ?? 0]?.place ?? 0) < place) low = middle + 1
      else high = middle
    }
    ends.push({ key, place, before: low === 0 ? -1 : (runs[low - 1] ?? -1) })
    runs[low] = ends.length - 1
  }
  const run = new Set<string>()
  for (let at = runs.at(-1) ?? -1; at >= 0; at = ends[at]?.before ?? -1) run.add(ends[at]?.key ?? '')
  return run
}

const own = (value: object, key: string): unknown => (Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined)

const isObject = (value: unknown): value is object => isContainer(value) && !Array.isArray(value)

/** Changed items beyond which a list is one value: a list pasted over another is not merged line by line. */
const MOST_ITEMS = 500
