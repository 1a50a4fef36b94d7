import { type Document, documentSchemas } from '../../callflow/design/document.ts'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { moduleFor } from '../../callflow/modules/registry.ts'
import { openText, PREFIX, sealText } from '../keys/sealed-text.ts'
import { changeMembers, type ChangeSecret, changeSecrets, changeTexts } from './schema-fields.ts'

/** Hides values of secret fields in the file. Works on documents as they stand there, before they are parsed. */
export interface Sealer {
  seal(document: Document): object
  /** Secrets that cannot be opened come back empty; `onLocked` is told of each. */
  open(stored: unknown, onLocked: () => void): unknown
}

/** Without a key: nothing is sealed, and what was comes out empty. */
export const plainSealer: Sealer = {
  seal: (document) => document,
  open: (stored, onLocked) =>
    changeDocument(stored, (text) => {
      if (!text.startsWith(PREFIX)) return text
      onLocked()
      return ''
    }),
}

/**
 * AES-256-GCM with a key kept outside the design, a random nonce for each value, and document id and field as authenticated data, so that a sealed
 * password cannot be moved to another phone. Values without the prefix are taken as they are: files from before, and imports. What the key does not
 * open is tried with the `others` of this user, which seal nothing: the command line has no keychain.
 */
export function secretSealer(key: () => Uint8Array, others: () => readonly Uint8Array[] = () => []): Sealer {
  return {
    seal: (document) => changeDocument(document, (text, place) => sealText(key(), text, place)),
    open: (stored, onLocked) =>
      changeDocument(stored, (text, place) => {
        if (!text.startsWith(PREFIX)) return text
        const opened = openText(key(), text, place) ?? firstOpened(others(), text, place)
        if (opened === undefined) onLocked()
        return opened ?? ''
      }),
  }
}

/** Changes the secrets of a document: those its schema and the schemas of its steps name, and what imports kept under a name for a secret. */
function changeDocument<D>(document: D, change: (text: string, place: Buffer) => string): D {
  if (!isRecord(document)) return document
  const { id, kind } = document
  const schema = isKind(kind) ? documentSchemas[kind] : undefined
  const changeAt: ChangeSecret = (text, path) => change(text, Buffer.from(`${String(id)}\n${path}`))
  const own = schema ? changeSecrets(schema, document, changeAt) : document
  return changeMembers(own, '', (member, field, path) => {
    if (field === 'foreign') return changeForeign(member, changeAt, path)
    return field === 'nodes' ? changeMembers(member, path, (node, _id, at) => changeNode(node, changeAt, at)) : member
  }) as D // what it was, with other texts
}

function changeNode(node: unknown, change: ChangeSecret, path: string): unknown {
  const settings = isRecord(node) ? moduleFor(String(node['type']))?.settings : undefined
  return changeMembers(node, path, (member, field, at) => {
    if (field === 'foreign') return changeForeign(member, change, at)
    return field === 'settings' && settings ? changeSecrets(settings, member, change, at) : member
  })
}

/** Names under which other systems keep secrets. */
const secretNames = /(^|_)(password|pin|pins|secret|token)$/i

function changeForeign(value: unknown, change: ChangeSecret, path: string): unknown {
  if (Array.isArray(value)) {
    const changed = value.map((each: unknown, index) => changeForeign(each, change, `${path}.${index}`))
    return changed.some((each, index) => each !== value[index]) ? changed : value
  }
  return changeMembers(value, path, (member, name, at) =>
    secretNames.test(name) && !isRecord(member) ? changeTexts(member, change, at) : changeForeign(member, change, at),
  )
}

function firstOpened(keys: readonly Uint8Array[], sealed: string, place: Buffer): string | undefined {
  for (const key of keys) {
    const opened = openText(key, sealed, place)
    if (opened !== undefined) return opened
  }
  return undefined
}

const isKind = (kind: unknown): kind is DocumentKind => typeof kind === 'string' && Object.hasOwn(documentSchemas, kind)

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
