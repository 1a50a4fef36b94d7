import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { makeOwnerFolder } from '../../../engine/control/owner-only.ts'
import { writeWhole } from '../../../engine/control/whole-file.ts'

const homeSchema = z.object({
  designId: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[A-Za-z0-9._-]+$/),
})

/** The design that the engine was last synced from, whichever is open; undefined before the first sync, or when the note cannot be read. */
export function readHome(dataDir: string): string | undefined {
  try {
    return homeSchema.parse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8'))).designId
  } catch {
    return undefined
  }
}

export function writeHome(dataDir: string, designId: string): void {
  makeOwnerFolder(join(dataDir, 'engine'))
  writeWhole(fileIn(dataDir), JSON.stringify({ designId }))
}

const fileIn = (dataDir: string) => join(dataDir, 'engine', 'home.json')
