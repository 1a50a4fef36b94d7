import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { durableFiles, type Files } from './files.ts'

/** Sounds of the design by SHA-256, as `blobs/<sha256>`, immutable. */
export interface BlobStore {
  has(sha256: string): boolean
  pathOf(sha256: string): string
  /** There, and as long as it should be; 0: nobody knows how long. Looks at the file. */
  isWhole(sha256: string, sizeBytes: number): Promise<boolean>
  /** Why not, when the bytes do not have that hash. */
  put(
    sha256: string,
    bytes: Uint8Array,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>
}

export function createBlobStore(dataDir: string, files: Files = durableFiles()): BlobStore {
  const folder = join(dataDir, 'blobs')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const known = new Set<string>()
  const pathOf = (sha256: string) => join(folder, sha256)
  return {
    pathOf,
    async isWhole(sha256, sizeBytes) {
      const file = await stat(pathOf(sha256)).catch(() => undefined)
      return file !== undefined && (sizeBytes === 0 || file.size === sizeBytes)
    },
    has(sha256) {
      if (known.has(sha256)) return true
      if (!existsSync(pathOf(sha256))) return false
      known.add(sha256)
      return true
    },
    async put(sha256, bytes) {
      const actual = createHash('sha256').update(bytes).digest('hex')
      if (actual !== sha256) {
        return { ok: false, reason: `the ${bytes.length} bytes have SHA-256 ${actual}, not ${sha256}` }
      }
      await files.write(pathOf(sha256), bytes)
      known.add(sha256)
      return { ok: true }
    },
  }
}
