import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { MAX_BLOB_BYTES } from '../control/contract.ts'
import { createBlobStore } from './blob-store.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const sound = Buffer.from('a sound in three pieces')
const sha256 = createHash('sha256').update(sound).digest('hex')
const piece = (at: number, end: number) => ({ at, bytes: sound.subarray(at, end), isLast: end === sound.length })
const again = (id: string, at: number) => ({
  ok: false,
  reason: `the sound ${id.slice(0, 12)} is not being sent from ${at}: begin again`,
})

it('a sound in pieces is there with its last', async () => {
  const folder = temporaryFolder()
  const blobs = createBlobStore(folder)
  expect(await blobs.add(sha256, piece(0, 5))).toEqual({ ok: true })
  expect(await blobs.add(sha256, piece(5, 10))).toEqual({ ok: true })
  expect([blobs.has(sha256), await blobs.isWhole(sha256, 0)]).toEqual([false, false])
  expect(await blobs.add(sha256, piece(10, sound.length))).toEqual({ ok: true })
  expect([blobs.has(sha256), await blobs.isWhole(sha256, sound.length)]).toEqual([true, true])
  expect(readFileSync(blobs.pathOf(sha256))).toEqual(sound)
  expect(readdirSync(join(folder, 'blobs'))).toEqual([sha256])
  expect(await blobs.add(sha256, piece(10, sound.length))).toEqual(again(sha256, 10))
})

it('a piece that is out of place is refused; begun anew, it is whole', async () => {
  const blobs = createBlobStore(temporaryFolder())
  expect(await blobs.add(sha256, piece(5, 10))).toEqual(again(sha256, 5))
  await blobs.add(sha256, piece(0, 10))
  expect(await blobs.add(sha256, piece(5, sound.length))).toEqual(again(sha256, 5))
  await blobs.add(sha256, piece(0, 5))
  expect(await blobs.add(sha256, piece(5, sound.length))).toEqual({ ok: true })
  expect(readFileSync(blobs.pathOf(sha256))).toEqual(sound)
})

it('another sound that is begun ends the one before', async () => {
  const folder = temporaryFolder()
  const blobs = createBlobStore(folder)
  const other = 'f'.repeat(64)
  await blobs.add(sha256, piece(0, 5))
  await blobs.add(other, piece(0, 5))
  expect(readdirSync(join(folder, 'blobs'))).toEqual([`${other}.arriving.part`])
  expect(await blobs.add(sha256, piece(5, 10))).toEqual(again(sha256, 5))
})

it('pieces that do not have the hash, or are too many, are refused and leave nothing', async () => {
  const folder = temporaryFolder()
  const blobs = createBlobStore(folder)
  const other = 'f'.repeat(64)
  const reason = `the ${sound.length} bytes have SHA-256 ${sha256}, not ${other}`
  expect(await blobs.add(other, piece(0, sound.length))).toEqual({ ok: false, reason })
  expect([blobs.has(other), readdirSync(join(folder, 'blobs'))]).toEqual([false, []])
  const tooLong = { at: 0, bytes: Buffer.alloc(MAX_BLOB_BYTES + 1), isLast: true }
  expect(await blobs.add(other, tooLong)).toEqual({ ok: false, reason: `more than ${MAX_BLOB_BYTES} bytes` })
})

it('knows what was there when it was opened, what came since, and what was found whole', async () => {
  const folder = temporaryFolder()
  await createBlobStore(folder).put(sha256, sound)
  const blobs = createBlobStore(folder)
  const other = 'e'.repeat(64)
  expect([blobs.has(sha256), blobs.has(other), blobs.has('..')]).toEqual([true, false, false])
  writeFileSync(blobs.pathOf(other), sound)
  expect([blobs.has(other), await blobs.isWhole(other, 3), blobs.has(other)]).toEqual([false, false, false])
  expect([await blobs.isWhole(other, sound.length), blobs.has(other)]).toEqual([true, true])
})
