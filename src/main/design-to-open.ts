import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createDesign } from './app.ts'
import { recentDesigns } from './recent-designs.ts'
import type { OpenDesignOptions } from './store/design-store.ts'

export interface WantedDesign {
  readonly designPath: string | null
  readonly dataDir: string
  /** A first design is the sample company. */
  readonly sample: boolean
}

/** The one asked for, made when it is not there; else the one opened last; else a first one in the data folder. */
export async function designToOpen(wanted: WantedDesign, store?: OpenDesignOptions): Promise<string> {
  const last = recentDesigns(wanted.dataDir).find(({ path }) => existsSync(path))?.path
  const name = wanted.sample ? 'Northwind Lantern Company' : 'My company'
  const path = resolve(wanted.designPath ?? last ?? join(wanted.dataDir, `${name}.callwright`))
  if (!existsSync(path)) await createDesign({ path, name, sample: wanted.sample }, store)
  return path
}
