import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BundleAbout } from '../control/contract.ts'
import { bundleText, readBundle, type StoredBundle } from './bundle-file.ts'
import type { EngineDatabase } from './engine-database.ts'
import { durableFiles, type Files } from './files.ts'
import { type DirectWrites, writeThrough } from './writes.ts'

export interface BundleSummary {
  readonly id: string
  readonly designId: string
  readonly designName: string
  readonly createdMs: number
  /** When it was last made active. */
  readonly activatedMs: number | null
}

/** Who makes a version active, and why. */
export interface Deployer {
  readonly by: string
  /** Of the paired token; empty: the owner's. */
  readonly byToken: string
  readonly note: string
}

export const nobodyInParticular: Deployer = { by: '', byToken: '', note: '' }

export interface Deployment extends Deployer {
  /** Counts up. */
  readonly sequence: number
  readonly bundleId: string
  readonly designId: string
  readonly designName: string
  readonly atMs: number
}

/** Bundles as `bundles/<id>.json`; which of them ran, and when, in engine.db. */
export interface BundleStore {
  put(bundle: BundleAbout & { readonly documents: Iterable<object> }, nowMs: number): Promise<void>
  /** Rejects when the file is gone or is no bundle; so does what it resolves with when its documents are gone through. */
  read(id: string): Promise<StoredBundle>
  has(id: string): boolean
  list(): BundleSummary[]
  /** Also forgets all but the latest bundles: a design synced with every edit would fill the disk. */
  recordActivation(id: string, nowMs: number, deployer?: Deployer): Promise<void>
  /** What was made active, when, by whom and why, of bundles that are still kept; the last first, 200 at most. */
  deployments(): Deployment[]
  /** Everything that ever ran and is still kept, what ran last first. */
  activated(): string[]
}

const INSERT = 'INSERT OR IGNORE INTO bundle VALUES (@id, @designId, @designName, @createdMs, @nowMs)'
const ACTIVATE =
  'INSERT INTO activation (bundle_id, activated_ms, by_name, by_token, note) VALUES (@id, @nowMs, @by, @byToken, @note)'
const REMOVE = 'DELETE FROM bundle WHERE id = @id'

export interface BundleStoreOptions {
  readonly maxBundles?: number
  readonly files?: Files
  readonly writes?: DirectWrites
}

const MAX_BUNDLES = 50
/** Versions on their way here at the same time. */
const NOT_YET_ACTIVE = 10

export function createBundleStore(
  db: EngineDatabase,
  dataDir: string,
  { maxBundles = MAX_BUNDLES, files = durableFiles(), writes = writeThrough(db) }: BundleStoreOptions = {},
): BundleStore {
  const folder = join(dataDir, 'bundles')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const exists = db.prepare<[string], { found: number }>('SELECT 1 AS found FROM bundle WHERE id = ?')
  const all = db.prepare<
    [],
    BundleSummary
  >(`SELECT b.id, design_id AS designId, design_name AS designName, created_ms AS createdMs,
      (SELECT max(activated_ms) FROM activation a WHERE a.bundle_id = b.id) AS activatedMs
    FROM bundle b ORDER BY stored_ms DESC LIMIT 1000`)
  const inOrder = db.prepare<[], { id: string }>(
    'SELECT bundle_id AS id FROM activation GROUP BY bundle_id ORDER BY max(sequence) DESC',
  )
  const deployed = db.prepare<[], Deployment>(`SELECT a.sequence, a.bundle_id AS bundleId, b.design_id AS designId,
      b.design_name AS designName, a.activated_ms AS atMs, a.by_name AS by, a.by_token AS byToken, a.note
    FROM activation a JOIN bundle b ON b.id = a.bundle_id ORDER BY a.sequence DESC LIMIT 200`)
  // By what ran after what, not by when: clocks are set. Those put last may be about to be made active for the first time.
  const tooOld = db.prepare<[number], { id: string }>(`SELECT id FROM bundle b ORDER BY
    coalesce(
      (SELECT max(sequence) FROM activation a WHERE a.bundle_id = b.id),
      CASE WHEN rowid > (SELECT max(rowid) FROM bundle) - ${NOT_YET_ACTIVE} THEN 1e15 ELSE 0 END) DESC,
    rowid DESC LIMIT -1 OFFSET ?`)
  const pathOf = (id: string) => join(folder, `${id}.json`)
  return {
    async put(bundle, nowMs) {
      await files.write(pathOf(bundle.id), bundleText(bundle))
      const { id, designId, designName, createdMs } = bundle
      await writes.atOnce([{ sql: INSERT, parameters: { id, designId, designName, createdMs, nowMs } }])
    },
    read: (id) => readBundle(pathOf(id)),
    has: (id) => exists.get(id) !== undefined,
    list: () => all.all(),
    async recordActivation(id, nowMs, deployer = nobodyInParticular) {
      // A clock that was set back must not cost the one that runs.
      const old = tooOld.all(maxBundles).filter((each) => each.id !== id)
      // One transaction: on a full disk it is as if nobody had asked.
      await writes.atOnce([
        { sql: ACTIVATE, parameters: { id, nowMs, ...deployer } },
        ...old.map((each) => ({ sql: REMOVE, parameters: { id: each.id } })),
      ])
      // One that stays is taken up again when the database is lost, and is no harm before.
      for (const each of old) void files.remove(pathOf(each.id)).catch(() => {})
    },
    deployments: () => deployed.all(),
    activated: () => inOrder.all().map(({ id }) => id),
  }
}
