/** By what items of a list are told from each other, the first that they have. A wire is named by where it comes from: a branch has one. */
const KEYS = [['id'], ['from', 'branch'], ['userId'], ['number'], ['value']] as const

/** How a path names an item of a list: text by itself, an object by what identifies it. Undefined: it has no name. */
export function keyOf(item: unknown): string | undefined {
  if (typeof item === 'string') return item
  if (typeof item !== 'object' || item === null) return undefined
  for (const names of KEYS) {
    const parts: unknown[] = names.map((name) => Reflect.get(item, name))
    if (parts.every((part) => typeof part === 'string')) return parts.join('/')
  }
  return undefined
}

/** The key of every item in order; undefined when an item has none or two have the same: such a list is one value. */
export function keysOf(list: readonly unknown[]): string[] | undefined {
  const keys: string[] = []
  for (const item of list) {
    const key = keyOf(item)
    if (key === undefined) return undefined
    keys.push(key)
  }
  return new Set(keys).size === keys.length ? keys : undefined
}

export const indexOfKey = (list: readonly unknown[], key: string): number =>
  list.findIndex((item) => keyOf(item) === key)
