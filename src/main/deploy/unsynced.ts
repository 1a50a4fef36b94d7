import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Document } from '../../callflow/design/document.ts'
import type { Bundle } from '../../engine/control/contract.ts'
import type { DocumentDiff } from '../api/contract.ts'
import { canonicalJson } from '../../engine/control/bundle-id.ts'
import { writeWhole } from '../../engine/control/whole-file.ts'
import { isRunByEngines } from './run-by-engines.ts'
import { whyNotWritten } from '../store/disk.ts'

/** Fingerprints of documents by id. */
type Prints = Map<string, string>

const savedSchema = z.array(z.object({ bundleId: z.string(), prints: z.record(z.string(), z.string()) }))

/** Counts documents that differ between the design and the bundle an engine runs. Remembers what recent bundles held, by fingerprint. */
export interface UnsyncedCounter {
  load(documents: Iterable<Document>): void
  follow(diff: DocumentDiff): void
  remember(bundle: Bundle): void
  /** What the design has more, other or less than that bundle. Null: it was made elsewhere. */
  differences(activeBundleId: string | null): Differences | null
  /** Whether it was sent from here: last, before that, or not that it is known. */
  ageOf(bundleId: string): 'newest' | 'earlier' | 'unknown'
}

export interface Differences {
  readonly added: number
  readonly changed: number
  readonly removed: number
}

export const countOf = ({ added, changed, removed }: Differences): number => added + changed + removed

export function unsyncedCounter(dataDir: string): UnsyncedCounter {
  const file = join(dataDir, 'synced-bundles.json')
  let current: Prints = new Map()
  let saved = readSaved(file)
  return {
    load(documents) {
      current = printsOf(documents)
    },
    follow(diff) {
      for (const document of [...diff.added, ...diff.updated.map(({ after }) => after)]) {
        if (isRunByEngines(document)) current.set(document.id, printOf(document))
      }
      for (const { id } of diff.removed) current.delete(id)
    },
    remember(bundle) {
      const prints = new Map(bundle.documents.map((document) => [String(document['id']), printOf(document)]))
      saved = [{ bundleId: bundle.id, prints }, ...saved.filter(({ bundleId }) => bundleId !== bundle.id)].slice(
        0,
        KEPT,
      )
      writeSaved(file, saved)
    },
    differences(activeBundleId) {
      if (activeBundleId === null) return { added: current.size, changed: 0, removed: 0 }
      const active = saved.find(({ bundleId }) => bundleId === activeBundleId)
      return active ? differences(current, active.prints) : null
    },
    ageOf(bundleId) {
      const at = saved.findIndex((each) => each.bundleId === bundleId)
      return at === 0 ? 'newest' : at > 0 ? 'earlier' : 'unknown'
    },
  }
}

interface SavedBundle {
  readonly bundleId: string
  readonly prints: Prints
}

function differences(now: Prints, then: Prints): Differences {
  let added = 0
  let changed = 0
  let removed = 0
  for (const [id, print] of now) {
    const before = then.get(id)
    if (before === undefined) added += 1
    else if (before !== print) changed += 1
  }
  for (const id of then.keys()) if (!now.has(id)) removed += 1
  return { added, changed, removed }
}

function printsOf(documents: Iterable<Document>): Prints {
  const prints: Prints = new Map()
  for (const document of documents) if (isRunByEngines(document)) prints.set(document.id, printOf(document))
  return prints
}

function printOf(document: object): string {
  return createHash('sha256').update(canonicalJson(document)).digest('base64url').slice(0, 22)
}

/** Missing or damaged: as if nothing was synced from here; the next sync writes it anew. */
function readSaved(file: string): SavedBundle[] {
  try {
    const saved = savedSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return saved.map(({ bundleId, prints }) => ({ bundleId, prints: new Map(Object.entries(prints)) }))
  } catch {
    return []
  }
}

function writeSaved(file: string, saved: readonly SavedBundle[]): void {
  const json = saved.map(({ bundleId, prints }) => ({ bundleId, prints: Object.fromEntries(prints) }))
  try {
    writeWhole(file, JSON.stringify(json))
  } catch (error) {
    if (whyNotWritten(error) === undefined) throw error // known until the app ends; then as if it was synced from elsewhere
  }
}

/** Enough to roll back a few times and still know what is different. */
const KEPT = 8
