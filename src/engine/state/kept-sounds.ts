import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { KeptSound } from '../../callflow/run/operation.ts'
import { durableFiles, type Files } from './files.ts'

/** Greetings and names recorded by phone: `kept/<kind>-<document id>.wav`, the last one kept of each. */
export interface KeptSounds {
  /** Undefined: nothing was recorded. */
  pathOf(what: KeptSound): string | undefined
  /** Moves the recording at `wavPath` in, in place of the one before. */
  keep(what: KeptSound, wavPath: string): Promise<void>
  forget(what: KeptSound): Promise<void>
}

export function createKeptSounds(dataDir: string, files: Files = durableFiles()): KeptSounds {
  const folder = join(dataDir, 'kept')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  /** What there is: a call that plays one does not wait for the disk to find out. */
  const kept = new Set(readdirSync(folder).map((name) => join(folder, name)))
  const fileOf = ({ kind, id }: KeptSound): string => {
    // Ids of a deployed design have this shape; a path is made of nothing else.
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw new Error(`"${id.slice(0, 80)}" is no document id`)
    return join(folder, `${kind}-${id}.wav`)
  }
  return {
    pathOf(what) {
      const path = fileOf(what)
      return kept.has(path) ? path : undefined
    },
    async keep(what, wavPath) {
      const path = fileOf(what)
      await files.move(wavPath, path)
      kept.add(path)
    },
    async forget(what) {
      const path = fileOf(what)
      kept.delete(path)
      await files.remove(path)
    },
  }
}
