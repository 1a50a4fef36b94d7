import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The token that lets pages in, kept in DIR/page-token (owner only): a page that was open when the back room died goes on with the next
 * one on the same port, with its unsaved changes.
 */
export function pageToken(dataDir: string): string {
  const file = join(dataDir, 'page-token')
  const kept = read(file)
  if (/^[A-Za-z0-9_-]{43}$/.test(kept)) return kept
  const made = randomBytes(32).toString('base64url')
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(`${file}.new`, `${made}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return made
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}
