import { canonicalJson, documentHash } from '../../../engine/control/client.ts'
import type { ControlClient } from '../../../engine/control/client.ts'
import { MAX_CONTENTS } from '../../../engine/control/contract.ts'

/** A document as people know it. */
export interface NamedDocument {
  readonly kind: string
  readonly id: string
  readonly name: string
  readonly hash: string
}

export type Contents = ReadonlyMap<string, NamedDocument>

export interface NamedDifference {
  readonly what: 'added' | 'changed' | 'removed'
  readonly kind: string
  readonly name: string
}

export function contentsOf(documents: Iterable<object>): Contents {
  const contents = new Map<string, NamedDocument>()
  for (const document of documents) {
    const named = {
      kind: textOf(document, 'kind'),
      id: textOf(document, 'id'),
      name: textOf(document, 'name'),
      hash: documentHash(canonicalJson(document)),
    }
    contents.set(keyOf(named), named)
  }
  return contents
}

/** What an engine has in a bundle, asked page by page. */
export async function contentsAt(engine: ControlClient, bundleId: string): Promise<Contents> {
  const contents = new Map<string, NamedDocument>()
  let at = 0
  let total: number
  do {
    const page = await engine.bundle.contents({ id: bundleId, at })
    for (const document of page.documents) contents.set(keyOf(document), document)
    at += MAX_CONTENTS
    total = page.total
  } while (at < total)
  return contents
}

/** What becomes of `before` when `after` takes its place, by name within added, changed and removed. */
export function differencesBetween(before: Contents, after: Contents): readonly NamedDifference[] {
  const differences: NamedDifference[] = []
  for (const [key, { kind, name, hash }] of after) {
    const was = before.get(key)
    if (was === undefined) differences.push({ what: 'added', kind, name })
    else if (was.hash !== hash) differences.push({ what: 'changed', kind, name })
  }
  for (const [key, { kind, name }] of before) if (!after.has(key)) differences.push({ what: 'removed', kind, name })
  const order = ['added', 'changed', 'removed']
  return differences.sort(
    (a, b) =>
      order.indexOf(a.what) - order.indexOf(b.what) || a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name),
  )
}

const keyOf = ({ kind, id }: Pick<NamedDocument, 'kind' | 'id'>): string => `${kind}/${id}`

function textOf(document: object, field: string): string {
  const value: unknown = Reflect.get(document, field)
  return typeof value === 'string' ? value : ''
}
