import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { resourcesDir } from '../../src/main/resources-dir.ts'
import { type AppClient, setApi } from '../../src/renderer/api/client.ts'
import {
  allSaved,
  applyChange,
  loadDesign,
  redo,
  redoLabel,
  takeChange,
  tryAgain,
  undo,
  undoLabel,
  unsavedChanges,
  useDesign,
} from '../../src/renderer/store/design.ts'
import { type ApiConnection, connectApi } from '../e2e/api-client.ts'
import { type RunningApp, startApp } from '../e2e/app.ts'
import { type SmallDisk, smallDisk, whyNoSmallDisk } from '../harness/small-disk.ts'
import { until } from '../harness/until.ts'

const why = whyNoSmallDisk()

/** The page's own store against a back room of its own, whose design lies on a disk that is filled. */
describe.skipIf(why !== undefined)(`the app on a full disk${why === undefined ? '' : ` [${why}]`}`, () => {
  let disk: SmallDisk
  let app: RunningApp
  let connection: ApiConnection
  beforeAll(async () => {
    disk = smallDisk(4)
    app = await startApp({ designPath: disk.file('office.callwright'), fromSources: true, engine: false })
    connection = await connectApi(app.url)
    setApi(connection.api as AppClient) // the page's client also resumes streams, which nothing here needs
  })
  afterAll(async () => {
    connection.close()
    await app.stop()
    disk.unmount()
  })
  beforeEach(async () => {
    await connection.api.design.open({ path: app.designPath })
    await loadDesign()
  })
  afterEach(async () => {
    disk.makeSpace()
    tryAgain()
    await until('everything is saved', () => unsavedChanges() === 0, 30_000)
  })

  let made = 0
  const add = () => {
    const name = `Group-${made++}`
    return applyChange({ label: `Add ${name}`, put: [makeDocument('group', { id: name, name })] })
  }
  /** Fills the disk and edits until something waits. */
  const editUntilHeld = async () => {
    disk.fill()
    for (let edits = 0; edits < 500; edits++) {
      expect(await add()).toEqual({ ok: true })
      if (useDesign.getState().held) break
    }
    await until('the disk is told to be full', () => undoLabel(useDesign.getState()) === `Add Group-${made - 1}`)
    expect(useDesign.getState().held).toMatchObject({ code: 'CANNOT_WRITE', data: { why: 'disk-full' } })
  }
  const shown = () => [...useDesign.getState().documents.byId.values()].map(({ name }) => name)
  const saved = async () => (await connection.api.design.documents()).documents.map(({ name }) => name)

  it('keeps what cannot be saved, says how much, and saves it in order when there is space', async () => {
    await editUntilHeld()
    await add()
    await add()
    expect(useDesign.getState().unsaved).toBe(3)
    const last = [made - 3, made - 2, made - 1].map((each) => `Group-${each}`)
    expect(shown()).toEqual(expect.arrayContaining(last))
    expect(await saved()).not.toEqual(expect.arrayContaining([last[0]]))
    tryAgain()
    await until('the try failed', () => undoLabel(useDesign.getState()) !== null)
    expect(useDesign.getState().unsaved).toBe(3)
    disk.makeSpace()
    tryAgain()
    await allSaved()
    expect(useDesign.getState()).toMatchObject({ unsaved: 0, held: null })
    expect(await saved()).toEqual(expect.arrayContaining(last))
    const changes = await Promise.all(last.map((id) => connection.api.documents.history({ id })))
    const revisions = changes.map(([first]) => first?.atMs ?? 0)
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
    expect(await connection.api.design.info()).toMatchObject({ canUndo: `Add ${last[2]}` })
  })

  it('asks again by itself', async () => {
    await editUntilHeld()
    disk.makeSpace()
    await until('it is saved', () => unsavedChanges() === 0, 35_000)
    expect(await saved()).toContain(`Group-${made - 1}`)
  })

  it('takes back and makes again what waits, and then what is saved', async () => {
    disk.makeSpace()
    await add()
    const savedName = `Group-${made - 1}`
    await editUntilHeld()
    await add()
    const waiting = useDesign.getState().unsaved
    const names = shown()
    for (let each = 0; each < waiting; each++) await undo()
    expect(useDesign.getState()).toMatchObject({ unsaved: 0, held: null })
    expect(shown()).toEqual(names.slice(0, -waiting))
    expect(shown()).toContain(savedName)
    for (let each = 0; each < waiting; each++) await redo()
    await until('it waits again', () => undoLabel(useDesign.getState()) === `Add Group-${made - 1}`)
    expect(shown()).toEqual(names)
    expect(redoLabel(useDesign.getState())).toBeNull()
    await undo()
    disk.makeSpace()
    tryAgain()
    await allSaved()
    await undo()
    await until('undo reached the file', () => shown().length === names.length - 2)
    await redo() // what the file took back comes first
    await redo() // then what never was in it
    await allSaved()
    expect(shown()).toEqual(names)
    expect(await saved()).toEqual(expect.arrayContaining(names))
  })

  it('refuses what the back room makes itself, in words, and makes none of it', async () => {
    await editUntilHeld()
    const before = await saved()
    const making = takeChange(
      (designId) =>
        connection.api.documents.createExtension({ designId, extension: '1001', firstName: 'Ann', lastName: 'Smith' }),
      ({ change }) => change,
    )
    await expect(making).rejects.toThrow(
      /^Your last change is not saved yet, and this needs it\. The disk of .* is full/,
    )
    const created = connection.api.design.create({ path: disk.file('other'), name: 'Other', sample: true })
    await expect(created).rejects.toMatchObject({
      code: 'CANNOT_CREATE',
      message: `${disk.file('other.callwright')} cannot be created: the disk is full.`,
    })
    const sound = readFileSync(join(resourcesDir(), 'sample', 'media', 'closed.wav'))
    const uploadId = randomUUID()
    const part = { uploadId, offset: 0, sizeBytes: sound.length, base64: sound.toString('base64') }
    await connection.api.media.uploadPart(part)
    const { designId } = await connection.api.design.info()
    const uploaded = connection.api.media.upload({ designId, name: 'Closed', fileName: 'closed.wav', uploadId })
    await expect(uploaded).rejects.toMatchObject({ code: 'CANNOT_WRITE', data: { why: 'disk-full' } })
    const exported = async () => {
      for await (const _ of await connection.api.exchange.export({ format: 'files', folder: disk.file('out') }))
        continue
    }
    await expect(exported()).rejects.toMatchObject({ code: 'CANNOT_WRITE', message: /^The disk of .* is full/ })
    expect(await saved()).toEqual(before)
  })

  it('keeps what waits of a design while another is open, and saves it in that one only', async () => {
    const elsewhere = `${app.directory}/elsewhere.callwright`
    await editUntilHeld()
    const waiting = `Group-${made - 1}`
    await connection.api.design.create({ path: elsewhere, name: 'Elsewhere', sample: false }).catch(async () => {
      await connection.api.design.open({ path: elsewhere }) // made before
    })
    await loadDesign()
    expect(shown()).not.toContain(waiting)
    expect(useDesign.getState()).toMatchObject({
      unsaved: 0,
      held: null,
      elsewhere: [{ name: 'My company', count: 1 }],
    })
    disk.makeSpace()
    await add()
    await allSaved()
    const here = `Group-${made - 1}`
    expect(await saved()).toEqual(expect.arrayContaining([here]))
    expect(await saved()).not.toContain(waiting)
    await connection.api.design.open({ path: app.designPath })
    await loadDesign()
    await allSaved()
    expect(useDesign.getState().elsewhere).toEqual([])
    expect(await saved()).toContain(waiting)
    expect(await saved()).not.toContain(here)
  })
})
