import { stringify } from 'yaml'
import type { z } from 'zod'
import { type Document, documentSchemas } from '../../design/document.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import { kindRank, layOut, soundPath } from './layout.ts'

export interface TextFile {
  /** Relative, with forward slashes. */
  readonly path: string
  readonly text: string
}

export interface FileExport {
  readonly files: readonly TextFile[]
  /** Audio to put beside them: blob hash and path. */
  readonly sounds: readonly { readonly sha256: string; readonly path: string }[]
}

/**
 * A design as small YAML files for version control: one a document, keys in the schema's order, values that equal their
 * default left out. The same design always gives the same bytes. `readFiles` is the inverse.
 */
export function writeFiles(design: DesignSnapshot): FileExport {
  const documents = [...design.documents()].sort((a, b) => kindRank(a.kind) - kindRank(b.kind) || compare(a.id, b.id))
  const paths = layOut(documents)
  const files = documents.map((document) => ({ path: paths.get(document.id) ?? document.id, text: yamlOf(document) }))
  const sounds = new Map<string, string>()
  for (const { sha256 } of design.list('media')) if (sha256) sounds.set(sha256, soundPath(sha256))
  return {
    files: files.sort((a, b) => compare(a.path, b.path)),
    sounds: [...sounds].map(([sha256, path]) => ({ sha256, path })).sort((a, b) => compare(a.path, b.path)),
  }
}

function yamlOf(document: Document): string {
  const { id, kind, name, ...rest } = document
  const kept = Object.entries(rest).filter(([key, value]) => !isDefault(document.kind, key, value))
  return stringify({ id, kind, name, ...Object.fromEntries(kept) }, { lineWidth: 0, aliasDuplicateObjects: false })
}

function isDefault(kind: Document['kind'], key: string, value: unknown): boolean {
  if (value === undefined) return true
  const shape: Readonly<Record<string, z.ZodType>> = documentSchemas[kind].shape
  const whenAbsent = shape[key]?.safeParse(undefined)
  return whenAbsent?.success === true && JSON.stringify(whenAbsent.data) === JSON.stringify(value)
}

/** By code unit, so that no locale changes the order. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
