import { createHash } from 'node:crypto'

/** The name of a bundle: SHA-256 (hex) over the canonical JSON of its documents, whose order does not matter. */
export function bundleIdOf(documents: readonly Readonly<Record<string, unknown>>[]): string {
  const hash = createHash('sha256')
  const lines = documents.map((document) => canonicalJson(document)).sort()
  for (const line of lines) hash.update(line).update('\n')
  return hash.digest('hex')
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
