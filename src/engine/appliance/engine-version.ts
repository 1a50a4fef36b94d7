import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { programFolder } from '../program-folder.ts'

const packageSchema = z.object({ version: z.string().regex(/^[0-9][0-9A-Za-z.+~-]{0,63}$/) })

/** As `package.json` of the checkout or of the installed version says. */
export function engineVersion(): string {
  const read: unknown = JSON.parse(readFileSync(new URL('../../package.json', programFolder), 'utf8'))
  return packageSchema.parse(read).version
}
