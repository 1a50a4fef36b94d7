import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { durableFiles, type Files } from './files.ts'

/** Sounds that can be made again, as `made/<hash of the key>.wav`: those not played for longest go when the folder is full. */
export interface SoundCache {
  /** Undefined: it has to be made. What is found is needed again. */
  find(key: string): CachedSound | undefined
  /** Rejects with `SoundsFullError` when all that is there was played within the last minute, or as the disk does. */
  put(key: string, wav: Uint8Array, about: SoundNote): Promise<CachedSound>
  /** Seen to be still right. */
  renew(key: string): void
}

/** Whatever its maker wants to know again. Strings of at most a few hundred characters. */
export type SoundNote = Readonly<Record<string, string>>

export interface CachedSound {
  readonly path: string
  readonly note: SoundNote
  /** When it was made or last seen to be right; far in the past for what an earlier run has left. */
  readonly checkedMs: number
}

export interface SoundCacheOptions {
  readonly dataDir: string
  readonly maxBytes?: number
  readonly files?: Files
  /** Monotonic. */
  readonly nowMs?: () => number
}

export class SoundsFullError extends Error {
  readonly code = 'SOUNDS_FULL'
}

interface Entry {
  readonly sizeBytes: number
  readonly note: SoundNote
  checkedMs: number
  usedMs: number
}

const MAX_BYTES = 256 * 1024 * 1024
const MAX_SOUNDS = 5_000
/** Whoever plays it has read it by then. */
const IN_USE_MS = 60_000

export function createSoundCache(options: SoundCacheOptions): SoundCache {
  const { dataDir, maxBytes = MAX_BYTES, files = durableFiles(), nowMs = () => performance.now() } = options
  const folder = join(dataDir, 'made')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  /** The least recently used first. */
  const entries = entriesIn(folder)
  let sizeBytes = [...entries.values()].reduce((sum, entry) => sum + entry.sizeBytes, 0)
  const nameOf = (key: string) => createHash('sha256').update(key).digest('hex')
  const pathOf = (name: string) => join(folder, `${name}.wav`)
  const found = (name: string, { note, checkedMs }: Entry): CachedSound => ({ path: pathOf(name), note, checkedMs })

  function forget(name: string, entry: Entry): void {
    entries.delete(name)
    sizeBytes -= entry.sizeBytes
    void files.remove(pathOf(name)).catch(() => {}) // found again with the next start
    void files.remove(join(folder, `${name}.json`)).catch(() => {})
  }

  function makeRoom(neededBytes: number): void {
    for (const [name, entry] of entries) {
      if (sizeBytes + neededBytes <= maxBytes && entries.size < MAX_SOUNDS) return
      if (nowMs() - entry.usedMs < IN_USE_MS) break
      forget(name, entry)
    }
    if (sizeBytes + neededBytes > maxBytes || entries.size >= MAX_SOUNDS) {
      throw new SoundsFullError(
        `no room: sounds of the last minute take ${sizeBytes} bytes, ${maxBytes} is the most that is kept`,
      )
    }
  }

  return {
    find(key) {
      const name = nameOf(key)
      const entry = entries.get(name)
      if (!entry) return undefined
      entry.usedMs = nowMs()
      entries.delete(name) // to the young end
      entries.set(name, entry)
      return found(name, entry)
    },
    async put(key, wav, note) {
      const name = nameOf(key)
      const before = entries.get(name)
      if (before) {
        entries.delete(name)
        sizeBytes -= before.sizeBytes
      }
      const entry = { sizeBytes: wav.length, note, checkedMs: nowMs(), usedMs: nowMs() }
      try {
        makeRoom(wav.length)
      } catch (error) {
        if (before) entries.set(name, before)
        sizeBytes += before?.sizeBytes ?? 0
        throw error
      }
      entries.set(name, entry)
      sizeBytes += wav.length
      try {
        await files.write(join(folder, `${name}.json`), JSON.stringify(note))
        await files.write(pathOf(name), wav)
      } catch (error) {
        if (entries.get(name) === entry) forget(name, entry)
        throw error
      }
      return found(name, entry)
    },
    renew(key) {
      const entry = entries.get(nameOf(key))
      if (entry) entry.checkedMs = nowMs()
    },
  }
}

function entriesIn(folder: string): Map<string, Entry> {
  const found: (readonly [name: string, entry: Entry, modifiedMs: number])[] = []
  for (const file of readdirSync(folder)) {
    const name = /^([0-9a-f]{64})\.wav$/.exec(file)?.[1]
    const about = name === undefined ? undefined : statSync(join(folder, file), { throwIfNoEntry: false })
    if (name === undefined || !about) continue
    const entry = {
      sizeBytes: about.size,
      note: noteIn(join(folder, `${name}.json`)),
      checkedMs: Number.NEGATIVE_INFINITY,
      usedMs: Number.NEGATIVE_INFINITY,
    }
    found.push([name, entry, about.mtimeMs])
  }
  return new Map(found.sort((one, other) => one[2] - other[2]).map(([name, entry]) => [name, entry]))
}

/** Empty when it is not there or is none: then the sound is fetched anew. */
function noteIn(path: string): SoundNote {
  try {
    const note: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof note !== 'object' || note === null) return {}
    return Object.fromEntries(
      Object.entries(note).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    return {}
  }
}
