import { createHash } from 'node:crypto'

/** The name of a bundle: SHA-256 (hex) over the canonical JSON of its documents, whose order does not matter. */
export function bundleIdOf(documents: readonly Readonly<Record<string, unknown>>[]): string {
  const name = bundleName()
  for (const line of documents.map((document) => canonicalJson(document)).sort()) name.add(line)
  return name.done()
}

/** The same, piece by piece: the canonical JSON of each document, in the order of code units. */
export function bundleName(): { add(line: string): void; done(): string } {
  const hash = createHash('sha256')
  return {
    add: (line) => void hash.update(line).update('\n'),
    done: () => hash.digest('hex'),
  }
}

/** Documents in the order of their canonical JSON. */
export function inBundleOrder<T extends object>(documents: readonly T[]): T[] {
  const lines = documents.map((document) => ({ line: canonicalJson(document), document }))
  return lines.sort((a, b) => (a.line < b.line ? -1 : a.line > b.line ? 1 : 0)).map(({ document }) => document)
}

/** SHA-256 (hex) of a document's canonical JSON. */
export function documentHash(line: string): string {
  return createHash('sha256').update(line).digest('hex')
}

/** JSON without spaces, keys in code-unit order, `undefined` members left out as JSON.stringify does. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((element) => canonicalJson(element ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members: string[] = []
  for (const key of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, key)
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`)
  }
  return `{${members.join(',')}}`
}
