import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getEventMeta, safe } from '@orpc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { patchesBetween } from '../../callflow/design/edit/between.ts'
import { putDocuments } from '../../../tests/harness/put-documents.ts'
import { sync, thisComputer } from '../../../tests/harness/target.ts'
import { resourcesDir } from '../resources-dir.ts'
import { flow } from '../store/test-design.ts'
import { type AppClient, type TestHost, testHost } from '../web/test-host.ts'

/** Through a real socket, as a page does. */
let test: TestHost
let client: AppClient
beforeAll(async () => {
  test = await testHost()
  ;({ client } = await test.connect())
})
afterAll(() => test[Symbol.asyncDispose]())

const designId = async () => (await client.design.info()).designId

describe('a new design', () => {
  it('is named, empty but for its account, and writable', async () => {
    expect(await client.design.info()).toMatchObject({ name: 'My company', readOnlyBecause: null, canUndo: null })
    const { documents } = await client.design.documents()
    expect(documents.map(({ kind }) => kind)).toEqual(['account'])
  })
})

describe('refusals', () => {
  it('arrive as typed errors with their data and a sentence', async () => {
    await putDocuments(client, { label: 'Add', put: [flow('main', 'Main line', { numbers: ['8000'] })] })
    const twin = await safe(putDocuments(client, { label: 'Add', put: [flow('twin', 'Twin', { numbers: ['8000'] })] }))
    expect(twin.error).toMatchObject({
      defined: true,
      code: 'NUMBER_TAKEN',
      data: { number: '8000', documentId: 'main', documentName: 'Main line' },
      message: 'Number 8000 is already used by "Main line".',
    })
  })

  it('name both designs when whatever was begun in another arrives, and nothing is done', async () => {
    const open = await client.design.info()
    const another = { designId: 'another' }
    const patches = patchesBetween(undefined, flow('late', 'Late'))
    const extension = { extension: '1009', firstName: 'Late', lastName: 'Comer' }
    const uploadId = randomUUID()
    await client.media.uploadPart({ uploadId, offset: 0, sizeBytes: 3, base64: 'YWJj' })
    for (const late of [
      () => client.documents.edit({ ...another, label: 'Add', patches }),
      () => client.documents.createExtension({ ...another, ...extension }),
      () => client.documents.createExtensions({ ...another, extensions: [extension] }),
      () => client.documents.replaceAndRemove({ ...another, id: 'main', replacementId: 'main' }),
      () => client.history.undo(another),
      () => client.history.redo(another),
      () => client.media.upload({ ...another, name: 'Late', fileName: 'late.wav', uploadId }),
    ]) {
      const { error } = await safe<unknown>(late())
      expect(error).toMatchObject({
        defined: true,
        code: 'OTHER_DESIGN',
        data: { designId: 'another', openId: open.designId, openName: 'My company' },
        message: `"My company" (${open.designId}) is open now; the change is for another design (another).`,
      })
    }
    expect((await client.design.info()).lastChangeId).toBe(open.lastChangeId)
    const made = await client.documents.edit({ designId: open.designId, label: 'Add', patches })
    expect(made.changeId).toBe(open.lastChangeId + 1)
    await client.history.undo({ designId: open.designId })
  })

  it('tell both values of a place that two pages changed, and let the rest of both stand', async () => {
    const { designId, documents, revisions: base } = await client.design.documents()
    const main = documents.find(({ id }) => id === 'main')
    if (main?.kind !== 'callflow') throw new Error('the main line is gone')
    const edit = (fields: Partial<typeof main>) =>
      client.documents.edit({ designId, label: 'Edit', base, patches: patchesBetween(main, { ...main, ...fields }) })
    await edit({ name: 'Ann', numbers: ['8000', '8001'] })
    const { error } = await safe(edit({ name: 'Ben' }))
    expect(error).toMatchObject({
      defined: true,
      code: 'CONFLICT',
      data: {
        documentId: 'main',
        documentName: 'Ann',
        clashes: [{ path: ['main', 'name'], theirs: 'Ann', mine: 'Ben', isGone: false }],
      },
      message: '"Ann" was changed elsewhere meanwhile, in the same place.',
    })
    const told = await edit({ numbers: ['8000', '8002'] })
    expect(told).toMatchObject({ designId, added: [], removed: [], updated: [{ id: 'main', from: 2, to: 3 }] })
    const now = (await client.design.documents()).documents.find(({ id }) => id === 'main')
    expect(now).toMatchObject({ name: 'Ann', numbers: ['8000', '8002', '8001'] })
  })

  it('of input that is not what the contract says name no internals', async () => {
    const bad = { designId: await designId(), label: '', patches: [] }
    const { error } = await safe(client.documents.edit(bad))
    expect(error).toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('are no unexpected errors', () => {
    expect(test.unexpected).toEqual([])
  })
})

describe('creating an extension', () => {
  it('makes user, device, mailbox and callflow as one undo step, with credentials of its own', async () => {
    const made = await client.documents.createExtension({
      designId: await designId(),
      extension: '1001',
      firstName: 'Ann',
      lastName: 'Smith',
    })
    const { documents } = await client.design.documents()
    const find = (id: string) => documents.find((document) => document.id === id)
    expect(find(made.callflowId)).toMatchObject({ name: '1001 Ann Smith', numbers: ['1001'] })
    expect(find(made.deviceId)).toMatchObject({
      ownerId: made.userId,
      sipUsername: expect.stringMatching(/^cw\w{10}$/),
      sipPassword: expect.stringMatching(/^\w{20}$/),
    })
    expect(find(made.mailboxId)).toMatchObject({ ownerId: made.userId, number: '1001' })
    const undone = await client.history.undo({ designId: await designId() })
    expect(undone?.removed).toHaveLength(4)
    expect(await client.history.redo({ designId: await designId() })).toMatchObject({
      label: 'Redo: Add extension 1001 Ann Smith',
    })
  })

  it('makes nothing when the number is taken', async () => {
    const before = (await client.design.documents()).documents.length
    const { error } = await safe(
      client.documents.createExtension({
        designId: await designId(),
        extension: '1001',
        firstName: 'Ben',
        lastName: 'Jones',
      }),
    )
    expect(error).toMatchObject({ code: 'NUMBER_TAKEN' })
    expect((await client.design.documents()).documents).toHaveLength(before)
  })
})

describe('uploading a sound', () => {
  const upload = async (bytes: Uint8Array, fileName: string, replaceId?: string) => {
    const uploadId = randomUUID()
    for (let offset = 0; offset < bytes.length; offset += 60_000) {
      const base64 = Buffer.from(bytes.subarray(offset, offset + 60_000)).toString('base64')
      await client.media.uploadPart({ uploadId, offset, sizeBytes: bytes.length, base64 })
    }
    return client.media.upload({
      designId: await designId(),
      name: 'Greeting',
      fileName,
      uploadId,
      ...(replaceId === undefined ? {} : { replaceId }),
    })
  }

  it('makes a media document whose sound can be heard again, and replaced', async () => {
    const wav = readFileSync(join(resourcesDir(), 'sample', 'media', 'closed.wav'))
    const { mediaId, change } = await upload(wav, 'closed.wav')
    expect(change.added[0]?.document).toMatchObject({ kind: 'media', name: 'Greeting', sampleRateHz: 8_000 })
    const { base64, mimeType } = await client.media.audio({ mediaId })
    expect(mimeType).toBe('audio/wav')
    expect(Buffer.from(base64, 'base64').subarray(0, 4).toString()).toBe('RIFF')
    const other = readFileSync(join(resourcesDir(), 'sample', 'media', 'main-greeting.wav'))
    const replaced = await upload(other, 'main.wav', mediaId)
    expect(replaced.mediaId).toBe(mediaId)
    expect(replaced.change.updated).toHaveLength(1)
    expect((await client.media.audio({ mediaId })).base64).not.toBe(base64)
  })

  it('that is no audio is refused by its name, and nothing is made', async () => {
    const before = await client.design.info()
    const { error } = await safe(upload(Buffer.from('PK not a sound'), 'letter.docx'))
    expect(error).toMatchObject({
      code: 'NOT_AUDIO',
      data: { fileName: 'letter.docx' },
      message: expect.stringMatching(/^letter\.docx is not audio/),
    })
    expect((await client.design.info()).lastChangeId).toBe(before.lastChangeId)
  })

  it('that another design is opened under makes nothing there', async () => {
    const office = await client.design.info()
    const { designId: hotelId, path } = await client.design.create({ path: test.folder.file('hotel'), name: 'Hotel' })
    await client.design.open({ path: office.path })
    const wav = readFileSync(join(resourcesDir(), 'sample', 'media', 'closed.wav'))
    const uploadId = randomUUID()
    await client.media.uploadPart({ uploadId, offset: 0, sizeBytes: wav.length, base64: wav.toString('base64') })
    const { designId } = office
    const uploading = safe(client.media.upload({ designId, name: 'Greeting', fileName: 'closed.wav', uploadId }))
    await client.design.open({ path }) // while the sound is being converted
    const { error } = await uploading
    expect(error).toMatchObject({ code: 'OTHER_DESIGN', data: { designId, openId: hotelId, openName: 'Hotel' } })
    expect((await client.design.documents()).documents.map(({ kind }) => kind)).toEqual(['account'])
    await client.design.open({ path: office.path })
    expect((await client.design.info()).lastChangeId).toBe(office.lastChangeId)
  })

  it('that was given up makes nothing', async () => {
    const uploadId = randomUUID()
    await client.media.uploadPart({ uploadId, offset: 0, sizeBytes: 3, base64: 'YWJj' })
    await client.media.dropUpload({ uploadId })
    const { error } = await safe(
      client.media.upload({ designId: await designId(), name: 'Greeting', fileName: 'a.wav', uploadId }),
    )
    expect(error).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('Upload the sound again') })
  })
})

