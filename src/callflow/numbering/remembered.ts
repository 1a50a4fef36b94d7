/** Numbers of one office, of one day. */
const MAX_REMEMBERED = 5_000

/**
 * Answers of a pure function of some texts, the latest few thousand: the numbers that callers dial are the same over and over, and reading one by the
 * plan of its country costs as much as the rest of a look-up a hundred times. Texts of over 100 characters are not kept.
 */
export function remembered<Args extends readonly string[], V>(answer: (...args: Args) => V): (...args: Args) => V {
  const known = new Map<string, { readonly value: V }>()
  return (...args) => {
    const key = args.map((text) => `${text.length} ${text}`).join('')
    const found = known.get(key)
    if (found) return found.value
    const value = answer(...args)
    if (key.length > MAX_KEY_CHARS) return value
    if (known.size >= MAX_REMEMBERED) known.delete(known.keys().next().value ?? '')
    known.set(key, { value })
    return value
  }
}

const MAX_KEY_CHARS = 100
