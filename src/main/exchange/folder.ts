import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'

export interface TextOnDisk {
  readonly path: string
  readonly text: string
}

export interface FileToWrite {
  readonly path: string
  readonly content: string | Uint8Array
}

const MAX_FILES = 100_000
const MAX_FILE_BYTES = 16_000_000
const MAX_DEPTH = 16

/**
 * Every file below a folder with that ending, with forward slashes, sorted. Links are not followed. `onFile` is told how many were read.
 * @throws Error naming the folder or a limit.
 */
export function textFiles(folder: string, ending: string, onFile: (count: number) => void = () => {}): TextOnDisk[] {
  const found: TextOnDisk[] = []
  const visit = (relative: string, depth: number): void => {
    if (depth > MAX_DEPTH) throw new Error(`${join(folder, relative)}: folders are nested deeper than ${MAX_DEPTH}`)
    for (const name of readdirSync(join(folder, relative)).sort()) {
      const path = join(relative, name)
      const stat = lstatSync(join(folder, path))
      if (stat.isDirectory()) visit(path, depth + 1)
      else if (stat.isFile() && name.endsWith(ending)) {
        found.push(readText(folder, path, stat.size))
        onFile(found.length)
      }
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
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, content)
    yield index + 1
  }
}
