import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type DesignSnapshot, snapshotOf } from '../../callflow/design/snapshot.ts'
import { type ExchangeNote, readFolder, soundOf } from '../exchange/read-folder.ts'
import { openDesign } from '../store/design-store.ts'

/** A design from where the command line found it. */
export interface LoadedDesign {
  readonly design: DesignSnapshot
  /** What of a folder could not be read. */
  readonly refused: readonly ExchangeNote[]
  sound(sha256: string): Uint8Array | undefined
}

/** A `.callwright` file, or a folder written by `export files`. @throws CannotOpenError, or Error naming the path. */
export function loadDesign(path: string): LoadedDesign {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? loadFolder(path) : loadFile(path)
}

function loadFile(path: string): LoadedDesign {
  const store = openDesign(resolve(path), { who: 'command line' })
  try {
    const design = snapshotOf(store.documents())
    const sounds = new Map(
      design.list('media').flatMap(({ sha256 }) => (sha256 ? [[sha256, store.blob(sha256)?.bytes]] : [])),
    )
    return { design, refused: [], sound: (sha256) => sounds.get(sha256) }
  } finally {
    store.close()
  }
}

function loadFolder(folder: string): LoadedDesign {
  const { documents, refused } = readFolder('files', folder)
  return { design: snapshotOf(documents), refused, sound: (sha256) => soundOf(folder, sha256) }
}
