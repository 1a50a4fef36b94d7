import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { step } from '../../src/callflow/design/extension.ts'
import { stackPosition } from '../../src/callflow/design/layout.ts'
import { putDocuments } from '../harness/put-documents.ts'
import { until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { type OpenPage, openPage } from './app.ts'
import { Editor } from './editor.ts'
import { openScene, type Scene } from './scene.ts'
import { SlowSocket } from './slow-socket.ts'

/** Ann works on the page of the scene. Ben's page has a line that can be held, so that he edits what is not the newest any more. */
describeWith(['chromium'], 'two pages', ({ chromium }) => {
  let scene: Scene
  let second: OpenPage
  let ben: Editor
  const line = new SlowSocket()
  const errors: string[] = []
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, engine: false })
  })
  afterAll(() => scene?.close())
  afterEach(async () => {
    line.release()
    errors.push(...second.errors)
    await second.context.close()
  })

  const flowId = 'flow-7500'
  const flowInFile = async () => {
    const { documents } = await scene.api.design.documents()
    const flow = documents.find(({ id }) => id === flowId)
    if (flow?.kind !== 'callflow') throw new Error('the flow is gone')
    return flow
  }
  const labels = async () => Object.values((await flowInFile()).nodes).map(({ label }) => label)
  const openFlow = async ({ page }: Editor) => {
    await new Editor(page).goTo('Callflows')
    await page.getByRole('link', { name: /^7500 Both/ }).click()
  }
  const rename = async (editor: Editor, from: string, to: string) => {
    await editor.step(from).click()
    await editor.page.getByRole('textbox', { name: 'Label' }).fill(to)
  }
  beforeEach(async () => {
    const nodes = ['First', 'Second', 'Third'].map((label, at) => ({
      ...step(`s${at}`, 'sleep', {}, stackPosition(at)),
      label,
    }))
    await putDocuments(scene.api, {
      label: 'Draw 7500',
      put: [
        makeDocument('callflow', {
          id: flowId,
          name: '7500 Both',
          numbers: ['7500'],
          entry: 's0',
          nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
          wires: [
            { from: 's0', branch: '_', to: 's1' },
            { from: 's1', branch: '_', to: 's2' },
          ],
        }),
      ],
    })
    second = await openPage(scene.browser, scene.app.url, { before: (page) => line.follow(page) })
    second.page.setDefaultTimeout(15_000)
    ben = new Editor(second.page)
    await openFlow(scene.editor)
    await openFlow(ben)
    await ben.step('Third').waitFor()
    await ben.saved()
  })

  it('that edit different steps of one callflow both keep what they did', async () => {
    line.hold()
    await rename(scene.editor, 'First', 'Ann was here')
    await scene.editor.saved()
    await rename(ben, 'Second', 'Ben was here')
    line.release()
    for (const editor of [scene.editor, ben]) {
      await editor.step('Ann was here').waitFor()
      await editor.step('Ben was here').waitFor()
      await editor.saved()
    }
    expect(await labels()).toEqual(['Ann was here', 'Ben was here', 'Third'])
  })

  it('that add steps and take others away at the same time end with the same flow', async () => {
    line.hold()
    await scene.editor.step('Third').click()
    await scene.page.keyboard.press('Delete')
    await scene.editor.saved()
    await ben.dragModule('Hang up', ben.wayOut('First', 'After it'))
    await ben.step('Hang up').waitFor()
    line.release()
    for (const editor of [scene.editor, ben]) {
      await editor.step('Hang up').waitFor()
      await editor.step('Third').waitFor({ state: 'detached' })
      await editor.saved()
    }
    expect(await labels()).toEqual(['First', 'Second', ''])
  })

  const clash = async (mine: string, theirs: string) => {
    line.hold()
    await rename(scene.editor, 'First', theirs)
    await scene.editor.saved()
    await rename(ben, 'First', mine)
    line.release()
    const dialog = second.page.getByRole('dialog', { name: '“7500 Both” was changed elsewhere too' })
    await dialog.getByRole('heading', { name: 'Name' }).waitFor()
    await expect.poll(() => dialog.getByRole('definition').allTextContents()).toEqual([theirs, mine])
    return dialog
  }

  it('that write in the same field are shown both values, and what is kept reaches both', async () => {
    const dialog = await clash('Mine', 'Theirs')
    expect(await labels()).toContain('Theirs')
    await dialog.getByRole('button', { name: 'Keep mine' }).click()
    await scene.editor.step('Mine').waitFor()
    await ben.saved()
    expect(await labels()).toEqual(['Mine', 'Second', 'Third'])
  })

  it('may leave to the other what was written, and what was typed meanwhile elsewhere is saved', async () => {
    const dialog = await clash('Mine', 'Theirs')
    await dialog.getByRole('button', { name: 'Decide later' }).click()
    await second.page.getByText('Your changes wait until you have decided which stay.').waitFor()
    await rename(ben, 'Second', 'Also mine')
    await second.page.getByRole('status').filter({ hasText: '2 not saved' }).waitFor()
    await second.page.getByRole('button', { name: 'Compare' }).click()
    await dialog.getByRole('button', { name: 'Take theirs' }).click()
    await ben.step('Theirs').waitFor()
    await ben.saved()
    expect(await labels()).toEqual(['Theirs', 'Also mine', 'Third'])
  })

  it('are told when what they changed was deleted, and nothing comes back by itself', async () => {
    line.hold()
    await scene.editor.step('Third').click()
    await scene.page.keyboard.press('Delete')
    await scene.editor.saved()
    await rename(ben, 'Third', 'Too late')
    line.release()
    const dialog = second.page.getByRole('dialog', { name: 'Part of “7500 Both” was deleted elsewhere' })
    await dialog.waitFor()
    await expect.poll(() => dialog.getByRole('definition').allTextContents()).toEqual(['deleted', 'Too late'])
    await dialog.getByRole('button', { name: 'Leave it deleted' }).click()
    await ben.saved()
    expect(await labels()).toEqual(['First', 'Second'])
  })

  it('clash over a field that one is still typing in while the other has changed it', async () => {
    const type = async (editor: Editor, text: string) => {
      await editor.goTo('Groups')
      await editor.page.getByRole('row', { name: /^Everybody/ }).click()
      await editor.page
        .getByRole('region', { name: /Everybody/ })
        .getByLabel('Name', { exact: true })
        .press('End')
      await editor.page.keyboard.type(text)
      await editor.saved()
    }
    await type(ben, ' B')
    await scene.editor.goTo('Groups')
    await type(scene.editor, ' A')
    await second.page.getByRole('row', { name: /^Everybody B A/ }).waitFor()
    await second.page.keyboard.type('B')
    const dialog = second.page.getByRole('dialog', { name: '“Everybody B A” was changed elsewhere too' })
    await expect.poll(() => dialog.getByRole('definition').allTextContents()).toEqual(['Everybody B A', 'Everybody BB'])
    await dialog.getByRole('button', { name: 'Keep mine' }).click()
    await scene.page.getByRole('row', { name: /^Everybody BB/ }).waitFor()
  })

  it('and two designs: what was begun in one never lands in the other, and is saved in its own', async () => {
    const office = await scene.api.design.info()
    line.hold()
    await rename(ben, 'First', 'For the office')
    await ben.goTo('Media')
    const bytes = toneWav(440, 500)
    await second.page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'office-sound.wav', mimeType: 'audio/wav', buffer: bytes })
    const hotel = await scene.api.design.create({
      path: `${scene.app.directory}/hotel.callwright`,
      name: 'Hotel',
      sample: false,
    })
    expect(hotel.designId).not.toBe(office.designId)
    line.release()
    await second.page.getByText(`One change of “${office.name}” is not saved yet.`).waitFor()
    await second.page.getByText('It waits until that is open again.').waitFor()
    expect((await scene.api.design.documents()).documents.map(({ kind }) => kind)).toEqual(['account'])
    expect((await scene.api.design.info()).lastChangeId).toBe(hotel.lastChangeId)

    await second.page.getByRole('button', { name: 'Open it' }).click()
    await ben.saved()
    await until('the sound is in the office', async () =>
      (await scene.api.design.documents()).documents.some(({ name }) => name === 'office-sound'),
    )
    expect((await scene.api.design.info()).designId).toBe(office.designId)
    expect(await labels()).toContain('For the office')
    await scene.api.design.open({ path: hotel.path })
    expect((await scene.api.design.documents()).documents.map(({ kind }) => kind)).toEqual(['account'])
    await scene.api.design.open({ path: office.path })
  })

  it('log no errors', () => {
    expect([...scene.errors, ...errors]).toEqual([])
  })
})
