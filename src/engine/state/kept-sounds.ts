import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { KeptSound } from '../../callflow/run/operation.ts'

/** Greetings and names recorded by phone: `kept/<kind>-<document id>.wav`, the last one kept of each. */
export interface KeptSounds {
  /** Undefined: nothing was recorded. */
  pathOf(what: KeptSound): string | undefined
  /** Moves the recording at `wavPath` in, in place of the one before. */
  keep(what: KeptSound, wavPath: string): void
  forget(what: KeptSound): void
}

export function createKeptSounds(dataDir: string): KeptSounds {
  const folder = join(dataDir, 'kept')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fileOf = ({ kind, id }: KeptSound): string => {
    // Ids of a deployed design have this shape; a path is made of nothing else.
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw new Error(`"${id.slice(0, 80)}" is no document id`)
    return join(folder, `${kind}-${id}.wav`)
  }
  return {
    pathOf(what) {
      const path = fileOf(what)
      return existsSync(path) ? path : undefined
    },
    keep: (what, wavPath) => renameSync(wavPath, fileOf(what)),
    forget: (what) => rmSync(fileOf(what), { force: true }),
  }
}
