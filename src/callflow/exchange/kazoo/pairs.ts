import type { Field } from './fields.ts'
import { get, isObject, type JsonObject, put } from './json.ts'

const MAX = 50
const isPlain = (name: string, value: unknown): value is string =>
  /^[A-Za-z0-9_-]{1,64}$/.test(name) &&
  typeof value === 'string' &&
  value.length <= 1_000 &&
  value === value.trim() &&
  !/[\r\n]/.test(value)

/** An object of texts as `name=value` lines; what is no plain text stays in the original. */
export const pairs = (key: string): Field<string[]> => ({
  read: (from) => {
    const held = get(from, key)
    if (!isObject(held)) return []
    return Object.entries(held)
      .flatMap(([name, value]) => (isPlain(name, value) ? [`${name}=${value}`] : []))
      .slice(0, MAX)
  },
  write: (lines, into, original) => {
    const held = get(original, key)
    const kept = isObject(held) ? Object.entries(held).filter(([name, value]) => !isPlain(name, value)) : []
    const split = lines.map((line) => [
      line.slice(0, line.indexOf('=')).trim(),
      line.slice(line.indexOf('=') + 1).trim(),
    ])
    const written = { ...Object.fromEntries(kept), ...Object.fromEntries(split) } as JsonObject // texts and what was there
    return Object.keys(written).length === 0 && held === undefined ? into : put(into, [key], written)
  },
})
