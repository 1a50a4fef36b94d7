import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { readFiles } from '../../callflow/exchange/files/read.ts'
import { type DesignSnapshot, snapshotOf } from '../../callflow/design/snapshot.ts'
import { openDesign } from '../store/design-store.ts'

/** A design from where the command line found it. */
export interface LoadedDesign {
  readonly design: DesignSnapshot
  /** What of a folder could not be read. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
  sound(sha256: string): Uint8Array | undefined
}

export interface TextOnDisk {
  readonly path: string
  readonly text: string
}

const MAX_FILES = 100_000
const MAX_FILE_BYTES = 16_000_000
const MAX_DEPTH = 16

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
  const { documents, refused } = readFiles(textFiles(folder, '.yaml'))
  const sound = (sha256: string) => {
    const path = join(folder, 'media', 'sounds', `${sha256}.wav`)
    return statSync(path, { throwIfNoEntry: false }) ? readFileSync(path) : undefined
  }
  return { design: snapshotOf(documents), refused, sound }
}

/** Every file below a folder with that ending, with forward slashes, sorted. Links are not followed. @throws Error naming a limit. */
export function textFiles(folder: string, ending: string): TextOnDisk[] {
  const found: TextOnDisk[] = []
  const visit = (relative: string, depth: number): void => {
    if (depth > MAX_DEPTH) throw new Error(`${join(folder, relative)}: folders are nested deeper than ${MAX_DEPTH}`)
    for (const name of readdirSync(join(folder, relative)).sort()) {
      const path = join(relative, name)
      const stat = lstatSync(join(folder, path))
      if (stat.isDirectory()) visit(path, depth + 1)
      else if (stat.isFile() && name.endsWith(ending)) found.push(readText(folder, path, stat.size))
      if (found.length > MAX_FILES) throw new Error(`${folder} holds more than ${MAX_FILES} ${ending} files`)
    }
  }
  visit('', 0)
  return found
}

function readText(folder: string, path: string, sizeBytes: number): TextOnDisk {
  if (sizeBytes > MAX_FILE_BYTES)
    throw new Error(`${join(folder, path)} has ${sizeBytes} bytes, the limit is ${MAX_FILE_BYTES}`)
  return { path: path.split(sep).join('/'), text: readFileSync(join(folder, path), 'utf8') }
}

/** Writes below `folder`, which must be empty or new. @throws Error naming the folder. */
export function writeFolder(
  folder: string,
  files: readonly { readonly path: string; readonly content: string | Uint8Array }[],
): void {
  if (statSync(folder, { throwIfNoEntry: false }) && readdirSync(folder).some((name) => !name.startsWith('.'))) {
    throw new Error(`${folder} is not empty: choose a new folder`)
  }
  for (const { path, content } of files) {
    const target = resolve(folder, path)
    if (!target.startsWith(resolve(folder) + sep)) throw new Error(`${path} lies outside ${folder}`)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, content)
  }
}
