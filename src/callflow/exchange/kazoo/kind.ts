import type { z } from 'zod'
import type { DocumentOf } from '../../design/document.ts'
import type { DocumentKind } from '../../design/kind.ts'
import type { ExchangeContext, Field, Fields } from './fields.ts'
import type { Json, JsonObject } from './json.ts'
import { put } from './json.ts'
import type { RecordMapping } from './record.ts'

/** How one kind of document of ours stands in a collection of Kazoo's API. */
export interface KazooKind extends RecordMapping {
  readonly kind: DocumentKind
  /** The folder in an export, the last part of the API's path. */
  readonly collection: string
}

export function defineKazooKind<K extends DocumentKind>(mapping: {
  readonly kind: K
  readonly collection: string
  readonly schema: z.ZodType<DocumentOf<K>>
  readonly fields: Fields<Omit<DocumentOf<K>, 'id' | 'kind' | 'foreign'>>
  readonly constant?: JsonObject
  readonly silent?: readonly string[]
  readonly finish?: (
    written: JsonObject,
    document: DocumentOf<K>,
    original: JsonObject,
    context: ExchangeContext,
  ) => JsonObject
}): KazooKind {
  return mapping as unknown as KazooKind // from here on a document is what its schema made of it
}

/** A document's name: what `read` finds, or a stand-in, which never reaches Kazoo unless it is changed. */
export const title = (read: (from: JsonObject) => Json | undefined, otherwise: string): Field<string> => ({
  path: 'name',
  read(from) {
    const found = read(from)
    const name = typeof found === 'string' ? found.trim() : ''
    return (name === '' ? otherwise : name).slice(0, 128).trim()
  },
  write: (value, into) => put(into, ['name'], value),
})
