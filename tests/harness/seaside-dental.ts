import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Callflow, DocumentOf } from '../../src/callflow/design/document.ts'
import type { DocumentKind } from '../../src/callflow/design/kind.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { type KazooFile, readKazoo } from '../../src/callflow/exchange/kazoo/import.ts'

/** The account of a dentist as Kazoo's API returns it, and what an import makes of it. */

const folder = join(import.meta.dirname, '../fixtures/kazoo/seaside-dental')
export const files: KazooFile[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(folder, path), 'utf8') }))

export type Plain = Record<string, unknown>

/** The documents of an export or an account's folder, by path, without the API's envelope. */
export const contents = (of: readonly KazooFile[]) =>
  new Map(
    of.map(({ path, text }) => {
      const json = JSON.parse(text) as Plain
      return [path, (json.auth_token === undefined ? json : json.data) as Plain]
    }),
  )

export const imported = readKazoo(files)
export const design = snapshotOf(imported.documents)
export const before = contents(files)

export function named<K extends DocumentKind>(kind: K, name: string): DocumentOf<K> {
  const found = design.list(kind).find((document) => document.name === name)
  if (!found) throw new Error(`no ${kind} "${name}"`)
  return found
}

export const nodeOf = ({ nodes }: Callflow, type: string) => {
  const node = Object.values(nodes).find((each) => each.type === type)
  if (!node) throw new Error(`no ${type} step`)
  return node
}
export const withSettings = (callflow: Callflow, type: string, settings: Plain): Callflow => {
  const node = nodeOf(callflow, type)
  return {
    ...callflow,
    nodes: { ...callflow.nodes, [node.id]: { ...node, settings: { ...node.settings, ...settings } } },
  }
}
