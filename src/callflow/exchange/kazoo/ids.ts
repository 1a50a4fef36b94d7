import { get, type JsonObject } from './json.ts'

/**
 * Kazoo ids are 32 hexadecimal digits as a rule and become ours unchanged. The few others (`+16045550100` of a number) are spelt with our
 * letters, so that every id can be turned back without a table.
 */
export function toDocumentId(kazooId: string): string | undefined {
  if (plainId.test(kazooId) && !kazooId.startsWith(MARK)) return kazooId
  if (kazooId === '' || kazooId.length > 60 || !spellable.test(kazooId)) return undefined
  const spelt = MARK + kazooId.replace(/[^A-Za-z0-9-]/g, (character) => `_${character.charCodeAt(0).toString(16)}_`)
  return plainId.test(spelt) ? spelt : undefined
}

export function toKazooId(documentId: string): string {
  if (!documentId.startsWith(MARK)) return documentId
  return documentId
    .slice(MARK.length)
    .replace(/_([0-9a-f]{1,4})_/g, (_spelt, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

const MARK = 'k_'
const plainId = /^[A-Za-z0-9_-]{1,64}$/
/** Paths, addresses and streams (`silence_stream://300`) stand where ids stand; they are not ids. */
const spellable = /^[\p{L}\p{N}_+.*#@~ -]+$/u

/** The id inside a document: `id` from the API, `_id` from the database. */
export function kazooIdOf(document: JsonObject): string | undefined {
  const id = get(document, 'id') ?? get(document, '_id')
  return typeof id === 'string' && id !== '' ? id : undefined
}
