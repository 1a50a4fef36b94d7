/**
 * Makes something of an object the first time it is asked for and remembers it for as long as the object lives. For what is derived from documents,
 * designs and parsed settings: they never change, so neither does what follows from them.
 */
export function oncePer<K extends WeakKey, V extends NonNullable<unknown>>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}
