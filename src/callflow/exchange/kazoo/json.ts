import { changesOfReading } from './json-changes.ts'

/** Text of JSON documents and the few operations on them that the exchange needs. Objects may hold any key, `__proto__` included. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** In characters of the text. */
export const MAX_FILE_LENGTH = 4_000_000
/** A callflow 200 steps deep needs two levels a step, and a few for its data. */
const MAX_NESTING = 500

export type ParsedJson =
  | { readonly ok: true; readonly value: Json; readonly changes: readonly string[] }
  | { readonly ok: false; readonly error: string }

/** `changes` are sentences about what the value says otherwise than the text. Bounded before anything is built: length first, nesting by a scan of the text. Never throws. */
export function parseJson(text: string): ParsedJson {
  if (text.length > MAX_FILE_LENGTH) return { ok: false, error: tooMuch(text.length, 'characters', MAX_FILE_LENGTH) }
  const { depth, colons } = shapeOf(text)
  if (depth > MAX_NESTING) return { ok: false, error: tooMuch(depth, 'levels of nesting', MAX_NESTING) }
  try {
    const value = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text) as Json // what JSON.parse makes is Json
    return { ok: true, value, changes: isReadAsWritten(text, colons, value) ? [] : changesOfReading(text) }
  } catch (error) {
    return { ok: false, error: `not JSON: ${error instanceof Error ? error.message.slice(0, 120) : 'unreadable'}` }
  }
}

export const tooMuch = (value: number, what: string, limit: number) =>
  `${value.toLocaleString('en')} ${what}, the limit is ${limit.toLocaleString('en')}`

/** Every key of the text is one of the value, and no number has more digits than a double, or a point or an exponent: nearly every document. */
const isReadAsWritten = (text: string, colons: number, value: Json) =>
  !delicateNumber.test(text) && colons === keysIn(value)

/** May be found inside a string too, which only costs a closer look. */
const delicateNumber = /[\s:,[]-?[0-9]+(?:[.eE]|(?<=[0-9]{16}))|^-?[0-9]+[.eE0-9]/

/** `value` is nested no deeper than `MAX_NESTING`. */
function keysIn(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0
  const inside = Object.values(value)
  let count = Array.isArray(value) ? 0 : inside.length
  for (const each of inside) if (typeof each === 'object') count += keysIn(each)
  return count
}

/** Brackets open at once, and colons; those in strings aside. */
function shapeOf(text: string): { readonly depth: number; readonly colons: number } {
  let depth = 0
  let deepest = 0
  let colons = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === BACKSLASH) at++
      else if (code === QUOTE) inString = false
    } else if (code === QUOTE) inString = true
    else if (code === BRACE_OPEN || code === BRACKET_OPEN) deepest = Math.max(deepest, ++depth)
    else if (code === BRACE_CLOSE || code === BRACKET_CLOSE) depth--
    else if (code === COLON) colons++
  }
  return { depth: deepest, colons }
}

const QUOTE = 34
const BACKSLASH = 92
const COLON = 58
const BRACKET_OPEN = 91
const BRACKET_CLOSE = 93
const BRACE_OPEN = 123
const BRACE_CLOSE = 125

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Own keys only, so that `constructor` of an empty object is absent. */
export const get = (from: unknown, ...path: readonly (string | number)[]): Json | undefined => getAt(from, path)

export function getAt(from: unknown, path: readonly (string | number)[]): Json | undefined {
  let value = from
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = Reflect.get(value, step)
  }
  return value as Json | undefined // a part of Json is Json
}

/** With other values at some keys; undefined takes the key away. The object itself when nothing changes. */
export function withKeys(object: JsonObject, changes: Iterable<readonly [string, Json | undefined]>): JsonObject {
  let copy: Record<string, Json> | undefined
  for (const [key, value] of changes) {
    if (value === undefined) {
      // Not by `delete`: objects that lost a key that way are slow from then on.
      if (Object.hasOwn(copy ?? object, key))
        copy = Object.fromEntries(Object.entries(copy ?? object).filter(([each]) => each !== key))
    } else if (key === '__proto__') copy = Object.fromEntries([...Object.entries(copy ?? object), [key, value]])
    else (copy ??= { ...object })[key] = value
  }
  return copy ?? object
}

/** A copy with `value` at the path; objects on the way are made. */
export function put(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [key, ...rest] = path
  if (key === undefined) return object
  if (rest.length === 0) return withKeys(object, [[key, value]])
  const inner = get(object, key)
  if (value === undefined && !isObject(inner)) return object
  return withKeys(object, [[key, put(isObject(inner) ? inner : {}, rest, value)]])
}

/** By value; a key whose value is undefined counts as absent. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, at) => isEqual(each, right[at]))
  }
  return areEqualBut(left, right, undefined)
}

/** As `isEqual`, of two objects, whatever stands at one key. */
export function areEqualBut(left: object, right: object, except: string | undefined): boolean {
  let more = 0
  for (const key of Object.keys(left)) {
    const value: unknown = Reflect.get(left, key)
    if (value === undefined || key === except) continue
    if (!Object.hasOwn(right, key) || !isEqual(value, Reflect.get(right, key))) return false
    more++
  }
  for (const key of Object.keys(right)) if (key !== except && Reflect.get(right, key) !== undefined) more--
  return more === 0
}

/**
 * The original with what changed between `before` and `after` changed in it too. What neither mentions stays as it is, inside lists of
 * things with an id as well.
 */
export function overlay(original: Json | undefined, before: Json | undefined, after: Json): Json {
  if (original !== undefined && isEqual(before, after)) return original
  if (isObject(original) && isObject(after)) return overlayObject(original, isObject(before) ? before : {}, after)
  if (Array.isArray(after) && Array.isArray(original) && Array.isArray(before)) {
    return after.map((element: Json) => {
      const id = get(element, 'id')
      if (typeof id !== 'string') return element
      const sameId = (other: Json) => get(other, 'id') === id
      const [was] = before.filter(sameId)
      const [kept, ...more] = original.filter(sameId)
      return kept === undefined || was === undefined || more.length > 0 ? element : overlay(kept, was, element)
    })
  }
  return after
}

function overlayObject(original: JsonObject, before: JsonObject, after: JsonObject): JsonObject {
  const changes: [string, Json | undefined][] = []
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const now = get(after, key)
    const was = get(before, key)
    if (now === undefined) changes.push([key, undefined])
    else if (!isEqual(was, now)) changes.push([key, overlay(get(original, key), was, now)])
  }
  return withKeys(original, changes)
}
