import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { WAV_HEADER_BYTES } from '../media/files/wav-format.ts'
import type { EngineDatabase } from './engine-database.ts'
import { PARTIAL } from './files.ts'

/**
 * What was being written when the engine ended without closing. Files that were never complete go; a call that was being recorded keeps what there is
 * of it, which plays to its last second; designs that are on no list go.
 */
export function clearLeftovers(dataDir: string, db: EngineDatabase): void {
  for (const folder of ['.', 'blobs', 'bundles', 'kept', 'made', 'spool']) clearPartial(join(dataDir, folder))
  const recordings = join(dataDir, 'recordings')
  for (const name of namesIn(recordings)) if (isRecording(name)) keepRecording(recordings, name)
  clearPartial(recordings)
  const bundles = join(dataDir, 'bundles')
  const isListed = db.prepare<[string]>('SELECT 1 FROM bundle WHERE id = ?')
  for (const name of namesIn(bundles)) {
    if (name.endsWith('.json') && !isListed.get(name.slice(0, -'.json'.length))) rmSync(join(bundles, name))
  }
}

const isRecording = (name: string) => name.endsWith(`.wav${PARTIAL}`) || name.endsWith(`.opus${PARTIAL}`)

function keepRecording(folder: string, partial: string): void {
  const path = join(folder, partial)
  const whole = path.slice(0, -PARTIAL.length)
  if (statSync(path).size > WAV_HEADER_BYTES && !existsSync(whole)) renameSync(path, whole)
}

function clearPartial(folder: string): void {
  for (const name of namesIn(folder)) if (name.endsWith(PARTIAL)) rmSync(join(folder, name), { force: true })
}

const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])
