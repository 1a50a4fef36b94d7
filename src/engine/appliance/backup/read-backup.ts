import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { ABOUT, type About, aboutSchema, BackupError, FORMAT_VERSION, HASHES, hashesSchema } from './backup-format.ts'
import { BLOCK, paddingOf, parseHeader, type TarEntry } from './tar.ts'

export interface BackupFile extends TarEntry {
  /** Where its bytes begin. */
  readonly at: number
}

export interface ReadBackup {
  readonly about: About
  readonly files: readonly BackupFile[]
}

const PIECE = 1_048_576
const MAX_FILES = 5_000_000
const MAX_TEXT = 1_000_000_000
/** Names that the engine gives; nothing that leads out of the folder. */
const SAFE = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[A-Za-z0-9_.+~=@-]+(?:\/[A-Za-z0-9_.+~=@-]+){0,4}$/

/** Reads all of a backup and compares every file with its hash. Rejects with `BackupError`. */
export async function readBackup(
  path: string,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<ReadBackup> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new BackupError(`${path} could not be read: ${error instanceof Error ? error.message : String(error)}`)
  })
  try {
    const total = (await file.stat()).size
    const files = await entriesOf(file, path, total)
    const [first, ...more] = files
    if (first?.path !== ABOUT) throw new BackupError(`${path} is not a backup of Callwright`)
    const about = await aboutOf(file, first, path)
    const last = more.pop()
    if (last?.path !== HASHES) throw new BackupError(`${path} is not complete: its end is missing`)
    const hashes = hashesSchema.safeParse(jsonOf(await textOf(file, last)))
    if (!hashes.success) throw new BackupError(`${path} is damaged: its list of hashes cannot be read`)
    let done = 0
    for (const each of more) {
      if ((await hashOf(file, each)) !== hashes.data[each.path])
        throw new BackupError(`${path} is damaged: ${each.path} is not what was backed up`)
      done += each.sizeBytes
      onProgress(done, total)
    }
    const held = new Set(more.map((each) => each.path))
    const missing = Object.keys(hashes.data).find((name) => !held.has(name))
    if (missing !== undefined) throw new BackupError(`${path} is damaged: ${missing} is missing`)
    return { about, files: more }
  } finally {
    await file.close()
  }
}

async function entriesOf(file: FileHandle, path: string, total: number): Promise<BackupFile[]> {
  const files: BackupFile[] = []
  const names = new Set<string>()
  const block = Buffer.alloc(BLOCK)
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(block, 0, BLOCK, at)
    const entry = bytesRead === BLOCK ? parseHeader(block) : undefined
    if (entry === null) return files
    if (!entry) {
      if (files[0]?.path !== ABOUT) throw new BackupError(`${path} is not a backup of Callwright`)
      throw new BackupError(`${path} is not complete: it breaks off after ${files.at(-1)?.path ?? 'nothing'}`)
    }
    const name = entry.path
    if (!SAFE.test(name))
      throw new BackupError(`${path} holds "${name.slice(0, 80)}", which is no name that the engine gives`)
    if (names.has(name)) throw new BackupError(`${path} is damaged: it holds ${name} twice`)
    names.add(name)
    if (files.length >= MAX_FILES) throw new BackupError(`${path} holds more than ${MAX_FILES} files`)
    files.push({ ...entry, at: at + BLOCK })
    at += BLOCK + entry.sizeBytes + paddingOf(entry.sizeBytes)
    if (at > total) throw new BackupError(`${path} is not complete: it breaks off in ${name}`)
  }
}

async function aboutOf(file: FileHandle, entry: BackupFile, path: string): Promise<About> {
  const read = jsonOf(await textOf(file, entry))
  const version = Number(Reflect.get(Object(read), 'version'))
  if (Reflect.get(Object(read), 'format') === 'callwright-backup' && version > FORMAT_VERSION)
    throw new BackupError(
      `${path} was made by a newer Callwright; this one reads backups up to version ${FORMAT_VERSION}`,
    )
  const about = aboutSchema.safeParse(read)
  if (!about.success) throw new BackupError(`${path} is not a backup of Callwright`)
  return about.data
}

async function textOf(file: FileHandle, { at, sizeBytes }: BackupFile): Promise<string> {
  if (sizeBytes > MAX_TEXT) throw new BackupError(`a list of ${sizeBytes} bytes is longer than any backup has`)
  const bytes = Buffer.alloc(sizeBytes)
  await file.read(bytes, 0, sizeBytes, at)
  return bytes.toString('utf8')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function hashOf(file: FileHandle, entry: BackupFile): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of piecesOf(file, entry)) hash.update(piece)
  return hash.digest('hex')
}

/** What a file of the backup holds; the piece is overwritten by the next. */
export async function* piecesOf(file: FileHandle, { at, sizeBytes, path }: BackupFile): AsyncGenerator<Buffer> {
  const piece = Buffer.alloc(Math.min(PIECE, Math.max(1, sizeBytes)))
  for (let done = 0; done < sizeBytes; ) {
    const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, sizeBytes - done), at + done)
    if (bytesRead === 0) throw new BackupError(`the backup is not complete: it breaks off in ${path}`)
    done += bytesRead
    yield piece.subarray(0, bytesRead)
  }
}
