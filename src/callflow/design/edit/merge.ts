import type { Document } from '../document.ts'
import { indexOfKey, keyOf } from './list-key.ts'
import { isWithin, type MovePatch, type Patch, type Path, type RemovePatch, samePath, type SetPatch } from './patch.ts'
import { isContainer, sameValue } from './same-value.ts'
import { apartFromPlace, isStepPlace } from './step-place.ts'

/** One place that two people changed: `theirs` is there, `mine` was to be written. Undefined: nothing. */
export interface Clash {
  readonly path: Path
  readonly theirs?: unknown
  readonly mine?: unknown
  /** What the place lies in is gone: nothing can be written there. */
  readonly isGone: boolean
}

export interface Merged {
  /** Every document that the patches touch, as it is with them; undefined: it is not there. Unparsed. */
  readonly documents: ReadonlyMap<string, unknown>
  /** Where what was there is not what the patches say; each place once. The documents have `mine` there. */
  readonly clashes: readonly Clash[]
}

export interface Found {
  readonly document: Document | undefined
  /** Nobody else has written the document since the patches were made: what they saw there needs no looking at. */
  readonly isAsSeen: boolean
}

/**
 * Applies patches in order. A place that has not changed since they were made takes what they say; one that has it already stays; any other is
 * a clash. Nothing given is changed; what the patches leave alone is shared.
 */
export function merge(patches: readonly Patch[], find: (id: string) => Found): Merged {
  const draft = new Draft()
  const clashes: Clash[] = []
  const root = {}
  const asSeen = new Map<string, boolean>()
  for (const patch of patches) {
    const [id = ''] = patch.path
    if (!asSeen.has(id)) {
      const { document, isAsSeen } = find(id)
      put(root, id, document)
      asSeen.set(id, isAsSeen)
    }
    const clash = applyOne(draft, root, patch)
    if (clash && !isStepPlace(patch.path) && (clash.isGone || asSeen.get(id) === false)) addClash(clashes, clash)
    else retell(clashes, patch)
  }
  return { documents: new Map([...asSeen.keys()].map((id) => [id, memberOf(root, id)])), clashes }
}

/** What a page shows: the document with patches that are not saved yet, as far as they still fit. */
export function shownWith(document: Document | undefined, patches: readonly Patch[]): Document | undefined {
  const [id = ''] = patches[0]?.path ?? []
  const merged = merge(patches, () => ({ document, isAsSeen: true })).documents.get(id)
  return merged as Document | undefined // it was one, and whoever made the patches made one of it
}

/** Each place is told once. */
function addClash(clashes: Clash[], clash: Clash): void {
  const isTold = clashes.some(({ path, isGone }) => (isGone ? isWithin(clash.path, path) : samePath(path, clash.path)))
  if (!isTold) clashes.push(clash)
}

/** With what was to be written there in the end. */
function retell(clashes: Clash[], patch: Patch): void {
  const at = clashes.findIndex(({ path, isGone }) => !isGone && samePath(path, patch.path))
  const known = clashes[at]
  if (known) clashes[at] = { path: known.path, theirs: known.theirs, mine: wantedOf(patch), isGone: false }
}

/** The patches over what the others wrote: for whoever has seen both and wants theirs to give way. */
export function keepMine(patches: readonly Patch[], clashes: readonly Clash[]): Patch[] {
  const open = clashes.filter(({ isGone }) => !isGone)
  const seen = new Set<Clash>()
  return withoutThose(
    patches,
    clashes.filter(({ isGone }) => isGone),
  ).map((patch) => {
    const clash = open.find(({ path }) => samePath(path, patch.path))
    if (!clash || seen.has(clash)) return patch
    seen.add(clash)
    if (patch.verb === 'move') return { ...patch, was: typeof clash.theirs === 'string' ? clash.theirs : null }
    if (patch.verb === 'remove') return { ...patch, was: clash.theirs }
    const { was: _seen, ...rest } = patch
    return clash.theirs === undefined ? rest : { ...rest, was: clash.theirs }
  })
}

/** The patches without what clashed: the rest of them still stands. */
export function takeTheirs(patches: readonly Patch[], clashes: readonly Clash[]): Patch[] {
  return withoutThose(patches, clashes)
}

function withoutThose(patches: readonly Patch[], clashes: readonly Clash[]): Patch[] {
  return patches.filter((patch) => !clashes.some(({ path }) => isWithin(patch.path, path)))
}

