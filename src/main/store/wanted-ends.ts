import type { Document, parseDocument } from '../../callflow/design/document.ts'
import { merge } from '../../callflow/design/edit/merge.ts'
import type { Patch } from '../../callflow/design/edit/patch.ts'
import type { Ends } from './diff.ts'
import { conflict, invalid, kindWords, notFound } from './refusals.ts'

export type Parse = typeof parseDocument

/** A document as it is now, and its revision; 0: there is none. */
export interface Now {
  readonly document: Document | undefined
  readonly revision: number
}

/** What each touched document is before and after. A document both put and removed is removed. @throws RefusedError */
export function endsOfPuts(
  { put, remove }: { readonly put: readonly unknown[]; readonly remove: readonly string[] },
  parse: Parse,
  find: (id: string) => Now,
): Iterable<Ends> {
  const ends = new Map<string, Ends>()
  for (const input of put) {
    const after = parsed(parse, input)
    const before = find(after.id).document
    checkKind(before, after)
    ends.set(after.id, { before, after })
  }
  for (const id of remove) {
    const before = find(id).document
    if (!before && !ends.has(id)) throw notFound(id, `There is no document ${id}; it may be deleted already.`)
    ends.set(id, { before, after: undefined })
  }
  return ends.values()
}

/**
 * What each document is before patches and after them, with whatever others have written meanwhile. Parses each document that changes once.
 * `base`: the revisions that whoever made the patches saw. @throws RefusedError CONFLICT, INVALID_DOCUMENT
 */
export function endsOfPatches(
  { base, patches }: { readonly base: Readonly<Record<string, number>>; readonly patches: readonly Patch[] },
  parse: Parse,
  find: (id: string) => Now,
): Ends[] {
  const before = new Map<string, Document | undefined>()
  const { documents, clashes } = merge(patches, (id) => {
    const { document, revision } = find(id)
    before.set(id, document)
    const seen = Object.hasOwn(base, id) ? base[id] : 0
    return { document, isAsSeen: seen === revision }
  })
  const [clash] = clashes
  if (clash) {
    const [id = ''] = clash.path
    throw conflict(id, before.get(id)?.name ?? nameIn(clash.mine) ?? id, clashes)
  }
  return [...documents].map(([id, value]) => {
    const now = before.get(id)
    const after = value === undefined ? undefined : value === now ? now : parsed(parse, value)
    if (after && after.id !== id) throw invalid('id', `The id of a document cannot be changed (${id}).`)
    if (after) checkKind(now, after)
    return { before: now, after }
  })
}

function parsed(parse: Parse, input: unknown): Document {
  const result = parse(input)
  if (!result.ok) throw invalid(result.path, `${result.error}.`)
  return result.document
}

function checkKind(before: Document | undefined, after: Document): void {
  if (!before || before.kind === after.kind) return
  throw invalid('kind', `"${before.name}" is a ${kindWords(before.kind)}; it cannot become a ${kindWords(after.kind)}.`)
}

function nameIn(value: unknown): string | undefined {
  const name: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'name') : undefined
  return typeof name === 'string' ? name : undefined
}
