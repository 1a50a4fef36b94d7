import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CallLog } from '../calls/call-log.ts'
import type { Files } from './files.ts'

const MIN_BYTES = 16

/** Kept, so that phones in the middle of a registration are not asked again after a restart. Where it cannot be written, they are. */
export async function digestSecret(dataDir: string, files: Files, log: CallLog): Promise<Uint8Array> {
  const path = join(dataDir, 'digest-secret')
  const kept = existsSync(path) ? readFileSync(path) : undefined
  if (kept && kept.length >= MIN_BYTES) return kept
  const secret = randomBytes(32)
  await files
    .write(path, secret)
    .catch((error: unknown) => log.error({ err: error }, 'the secret of the digests could not be kept'))
  return secret
}
