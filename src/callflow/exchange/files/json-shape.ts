export interface JsonShape {
  /** Levels of brackets. */
  readonly depth: number
  /** A key that one object has twice, of which `JSON.parse` would keep the last without a word. */
  readonly twice: string | undefined
}

/** What parsing JSON does not say. The text must be JSON: `JSON.parse` took it. */
export function jsonShape(text: string): JsonShape {
  const open: (Set<string> | null)[] = []
  let depth = 0
  let twice: string | undefined
  for (const { 1: key, 2: bracket } of text.matchAll(words)) {
    if (bracket === '{' || bracket === '[') depth = Math.max(depth, open.push(bracket === '{' ? new Set() : null))
    else if (bracket !== undefined) open.pop()
    if (key === undefined) continue
    const name = key.includes('\\') ? (JSON.parse(`"${key}"`) as string) : key // a string between quotes
    const keys = open.at(-1)
    if (keys?.has(name)) twice ??= name
    keys?.add(name)
  }
  return { depth, twice }
}

/** A key with its colon, any other string, or a bracket. */
const words = /"([^"\\]*(?:\\.[^"\\]*)*)"\s*:|"[^"\\]*(?:\\.[^"\\]*)*"|([[\]{}])/g
