import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type DesignSnapshot, snapshotOf } from '../../callflow/design/snapshot.ts'
import { defaultDataDir } from '../app-arguments.ts'
import { type ExchangeNote, readFolder, soundOf, whyNothing } from '../exchange/read-folder.ts'
import { fileKeyKeeper } from '../keys/key-keeper.ts'
import { openDesign, type OpenDesignOptions } from '../store/design-store.ts'
import { secretSealer } from '../store/secret-sealer.ts'

/** A design from where the command line found it. */
export interface LoadedDesign {
  readonly design: DesignSnapshot
  /** What of a folder could not be read. */
  readonly refused: readonly ExchangeNote[]
  /** For people, about what they may miss: files that were left out, passwords that another computer sealed. */
  readonly notes: readonly string[]
  sound(sha256: string): Uint8Array | undefined
}

/** Where the key lies that seals passwords. Null: where the app without a keychain keeps it. */
export type DataDir = string | null

/** How the command line opens and makes design files: with the key of this user's app. */
export function commandLineStore(dataDir: DataDir): OpenDesignOptions {
  const keeper = fileKeyKeeper(resolve(dataDir ?? defaultDataDir(process.platform, process.env)))
  return { who: 'command line', sealer: secretSealer(() => keeper.key()) }
}

/** A `.callwright` file, or a folder written by `export files`. @throws CannotOpenError, or Error naming the path. */
export function loadDesign(path: string, dataDir: DataDir = null): LoadedDesign {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? loadFolder(path) : loadFile(path, dataDir)
}

function loadFile(path: string, dataDir: DataDir): LoadedDesign {
  const store = openDesign(resolve(path), commandLineStore(dataDir))
  try {
    const design = snapshotOf(store.documents())
    const sounds = new Map(
      design.list('media').flatMap(({ sha256 }) => (sha256 ? [[sha256, store.blob(sha256)?.bytes]] : [])),
    )
    const { notice } = store.info()
    return { design, refused: [], notes: notice ? [notice] : [], sound: (sha256) => sounds.get(sha256) }
  } finally {
    store.close()
  }
}

function loadFolder(folder: string): LoadedDesign {
  const reading = readFolder('files', folder)
  const nothing = whyNothing('files', folder, reading)
  if (nothing !== undefined) throw new Error(nothing)
  const { documents, refused, leftOut } = reading
  return {
    design: snapshotOf(documents),
    refused,
    notes: leftOut.map(leftOutLine),
    sound: (sha256) => soundOf(folder, sha256),
  }
}

export const refusedLine = ({ path, reason }: ExchangeNote) => `refused ${path === '' ? '' : `${path}: `}${reason}`
export const leftOutLine = ({ path, reason }: ExchangeNote) => `left out ${path === '' ? '' : `${path}: `}${reason}`
