import { readFileSync } from 'node:fs'
import { z } from 'zod'

const packageSchema = z.object({ version: z.string().regex(/^[0-9][0-9A-Za-z.+~-]{0,63}$/) })

/** As `package.json` beside the engine says, from `src/engine/appliance` as from `out/main/chunks` and `out/main`. */
export function engineVersion(): string {
  const levels = import.meta.url.endsWith('.ts') || import.meta.url.includes('/chunks/') ? '../../../' : '../../'
  const read: unknown = JSON.parse(readFileSync(new URL(`${levels}package.json`, import.meta.url), 'utf8'))
  return packageSchema.parse(read).version
}
