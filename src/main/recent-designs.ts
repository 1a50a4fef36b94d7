import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

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
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, FILE)
  writeFileSync(`${file}.new`, JSON.stringify(list, null, 2))
  renameSync(`${file}.new`, file)
}

const FILE = 'recent-designs.json'
const KEPT = 20
