/** Reading and replacing by dotted names of field descriptors: `callerIds.external.number`. */
export function getAt(value: unknown, path: string): unknown {
  let current = value
  for (const key of path.split('.')) {
    if (typeof current !== 'object' || current === null) return undefined
    current = Reflect.get(current, key)
  }
  return current
}

/** A copy in which the value at `path` is `next`; objects on the way are made when missing. */
export function setAt<V extends object>(value: V, path: string, next: unknown): V {
  const [key = '', ...rest] = path.split('.')
  const inner: unknown = Reflect.get(value, key)
  const replaced =
    rest.length === 0 ? next : setAt(typeof inner === 'object' && inner ? inner : {}, rest.join('.'), next)
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? replaced : item)) as unknown as V // same items but one
  return { ...value, [key]: replaced }
}
