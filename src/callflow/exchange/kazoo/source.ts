import { kazooIdOf } from './ids.ts'
import { get, isObject, type Json, parseJson } from './json.ts'
import { kindOfCollection } from './kinds.ts'
import type { KazooKind } from './kind.ts'

export interface KazooFile {
  /** Relative, with forward slashes: `callflows/2f0c.json`. The folder says the collection. */
  readonly path: string
  readonly text: string
}

/** One document found in a file. */
export interface KazooSource {
  readonly path: string
  /** Undefined: a collection we have no kind for; the document is kept as it is. */
  readonly kind: KazooKind | undefined
  readonly document: Json
  /** Set for an entry of a number list: the list's id, where the path says it. */
  readonly entryOf?: { readonly listId: string | undefined }
  /** What the file is called after, for documents that do not say their id. */
  readonly stem?: string
}

export type ReadSource =
  | { readonly ok: true; readonly sources: readonly KazooSource[]; readonly changes: readonly string[] }
  | { readonly ok: false; readonly error: string }

/** The documents of a file, and what reading changed: one, or a list of them, with or without the envelope that Kazoo's API puts around them. */
export function readSource({ path, text }: KazooFile): ReadSource {
  if (!isSafePath(path)) return { ok: false, error: 'not a relative path' }
  const json = parseJson(text)
  if (!json.ok) return json
  const { value, changes } = json
  if (get(value, 'status') === 'error' && get(value, 'error') !== undefined) {
    return {
      ok: false,
      error: `the API answered with an error: ${JSON.stringify(get(value, 'message') ?? get(value, 'error')).slice(0, 120)}`,
    }
  }
  const content = withoutEnvelope(value)
  const entryOf = entryPath(path)
  if (entryOf) {
    const documents = Array.isArray(content) ? (content as readonly Json[]) : [content]
    return {
      ok: true,
      changes,
      sources: documents.map((document, index) => ({
        path: documents.length > 1 ? `${path}#${index + 1}` : path,
        kind: undefined,
        document,
        entryOf,
      })),
    }
  }
  const kind = kindOfPath(path)
  if (!kind) return { ok: true, changes, sources: [{ path, kind, document: content }] }
  if (!Array.isArray(content))
    return { ok: true, changes, sources: [{ path, kind, document: content, stem: stemOf(path) }] }
  const sources = (content as readonly Json[]).map((document, index) => ({
    path: `${path}#${index + 1}`,
    kind,
    document,
  }))
  return { ok: true, changes, sources }
}

/** Entries stand in `lists/ID/entries.json`, `lists/ID/entries/...` or `list_entries/...`, each file one or a list of them. */
function entryPath(path: string): KazooSource['entryOf'] {
  const parts = path.replace(/\.json$/i, '').split('/')
  const own = parts.findLastIndex((part) => part.toLowerCase() === 'list_entries')
  if (own >= parts.length - 2 && own >= 0) return { listId: undefined }
  const lists = parts.findLastIndex((part) => part.toLowerCase() === 'lists')
  const isEntry = lists >= 0 && parts[lists + 2]?.toLowerCase() === 'entries' && parts.length <= lists + 4
  return isEntry ? { listId: decoded(parts[lists + 1] ?? '') } : undefined
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const MAX_PATH_LENGTH = 512

/** Paths come out of an export again, so none may lead elsewhere. */
function isSafePath(path: string): boolean {
  if (path === '' || path.length > MAX_PATH_LENGTH || /[\p{Cc}\\:]/u.test(path)) return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

function withoutEnvelope(value: Json): Json {
  if (!isObject(value) || kazooIdOf(value) !== undefined) return value
  const data = get(value, 'data')
  return isObject(data) || Array.isArray(data) ? data : value
}

/** The innermost folder that names a collection, else the file itself: `account.json`, `menus.json`. */
function kindOfPath(path: string): KazooKind | undefined {
  const parts = path.toLowerCase().split('/')
  const stem = parts.pop()?.replace(/\.json$/, '') ?? ''
  const inside = parts.toReversed().find((part) => kindOfCollection(collectionOf(part)))
  return kindOfCollection(collectionOf(inside ?? stem))
}

const collectionOf = (name: string) => aliases[name as keyof typeof aliases] ?? name // a missing name gives undefined

const aliases = { accounts: 'account', voicemail_boxes: 'vmboxes', numbers: 'phone_numbers' } as const

const stemOf = (path: string) =>
  path
    .split('/')
    .at(-1)
    ?.replace(/\.json$/i, '') ?? ''
