import { createHash, type Hash } from 'node:crypto'
import { mkdirSync, readdirSync } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MAX_BLOB_BYTES } from '../control/contract.ts'
import type { BlobPiece } from '../control/engine-control.ts'
import { durableFiles, type Files, PARTIAL } from './files.ts'

/** Sounds of the design by SHA-256, as `blobs/<sha256>`, immutable. */
export interface BlobStore {
  /** Never looks at the disk. */
  has(sha256: string): boolean
  pathOf(sha256: string): string
  /** There, and as long as it should be; 0: nobody knows how long. Looks at the file. */
  isWhole(sha256: string, sizeBytes: number): Promise<boolean>
  /** Why not, when the bytes do not have that hash. */
  put(
    sha256: string,
    bytes: Uint8Array,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>
  /** The same piece by piece. One at 0 begins anew, whatever was on its way. */
  add(sha256: string, piece: BlobPiece): ReturnType<BlobStore['put']>
}

const SHA256 = /^[0-9a-f]{64}$/

type Taken = Awaited<ReturnType<BlobStore['put']>>

/** One on its way. */
interface Arriving {
  readonly sha256: string
  readonly hash: Hash
  sizeBytes: number
}

export function createBlobStore(dataDir: string, files: Files = durableFiles()): BlobStore {
  const folder = join(dataDir, 'blobs')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Calls ask: nobody waits for the disk then. What is there is read once, what comes is added.
  const known = new Set(readdirSync(folder).filter((name) => SHA256.test(name)))
  const pathOf = (sha256: string) => join(folder, sha256)
  const partialOf = (sha256: string) => `${pathOf(sha256)}.arriving${PARTIAL}`
  let arriving: Arriving | undefined

  async function whole(blob: Arriving, partial: string): Promise<Taken> {
    if (arriving === blob) arriving = undefined
    const actual = blob.hash.digest('hex')
    if (actual === blob.sha256) {
      await files.move(partial, pathOf(actual))
      known.add(actual)
      return { ok: true }
    }
    await files.remove(partial)
    return { ok: false, reason: `the ${blob.sizeBytes} bytes have SHA-256 ${actual}, not ${blob.sha256}` }
  }

  return {
    pathOf,
    async isWhole(sha256, sizeBytes) {
      const file = await stat(pathOf(sha256)).catch(() => undefined)
      const isWhole = file !== undefined && (sizeBytes === 0 || file.size === sizeBytes)
      if (isWhole) known.add(sha256)
      return isWhole
    },
    has: (sha256) => known.has(sha256),
    async add(sha256, { at, bytes, isLast }) {
      if (at === 0 && arriving && arriving.sha256 !== sha256) await files.remove(partialOf(arriving.sha256))
      if (at === 0) arriving = { sha256, hash: createHash('sha256'), sizeBytes: 0 }
      const blob = arriving
      if (blob?.sha256 !== sha256 || blob.sizeBytes !== at) {
        return { ok: false, reason: `the sound ${sha256.slice(0, 12)} is not being sent from ${at}: begin again` }
      }
      if (at + bytes.length > MAX_BLOB_BYTES) return { ok: false, reason: `more than ${MAX_BLOB_BYTES} bytes` }
      blob.sizeBytes += bytes.length
      blob.hash.update(bytes)
      const partial = partialOf(sha256)
      await writeFile(partial, bytes, { flag: at === 0 ? 'w' : 'a', mode: 0o600 })
      return isLast ? whole(blob, partial) : { ok: true }
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
