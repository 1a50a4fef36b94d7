import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Document } from '../../callflow/design/document.ts'
import { readFiles } from '../../callflow/exchange/files/read.ts'
import { readKazoo } from '../../callflow/exchange/kazoo/import.ts'
import { textFiles } from './folder.ts'

/** `kazoo`: an account as JSON documents of Kazoo's API. `files`: a design as YAML files. */
export type ExchangeFormat = 'kazoo' | 'files'

/** What a folder holds. */
export interface Reading {
  readonly documents: readonly Document[]
  /** What could not be read, with the reason; everything else is in `documents`. */
  readonly refused: readonly ExchangeNote[]
  /** What is kept as it is, but means less to Callwright than to where it comes from. */
  readonly notes: readonly ExchangeNote[]
  readonly sounds: readonly Uint8Array[]
}

export interface ExchangeNote {
  readonly path: string
  readonly reason: string
}

/** @throws Error naming the folder, the file or the limit. */
export function readFolder(format: ExchangeFormat, folder: string, onFile?: (count: number) => void): Reading {
  const stat = statSync(folder, { throwIfNoEntry: false })
  if (!stat) throw new Error(`${folder} does not exist`)
  if (!stat.isDirectory()) throw new Error(`${folder} is not a folder`)
  if (format === 'kazoo') return { ...readKazoo(textFiles(folder, '.json', onFile)), sounds: [] }
  const { documents, refused } = readFiles(textFiles(folder, '.yaml', onFile))
  const sounds = documents.flatMap((document) => {
    const bytes = document.kind === 'media' && document.sha256 ? soundOf(folder, document.sha256) : undefined
    return bytes ? [bytes] : []
  })
  return { documents, refused, notes: [], sounds }
}

/** The audio a folder of files keeps for a media document. */
export function soundOf(folder: string, sha256: string): Uint8Array | undefined {
  const path = join(folder, 'media', 'sounds', `${sha256}.wav`)
  return statSync(path, { throwIfNoEntry: false }) ? readFileSync(path) : undefined
}