describe('opening and creating designs', () => {
  it('answers why another cannot be opened and keeps the open one', async () => {
    const { path } = await client.design.info()
    const { error } = await safe(client.design.open({ path: test.folder.file('none.callwright') }))
    expect(error).toMatchObject({ code: 'CANNOT_OPEN', data: { reason: 'missing' } })
    expect((await client.design.info()).path).toBe(path)
    const taken = await safe(client.design.create({ path, name: 'Again' }))
    expect(taken.error).toMatchObject({ code: 'CANNOT_CREATE' })
  })

  it('makes a new one only in a folder that is there, and with its ending', async () => {
    const lost = await safe(client.design.create({ path: test.folder.file('no such/office.callwright'), name: 'Lost' }))
    expect(lost.error).toMatchObject({
      code: 'CANNOT_CREATE',
      message: expect.stringMatching(/^There is no folder .*no such\.$/),
    })
    const vague = await safe(client.design.create({ path: 'office', name: 'Vague' }))
    expect(vague.error).toMatchObject({ code: 'CANNOT_CREATE', message: expect.stringContaining('not a whole path') })
    const { path } = await client.design.info()
    const made = await client.design.create({ path: test.folder.file('office'), name: 'Office' })
    expect(made.path).toBe(test.folder.file('office.callwright'))
    await client.design.open({ path })
  })

  it('opens the new one, remembers both, and goes back', async () => {
    const { path } = await client.design.info()
    const other = await client.design.create({
      path: test.folder.file('other.callwright'),
      name: 'Other',
      sample: true,
    })
    expect(other.name).toBe('Other')
    const { documents } = await client.design.documents()
    expect(documents.filter(({ kind }) => kind === 'callflow').length).toBeGreaterThan(4)
    for (const { id } of documents.filter(({ kind }) => kind === 'media')) {
      expect(await client.media.audio({ mediaId: id })).toMatchObject({ mimeType: 'audio/wav' })
    }
    expect((await client.design.recent()).map(({ name }) => name).slice(0, 3)).toEqual([
      'Other',
      'My company',
      'Office',
    ])
    await client.design.open({ path })
    expect((await client.design.info()).name).toBe('My company')
  })
})