/** Copies each object once, however many patches write into it. */
class Draft {
  readonly #own = new WeakSet<object>()

  own(value: object): object {
    if (this.#own.has(value)) return value
    const copy = Array.isArray(value) ? [...value] : { ...value }
    this.#own.add(copy)
    return copy
  }
}

type Holder = { readonly kind: 'object'; readonly value: object } | { readonly kind: 'list'; readonly value: unknown[] }

function applyOne(draft: Draft, root: object, patch: Patch): Clash | undefined {
  const key = patch.path.at(-1) ?? ''
  const holder = open(draft, root, patch)
  if ('isGone' in holder) return holder
  if (holder.kind === 'object') {
    if (patch.verb === 'move') return { path: patch.path, mine: patch.after, isGone: true }
    const now = memberOf(holder.value, key)
    put(holder.value, key, wantedOf(patch))
    return clashOf(patch, now)
  }
  return patch.verb === 'move' ? moveItem(holder.value, key, patch) : writeItem(holder.value, key, patch)
}

/** The object or list that the last step of the path names something in, made ours to write. */
function open(draft: Draft, root: object, patch: Patch): Holder | Clash {
  let holder: Holder = { kind: 'object', value: root }
  for (const [depth, step] of patch.path.slice(0, -1).entries()) {
    const at: number = holder.kind === 'list' ? indexOfKey(holder.value, step) : -1
    const inner: unknown = holder.kind === 'list' ? holder.value[at] : memberOf(holder.value, step)
    if (!isContainer(inner)) {
      return { path: patch.path.slice(0, depth + 1), theirs: inner, mine: wantedOf(patch), isGone: true }
    }
    const owned = draft.own(inner)
    if (holder.kind === 'list') holder.value[at] = owned
    else put(holder.value, step, owned)
    holder = Array.isArray(owned) ? { kind: 'list', value: owned } : { kind: 'object', value: owned }
  }
  return holder
}

function writeItem(list: unknown[], key: string, patch: SetPatch | RemovePatch): Clash | undefined {
  const at = indexOfKey(list, key)
  const now = list[at]
  if (patch.verb === 'remove') {
    if (at >= 0) list.splice(at, 1)
  } else if (at >= 0) {
    list[at] = patch.value
  } else {
    list.splice(placeBehind(list, patch.after), 0, patch.value)
  }
  return clashOf(patch, now)
}

/**
 * Where an item stands is told by its neighbour, so others may come and go around it. Two that move the same item clash; one that is gone needs no
 * place.
 */
function moveItem(list: unknown[], key: string, patch: MovePatch): Clash | undefined {
  const at = indexOfKey(list, key)
  if (at < 0) return undefined
  const before = at === 0 ? null : (keyOf(list[at - 1]) ?? null)
  const stoodAt = patch.was === null ? -1 : indexOfKey(list, patch.was)
  const wasMoved = before !== patch.was && before !== patch.after && patch.was !== null && stoodAt > at
  const [item] = list.splice(at, 1)
  list.splice(placeBehind(list, patch.after), 0, item)
  return wasMoved ? { path: patch.path, theirs: before, mine: patch.after, isGone: false } : undefined
}

/** Behind what is gone, and behind nothing said, is the end. */
function placeBehind(list: readonly unknown[], after: string | null | undefined): number {
  if (after === null) return 0
  const at = after === undefined ? -1 : indexOfKey(list, after)
  return at < 0 ? list.length : at + 1
}

const wantedOf = (patch: Patch): unknown =>
  patch.verb === 'set' ? patch.value : patch.verb === 'move' ? patch.after : undefined

/** What is already as wanted is no clash: two who delete the same step agree. */
function clashOf(patch: SetPatch | RemovePatch, now: unknown): Clash | undefined {
  const wanted = wantedOf(patch)
  const there = apartFromPlace(patch.path, now)
  if (sameValue(there, apartFromPlace(patch.path, patch.was)) || sameValue(now, wanted)) return undefined
  return {
    path: patch.path,
    ...(now === undefined ? {} : { theirs: now }),
    ...(wanted === undefined ? {} : { mine: wanted }),
    isGone: false,
  }
}

const memberOf = (value: object, key: string): unknown =>
  Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

/** As its own, whatever the key is called: `__proto__` is a name like any other. */
function put(into: object, key: string, value: unknown): void {
  if (value === undefined) Reflect.deleteProperty(into, key)
  else Object.defineProperty(into, key, { value, writable: true, enumerable: true, configurable: true })
}
