import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { writeWhole } from '../../../engine/control/whole-file.ts'

/** A new secret for each engine process, in a file only this user can read; never on a command line, where every user could. */
export function writeControlToken(dataDir: string): { readonly token: string; readonly file: string } {
  const file = join(dataDir, 'control-token')
  const token = randomBytes(32).toString('base64url')
  writeWhole(file, `${token}\n`)
  return { token, file }
}
