import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from '../engine/control/whole-file.ts'
import { whyNotWritten } from './store/disk.ts'

const recentSchema = z.array(z.object({ path: z.string(), name: z.string(), openedMs: z.number() }))
export type RecentDesign = z.infer<typeof recentSchema>[number]

/** Newest first. A list that is missing or damaged is an empty one: it is a convenience, not data. */
export function recentDesigns(dataDir: string): RecentDesign[] {
  try {
    return recentSchema.parse(JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')))
  } catch {
    return []
  }
}

export function rememberDesign(
  dataDir: string,
  design: { readonly path: string; readonly name: string },
  now: () => number = Date.now,
): void {
  const others = recentDesigns(dataDir).filter(({ path }) => path !== design.path)
  const list = [{ path: design.path, name: design.name, openedMs: now() }, ...others].slice(0, KEPT)
  try {
    writeWhole(join(dataDir, FILE), JSON.stringify(list, null, 2))
  } catch (error) {
    if (whyNotWritten(error) === undefined) throw error // without room the list stays as it was; the design is open
  }
}

const FILE = 'recent-designs.json'
const KEPT = 20
