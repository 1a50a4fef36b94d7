import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { safe } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { type AppClient, testHost } from '../../src/main/web/test-host.ts'

const seaside = join(import.meta.dirname, '..', 'fixtures', 'kazoo', 'seaside-dental')

async function lastOf<T>(events: AsyncIterable<T>): Promise<T> {
  let last: T | undefined
  for await (const event of events) last = event
  if (last === undefined) throw new Error('the stream ended without a word')
  return last
}

async function withHost(run: (about: { client: AppClient; file: (name: string) => string }) => Promise<void>) {
  await using host = await testHost({ sample: true })
  const { client, socket } = await host.connect()
  await run({ client, file: (name) => host.folder.file(name) })
  socket.terminate()
  expect(host.unexpected).toEqual([])
}

describe('import over the app API', () => {
  it('tells what a Kazoo account holds, counted by kind, and touches nothing', () =>
    withHost(async ({ client }) => {
      const before = await client.design.info()
      const found = await lastOf(await client.exchange.preview({ format: 'kazoo', folder: seaside }))
      expect(found).toMatchObject({ kind: 'preview', name: 'Seaside Dental', refusedCount: 0 })
      const counts = found.kind === 'preview' ? found.counts : []
      expect(counts.find(({ kind }) => kind === 'account')).toEqual({ kind: 'account', count: 1 })
      expect(counts.find(({ kind }) => kind === 'callflow')?.count).toBeGreaterThan(1)
      expect(await client.design.info()).toEqual(before)
    }))

  it('makes a new design file and opens it', () =>
    withHost(async ({ client, file }) => {
      const path = file('seaside.callwright')
      const done = await lastOf(await client.exchange.import({ format: 'kazoo', folder: seaside, path }))
      expect(done).toMatchObject({ kind: 'imported', refusedCount: 0, info: { name: 'Seaside Dental', path } })
      expect(await client.design.info()).toMatchObject({ name: 'Seaside Dental', path, canUndo: null })
    }))

  it('leaves an existing file and the open design alone', () =>
    withHost(async ({ client, file }) => {
      const before = await client.design.info()
      const path = file('mine.callwright')
      writeFileSync(path, 'mine')
      const { error } = await safe(lastOf(await client.exchange.import({ format: 'kazoo', folder: seaside, path })))
      expect(error).toMatchObject({ code: 'CANNOT_CREATE', message: `${path} exists already. Choose another name.` })
      expect(await client.design.info()).toEqual(before)
    }))

  it('lists what it could not read with the reason and takes the rest', () =>
    withHost(async ({ client, file }) => {
      const folder = file('mixed')
      mkdirSync(folder)
      writeFileSync(join(folder, 'good.yaml'), 'id: a\nkind: menu\nname: Main\n')
      writeFileSync(join(folder, 'bad.yaml'), 'kind: [')
      const found = await lastOf(await client.exchange.preview({ format: 'files', folder }))
      expect(found).toMatchObject({ counts: [{ kind: 'menu', count: 1 }], refusedCount: 1 })
      expect(found).toMatchObject({ refused: [{ path: 'bad.yaml' }] })
      const path = file('mixed.callwright')
      const done = await lastOf(await client.exchange.import({ format: 'files', folder, path }))
      expect(done).toMatchObject({ kind: 'imported', documents: 1, refusedCount: 1 })
      const { documents } = await client.design.documents()
      // A design cannot do without its account.
      expect(documents.map(({ kind }) => kind).toSorted()).toEqual(['account', 'menu'])
    }))

  it('says what is wrong with the folder', () =>
    withHost(async ({ client, file }) => {
      const missing = await safe(
        client.exchange.preview({ format: 'kazoo', folder: file('none') }).then((events) => lastOf(events)),
      )
      expect(missing.error).toMatchObject({ code: 'CANNOT_EXCHANGE', message: `${file('none')} does not exist.` })
      mkdirSync(file('empty'))
      const nothing = { format: 'files', folder: file('empty'), path: file('new.callwright') } as const
      const empty = await safe(client.exchange.import(nothing).then((events) => lastOf(events)))
      expect(empty.error).toMatchObject({ message: `${file('empty')} holds nothing that can be imported.` })
      expect(existsSync(file('new.callwright'))).toBe(false)
    }))

  it('stops when it is called off, and makes no file', () =>
    withHost(async ({ client, file }) => {
      const before = await client.design.info()
      const stopping = new AbortController()
      const wanted = { format: 'kazoo', folder: seaside, path: file('stopped.callwright') } as const
      const events = await client.exchange.import(wanted, { signal: stopping.signal })
      stopping.abort()
      await safe(lastOf(events))
      // As long as the import would have taken.
      await lastOf(await client.exchange.preview({ format: 'kazoo', folder: seaside }))
      expect(await client.design.info()).toEqual(before)
      expect(existsSync(file('stopped.callwright'))).toBe(false)
    }))
})

describe('export over the app API', () => {
  it('gives files that an import takes back whole, sounds included', () =>
    withHost(async ({ client, file }) => {
      const folder = file('out')
      const { documents } = await client.design.documents()
      const out = await lastOf(await client.exchange.export({ format: 'files', folder }))
      expect(out).toEqual({ kind: 'exported', folder, documents: documents.length, notes: [], notesCount: 0 })
      await lastOf(await client.exchange.import({ format: 'files', folder, path: file('back.callwright') }))
      const back = await client.design.documents()
      const sorted = (list: readonly { readonly id: string }[]) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      expect(sorted(back.documents)).toEqual(sorted(documents))
      const media = back.documents.find((each) => each.kind === 'media' && each.sha256 !== null)
      expect((await client.media.audio({ mediaId: media?.id ?? '' })).base64.length).toBeGreaterThan(1_000)
    }))

  it('writes a Kazoo account into a folder of its own', () =>
    withHost(async ({ client, file }) => {
      const out = await lastOf(await client.exchange.export({ format: 'kazoo', folder: file('kazoo') }))
      expect(out).toMatchObject({ kind: 'exported', folder: file('kazoo') })
      // What Kazoo will do otherwise, step by step: the window after an export lists it.
      const notes = out.kind === 'exported' ? out.notes : []
      expect(notes.join('\n')).toMatch(/Move: Pull a call here: Kazoo never leaves it by "Nothing to pull"$/m)
      expect(readdirSync(file('kazoo'))).toContain('callflows')
    }))

  it('writes nothing into a folder that holds something', () =>
    withHost(async ({ client, file }) => {
      const folder = file('full')
      mkdirSync(folder)
      writeFileSync(join(folder, 'mine.txt'), 'mine')
      const { error } = await safe(client.exchange.export({ format: 'files', folder }).then((events) => lastOf(events)))
      expect(error).toMatchObject({ code: 'CANNOT_EXCHANGE', message: `${folder} is not empty: choose a new folder.` })
      expect(readdirSync(folder)).toEqual(['mine.txt'])
    }))
})
