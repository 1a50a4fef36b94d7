import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, extname, join, resolve, sep } from 'node:path'
import { discard } from '../../engine/control/whole-file.ts'

export interface TextOnDisk {
  readonly path: string
  readonly text: string
}

export interface FileToWrite {
  readonly path: string
  readonly content: string | Uint8Array
}

/** What a folder holds: the files that are text, and everything else with the reason why it is not among them. */
export interface FolderReading {
  readonly files: readonly TextOnDisk[]
  /** What may hold something of ours and was not read. */
  readonly refused: readonly FolderNote[]
  /** What is not ours to read. At most 1,000 by name; the last says how many more. */
  readonly leftOut: readonly FolderNote[]
  /** Paths of files below `beside`. */
  readonly beside: readonly string[]
}

export interface FolderNote {
  readonly path: string
  readonly reason: string
}

export interface WantedFiles {
  /** `.yaml`; the first is the usual one. */
  readonly endings: readonly string[]
  /** Endings that people give such files too, and that are not read: each with the one to use. */
  readonly meant?: ReadonlyMap<string, string>
  /** Where files lie that documents name, and that their reader looks after: `media/sounds/`. */
  readonly beside?: string
}

const MAX_FILES = 100_000
const MAX_FILE_BYTES = 16_000_000
const MAX_DEPTH = 16
const MAX_ENTRIES = 500_000
const MAX_LEFT_OUT = 1_000

/**
 * Every file below a folder with those endings, with forward slashes, sorted. Links are not followed, hidden files not read. What cannot be read is
 * listed and the rest taken. `onFile` is told how many were read. @throws Error when the folder itself cannot be listed.
 */
export function textFiles(
  folder: string,
  { endings, meant = new Map(), beside: besideIn }: WantedFiles,
  onFile: (count: number) => void = () => {},
): FolderReading {
  const files: TextOnDisk[] = []
  const refused: FolderNote[] = []
  const leftOut: FolderNote[] = []
  const beside: string[] = []
  let seen = 0
  let entries = 0
  let left = 0
  const leave = (path: string, reason: string) => {
    if (++left <= MAX_LEFT_OUT) leftOut.push({ path: slashed(path), reason })
  }
  const take = (path: string, name: string) => {
    const stat = lstatSync(join(folder, path))
    const ending = extname(name).toLowerCase()
    const instead = meant.get(ending)
    if (name.startsWith('.')) leave(path, 'hidden')
    else if (stat.isDirectory()) return true
    else if (!stat.isFile()) refused.push({ path: slashed(path), reason: kindOfEntry(stat) })
    else if (besideIn !== undefined && slashed(path).startsWith(besideIn)) beside.push(slashed(path))
    else if (instead !== undefined)
      refused.push({ path: slashed(path), reason: `ends in ${ending}: rename it to ${instead}` })
    else if (!endings.includes(ending)) leave(path, `not read: it does not end in ${endings.join(' or ')}`)
    else if (++seen <= MAX_FILES) {
      files.push({ path: slashed(path), text: readText(join(folder, path), stat.size) })
      onFile(files.length)
    }
    return false
  }
  const visit = (relative: string, depth: number): void => {
    if (depth > MAX_DEPTH) {
      refused.push({ path: slashed(relative), reason: `folders are nested deeper than ${MAX_DEPTH}` })
      return
    }
    for (const name of readdirSync(join(folder, relative)).toSorted()) {
      if (++entries > MAX_ENTRIES) return
      const path = join(relative, name)
      try {
        if (take(path, name)) visit(path, depth + 1)
      } catch (error) {
        refused.push({ path: slashed(path), reason: reasonOf(error) })
      }
    }
  }
  visit('', 0)
  if (seen > MAX_FILES) refused.push({ path: '', reason: `${count(seen)} files, the limit is ${count(MAX_FILES)}` })
  if (entries > MAX_ENTRIES)
    refused.push({ path: '', reason: `more than ${count(MAX_ENTRIES)} entries: the rest was not looked at` })
  if (left > MAX_LEFT_OUT) leftOut.push({ path: '', reason: `and ${count(left - MAX_LEFT_OUT)} more were left out` })
  return { files, refused, leftOut, beside }
}

function kindOfEntry(stat: Stats): string {
  if (stat.isSymbolicLink()) return 'a link: links are not followed'
  if (stat.isFIFO()) return 'a pipe, no file'
  return stat.isSocket() ? 'a socket, no file' : 'a device, no file'
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

/** `writeFolder` file by file, so that its user may pause or stop: yields how many are written. Stopped or failed, it takes away what it wrote. */
export function* writingFolder(folder: string, files: readonly FileToWrite[]): Generator<number, void> {
  const existing = statSync(folder, { throwIfNoEntry: false })
  if (existing && !existing.isDirectory()) throw new Error(`${folder} is a file: choose a new folder`)
  if (existing && readdirSync(folder).some((name) => !name.startsWith('.'))) {
    throw new Error(`${folder} is not empty: choose a new folder`)
  }
  let begun = 0
  let written = 0
  try {
    for (const { path, content } of files) {
      const target = resolve(folder, path)
      if (!target.startsWith(resolve(folder) + sep)) throw new Error(`${path} lies outside ${folder}`)
      begun++
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
      writeFileSync(target, content, { mode: 0o600 })
      yield ++written
    }
  } finally {
    // Half a folder is worse than none. Only what was written here goes.
    if (written < files.length) {
      removeWritten(
        folder,
        files.slice(0, begun).map(({ path }) => path),
        existing !== undefined,
      )
    }
  }
}

function removeWritten(folder: string, paths: readonly string[], keepFolder: boolean): void {
  const folders = new Set<string>()
  for (const path of paths) {
    discard(resolve(folder, path))
    const parts = path.split('/')
    for (let depth = parts.length - 1; depth > 0; depth--) folders.add(parts.slice(0, depth).join('/'))
  }
  const deepestFirst = [...folders].sort((a, b) => b.length - a.length).map((path) => resolve(folder, path))
  for (const path of keepFolder || paths.length === 0 ? deepestFirst : [...deepestFirst, folder]) {
    try {
      rmdirSync(path)
    } catch {
      // Somebody else's files may be in it meanwhile.
    }
  }
}
