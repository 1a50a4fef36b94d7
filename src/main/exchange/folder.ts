import { lstatSync, type Stats, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'

export interface TextOnDisk {
  readonly path: string
  readonly text: string
}

export interface FileToWrite {
  readonly path: string
  readonly content: string | Uint8Array
}

/** What a folder holds: the files that are text, and what is not, with the reason. */
export interface FolderReading {
  readonly files: readonly TextOnDisk[]
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
}

const MAX_FILES = 100_000
const MAX_FILE_BYTES = 16_000_000
const MAX_DEPTH = 16

/**
 * Every file below a folder with that ending, with forward slashes, sorted. Links are not followed. They, pipes and what cannot be read are listed and the rest
 * taken. `onFile` is told how many were read. @throws Error when the folder itself cannot be listed.
 */
export function textFiles(folder: string, ending: string, onFile: (count: number) => void = () => {}): FolderReading {
  const files: TextOnDisk[] = []
  const refused: { path: string; reason: string }[] = []
  let seen = 0
  const visit = (relative: string, depth: number): void => {
    if (depth > MAX_DEPTH) {
      refused.push({ path: slashed(relative), reason: `folders are nested deeper than ${MAX_DEPTH}` })
      return
    }
    for (const name of readdirSync(join(folder, relative)).toSorted()) {
      const path = join(relative, name)
      try {
        const stat = lstatSync(join(folder, path))
        if (stat.isDirectory()) visit(path, depth + 1)
        else if (!stat.isFile()) refused.push({ path: slashed(path), reason: notAFile(stat) })
        else if (name.toLowerCase().endsWith(ending) && ++seen <= MAX_FILES) {
          files.push({ path: slashed(path), text: readText(join(folder, path), stat.size) })
          onFile(files.length)
        }
      } catch (error) {
        refused.push({ path: slashed(path), reason: reasonOf(error) })
      }
    }
  }
  visit('', 0)
  if (seen > MAX_FILES) refused.push({ path: '', reason: `${count(seen)} files, the limit is ${count(MAX_FILES)}` })
  return { files, refused }
}

function notAFile(stat: Stats): string {
  if (stat.isSymbolicLink()) return 'a link; links are not followed'
  return stat.isFIFO() ? 'a pipe; pipes are not read' : 'not a file'
}

const slashed = (path: string) => path.split(sep).join('/')
const count = (number: number) => number.toLocaleString('en')

function readText(path: string, sizeBytes: number): string {
  if (sizeBytes > MAX_FILE_BYTES) throw new Error(`${count(sizeBytes)} bytes, the limit is ${count(MAX_FILE_BYTES)}`)
  const bytes = readFileSync(path)
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new Error(`no text in ${encoding.toUpperCase()}`)
  }
}

/** Without the full path that Node puts into its messages. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return (
    { EACCES: 'may not be read', EPERM: 'may not be read', ENOENT: 'is gone' }[code] ??
    (error instanceof Error ? error.message : 'unreadable')
  )
}

/** Writes below `folder`, which must be empty or new; only its owner can read what is written, for it holds passwords. @throws Error naming the folder. */
export function writeFolder(folder: string, files: readonly FileToWrite[]): void {
  for (const _ of writingFolder(folder, files)) continue
}

/** `writeFolder` file by file, so that its user may pause or stop: yields how many are written. */
export function* writingFolder(folder: string, files: readonly FileToWrite[]): Generator<number, void> {
  const existing = statSync(folder, { throwIfNoEntry: false })
  if (existing && !existing.isDirectory()) throw new Error(`${folder} is a file: choose a new folder`)
  if (existing && readdirSync(folder).some((name) => !name.startsWith('.'))) {
    throw new Error(`${folder} is not empty: choose a new folder`)
  }
  for (const [index, { path, content }] of files.entries()) {
    const target = resolve(folder, path)
    if (!target.startsWith(resolve(folder) + sep)) throw new Error(`${path} lies outside ${folder}`)
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
    writeFileSync(target, content, { mode: 0o600 })
    yield index + 1
  }
}
