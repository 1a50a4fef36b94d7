import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Files } from './files.ts'
import { keptSecret } from './kept-secret.ts'

const MIN_BYTES = 16

/**
 * Kept, so that phones in the middle of a registration are not asked again after a restart. Where it cannot be written, they are. Whoever knew it could
 * make nonces.
 */
export const digestSecret = (
  dataDir: string,
  files: Files,
  onProblem: (message: string) => void,
): Promise<Uint8Array> =>
  keptSecret({
    path: join(dataDir, 'digest-secret'),
    what: 'digest secret',
    make: () => randomBytes(32),
    damageOf: ({ length }) =>
      length < MIN_BYTES ? `it has ${length} bytes, at least ${MIN_BYTES} are needed` : undefined,
    files,
    onProblem,
  })
