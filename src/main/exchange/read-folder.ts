import { lstatSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Document } from '../../callflow/design/document.ts'
import { soundPath } from '../../callflow/exchange/files/layout.ts'
import { readFiles } from '../../callflow/exchange/files/read.ts'
import { readKazoo } from '../../callflow/exchange/kazoo/import.ts'
import { sha256Of } from '../store/blobs.ts'
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
  /** The file each document stood in, by its id, where a format knows. */
  readonly paths?: ReadonlyMap<string, string>
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
  if (format === 'kazoo') {
    const found = textFiles(folder, '.json', onFile)
    const read = readKazoo(found.files)
    return { ...read, refused: [...found.refused, ...read.refused], sounds: [] }
  }
  const found = textFiles(folder, '.yaml', onFile)
  const { documents, refused } = readFiles(found.files)
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
  return { documents, refused: problems, notes, sounds: bytes }
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
