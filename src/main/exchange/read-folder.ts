import { lstatSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Document } from '../../callflow/design/document.ts'
import { soundPath } from '../../callflow/exchange/files/layout.ts'
import { readFiles } from '../../callflow/exchange/files/read.ts'
import { readKazoo } from '../../callflow/exchange/kazoo/import.ts'
import { sha256Of } from '../store/blobs.ts'
import { type FolderNote, textFiles, type WantedFiles } from './folder.ts'

/** `kazoo`: an account as JSON documents of Kazoo's API. `files`: a design as YAML or JSON files, a document each. */
export type ExchangeFormat = 'kazoo' | 'files'

/** What a folder holds. */
export interface Reading {
  readonly documents: readonly Document[]
  /** What could not be read, with the reason; everything else is in `documents`. */
  readonly refused: readonly ExchangeNote[]
  /** What is kept as it is, but means less to Callwright than to where it comes from. */
  readonly notes: readonly ExchangeNote[]
  /** Files that are nobody's documents: hidden, of another kind, sounds that no document names. */
  readonly leftOut: readonly ExchangeNote[]
  readonly sounds: readonly Uint8Array[]
  /** Which file a document came from, by its id. */
  readonly paths: ReadonlyMap<string, string>
}

export type ExchangeNote = FolderNote

const wanted: Readonly<Record<ExchangeFormat, WantedFiles>> = {
  kazoo: { endings: ['.json'] },
  files: { endings: ['.yaml', '.json'], meant: new Map([['.yml', '.yaml']]), beside: dirname(soundPath('')) + '/' },
}

/** @throws Error naming the folder, the file or the limit. */
export function readFolder(format: ExchangeFormat, folder: string, onFile?: (count: number) => void): Reading {
  const stat = statSync(folder, { throwIfNoEntry: false })
  if (!stat) throw new Error(`${folder} does not exist`)
  if (!stat.isDirectory()) throw new Error(`${folder} is not a folder`)
  const found = textFiles(folder, wanted[format], onFile)
  if (format === 'kazoo') {
    const read = readKazoo(found.files)
    return { ...read, refused: [...found.refused, ...read.refused], leftOut: found.leftOut, sounds: [] }
  }
  const { documents, refused, notOurs, paths } = readFiles(found.files)
  const problems: ExchangeNote[] = [...found.refused, ...refused]
  const notes: ExchangeNote[] = []
  const sounds = [...new Set(documents.flatMap((each) => (each.kind === 'media' && each.sha256 ? [each.sha256] : [])))]
  const bytes = sounds.flatMap((sha256) => {
    const sound = readSound(folder, sha256)
    if (sound.ok) return [sound.bytes]
    const list = sound.isThere ? problems : notes
    list.push({ path: soundPath(sha256), reason: sound.reason })
    return []
  })
  const named = new Set(sounds.map(soundPath))
  const unnamed = found.beside.filter((path) => !named.has(path))
  const leftOut = [
    ...notOurs,
    ...found.leftOut,
    ...unnamed.map((path) => ({ path, reason: 'no document names this sound' })),
  ]
  return { documents, refused: problems, notes, leftOut, sounds: bytes, paths }
}

/** Why nothing came of a folder; a sentence that names it. Undefined when something did. */
export function whyNothing(format: ExchangeFormat, folder: string, reading: Reading): string | undefined {
  if (reading.documents.length > 0) return undefined
  const about = [...reading.refused, ...reading.leftOut]
  const first = about.slice(0, 3).map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`))
  const more = about.length > 3 ? [`and ${about.length - 3} more`] : []
  const list = about.length === 0 ? '' : ` (${[...first, ...more].join('; ')})`
  const isOther = format === 'files' && reading.leftOut.some(({ path }) => path.endsWith('.json'))
  const hint = isOther ? ' Documents of Kazoo are imported as "kazoo".' : ''
  return `${folder} holds nothing that can be imported${list}.${hint}`
}

/** The audio a folder of files keeps for a media document. */
export function soundOf(folder: string, sha256: string): Uint8Array | undefined {
  const sound = readSound(folder, sha256)
  return sound.ok ? sound.bytes : undefined
}

const MAX_SOUND_BYTES = 200_000_000

type ReadSound =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly isThere: boolean; readonly reason: string }

function readSound(folder: string, sha256: string): ReadSound {
  const path = join(folder, soundPath(sha256))
  const stat = lstatSync(path, { throwIfNoEntry: false })
  const refuse = (reason: string, isThere = true) => ({ ok: false as const, isThere, reason })
  if (!stat) return refuse('the folder holds no audio for it', false)
  if (!stat.isFile()) return refuse('not a file')
  if (stat.size > MAX_SOUND_BYTES) return refuse(`${stat.size} bytes, the limit is ${MAX_SOUND_BYTES}`)
  try {
    const bytes = readFileSync(path)
    return sha256Of(bytes) === sha256 ? { ok: true, bytes } : refuse('not the sound its name says: another SHA-256')
  } catch {
    return refuse('may not be read')
  }
}