describe('the event stream', () => {
  it('tells every page of a change and continues after a lost connection without gap or repeat', async () => {
    const { client: page, socket } = await test.connect()
    const events = await page.events()
    const first = events.next()
    await client.design.info() // the stream's request has been answered by now
    await putDocuments(client, { label: 'One', put: [flow('one', 'One')] })
    const { value } = await first
    expect(value).toMatchObject({ kind: 'changed', change: { label: 'One' }, info: { canUndo: 'One' } })
    socket.terminate()
    await putDocuments(client, { label: 'Two', put: [flow('two', 'Two')] })
    const { client: again } = await test.connect()
    const resumed = await again.events(undefined, { lastEventId: idOf(value) })
    expect((await resumed.next()).value).toMatchObject({ kind: 'changed', change: { label: 'Two' } })
    await resumed.return?.(undefined)
  })

  it('asks a page that was away too long to read everything again', async () => {
    const { client: page } = await test.connect()
    const events = await page.events(undefined, { lastEventId: 'before-the-restart:7' })
    expect((await events.next()).value).toEqual({ kind: 'resync' })
    await events.return?.(undefined)
  })
})

describe('without an engine', () => {
  it('drawing works and the status says why nothing is synced', async () => {
    expect(await client.targets.status(thisComputer)).toMatchObject({
      state: 'stopped',
      problem: expect.stringContaining('without'),
    })
    expect((await safe(client.operate.calls.list(thisComputer))).error).toMatchObject({ code: 'NOT_RUNNING' })
    expect((await safe(client.targets.plan(thisComputer))).error).toMatchObject({ code: 'SYNC_FAILED' })
    expect((await safe(sync(client))).error).toMatchObject({ code: 'SYNC_FAILED' })
  })
})

function idOf(event: unknown): string {
  const id = getEventMeta(event)?.id
  if (id === undefined) throw new Error('the event has no id to resume after')
  return id
}
