import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** A new secret for each engine process, in a file only this user can read; never on a command line, where every user could. */
export function writeControlToken(dataDir: string): { readonly token: string; readonly file: string } {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'control-token')
  const token = randomBytes(32).toString('base64url')
  rmSync(file, { force: true }) // the mode counts only when the file is made
  writeFileSync(file, `${token}\n`, { mode: 0o600 })
  return { token, file }
}
