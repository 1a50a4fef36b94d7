import type { DocumentKind } from '../../../callflow/design/kind.ts'
import { kindWords } from '../kinds.ts'

export type ExchangeFormat = 'kazoo' | 'files'

interface FormatWords {
  readonly importTitle: string
  readonly importText: string
  readonly importHelp: string
  readonly exportTitle: string
  readonly exportText: string
}

export const formatWords: Readonly<Record<ExchangeFormat, FormatWords>> = {
  kazoo: {
    importTitle: 'Import a Kazoo account',
    importText: 'Makes a new design of an account’s documents. The design that is open now stays as it is.',
    importHelp:
      'A folder with one *.json file for each document, or for each list, as Kazoo’s API returns them. It is on the computer Callwright runs on.',
    exportTitle: 'Export to Kazoo',
    exportText: 'Writes this design as the documents of a Kazoo account. What Kazoo cannot say is listed afterwards.',
  },
  files: {
    importTitle: 'Import a folder of YAML files',
    importText: 'Makes a new design of files that were exported. The design that is open now stays as it is.',
    importHelp: 'The folder an export to files made. It is on the computer Callwright runs on.',
    exportTitle: 'Export to files',
    exportText: 'Writes this design as small YAML files with its sounds beside them, for version control.',
  },
}

/** `3 voicemail boxes`. */
export function countWords(kind: DocumentKind, count: number): string {
  const { one } = kindWords[kind]
  if (count === 1) return `1 ${one}`
  const many = one.endsWith('x') ? `${one}es` : one.endsWith('y') ? `${one.slice(0, -1)}ies` : `${one}s`
  return `${count.toLocaleString('en')} ${many}`
}

/** A sibling of the open design that does not exist yet as far as one can tell. */
export function newDesignPath(openPath: string, name: string): string {
  const folder = openPath.slice(0, Math.max(openPath.lastIndexOf('/'), openPath.lastIndexOf('\\')) + 1)
  const stem = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return `${folder}${stem || 'imported'}.callwright`
}

/** A folder beside the open design. */
export function exportFolder(openPath: string, format: ExchangeFormat): string {
  return openPath.replace(/(\.callwright)?$/, format === 'kazoo' ? '-kazoo' : '-files')
}
