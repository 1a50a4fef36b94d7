import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bundleIdOf } from '../control/bundle-id.ts'
import { type Bundle, bundleSchema } from '../control/contract.ts'
import type { EngineDatabase } from './engine-database.ts'

/** As many as are kept. */
const MAX_BUNDLES = 50

/**
 * A database that knows of no bundles beside a folder that has some: it was lost. They are on its list again, as if each had run, the latest file last.
 * Answers how many.
 */
export function adoptBundles(db: EngineDatabase, dataDir: string): number {
  const folder = join(dataDir, 'bundles')
  if (!existsSync(folder) || db.prepare('SELECT 1 FROM bundle LIMIT 1').get() !== undefined) return 0
  const files = readdirSync(folder)
    .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
    .map((name) => ({ path: join(folder, name), writtenMs: Math.floor(statSync(join(folder, name)).mtimeMs) }))
    .toSorted((one, other) => one.writtenMs - other.writtenMs)
    .slice(-MAX_BUNDLES)
  const insert = db.prepare('INSERT INTO bundle VALUES (?, ?, ?, ?, ?)')
  const activate = db.prepare('INSERT INTO activation (bundle_id, activated_ms) VALUES (?, ?)')
  return db.transaction(() => {
    let adopted = 0
    for (const { path, writtenMs } of files) {
      const bundle = wholeBundle(path)
      if (!bundle) continue
      insert.run(bundle.id, bundle.designId, bundle.designName, bundle.createdMs, writtenMs)
      activate.run(bundle.id, writtenMs)
      adopted++
    }
    return adopted
  })()
}

function wholeBundle(path: string): Bundle | undefined {
  try {
    const bundle = bundleSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    return path.endsWith(`${bundle.id}.json`) && bundleIdOf(bundle.documents) === bundle.id ? bundle : undefined
  } catch {
    return undefined
  }
}
