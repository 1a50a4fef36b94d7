import { afterAll, beforeAll, expect, it } from 'vitest'
import { toneWav } from '../harness/wav.ts'
import { describeWith, tool } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'

/** Each test goes on from where the one before it stands. */
describeWith(['chromium'], 'the Prompts page (M18)', ({ chromium }) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true })
    await scene.page.context().grantPermissions(['microphone'])
    await scene.editor.goTo('Prompts')
  })
  afterAll(() => scene?.close())

  const grid = () => scene.page.getByRole('grid', { name: 'Prompts' })
  const row = () => grid().getByRole('row', { name: /^vm-goodbye/ })
  const panel = () => scene.page.getByRole('region', { name: 'vm-goodbye' })
  const isOwn = () => row().getByText('Your own').waitFor()
  const ownPrompts = async () => {
    const { documents } = await scene.api.design.documents()
    return documents.flatMap((document) => (document.kind === 'account' ? [document.prompts] : []))
  }

  it('says in each language what callers hear, and finds it by its words', async () => {
    await scene.page.getByLabel('Language', { exact: true }).click()
    await scene.page.getByRole('option', { name: 'German' }).click()
    await scene.page.getByLabel('Filter prompts').fill('Auf Wiederhören vm')
    await grid().getByText('Auf Wiederhören.', { exact: true }).waitFor()
    await row().click()
    await panel().getByText('Callers hear what Callwright brings').waitFor()
    await expect.poll(() => panel().getByRole('button', { name: 'Play vm-goodbye' }).isVisible()).toBe(true)
  })

  it('takes a file in a prompt’s place, for that language', async () => {
    const picker = panel().getByLabel('Recording for vm-goodbye')
    await picker.setInputFiles({ name: 'bye.wav', mimeType: 'audio/wav', buffer: toneWav(500, 1_000) })
    await isOwn()
    await panel().getByText('Callers hear your own recording').waitFor()
    await scene.editor.saved()
    await expect.poll(ownPrompts).toEqual([{ 'de/vm-goodbye': expect.any(String) as string }])
  })

  it('goes back to what Callwright brings, and that can be undone', async () => {
    await panel().getByRole('button', { name: 'Reset' }).click()
    await row().getByText('Callwright').waitFor()
    await scene.editor.saved()
    await expect.poll(ownPrompts).toEqual([{}])
    const media = async () => (await scene.api.design.documents()).documents.filter(({ kind }) => kind === 'media')
    await expect.poll(async () => (await media()).some(({ name }) => name.includes('vm-goodbye'))).toBe(false)
    await scene.page.getByRole('button', { name: 'Undo' }).last().click()
    await isOwn()
    await grid().focus()
    await scene.page.keyboard.press('Delete')
    await row().getByText('Callwright').waitFor()
  })

  it('records from the microphone', async () => {
    await panel().getByRole('button', { name: 'Record', exact: true }).click()
    await panel().getByRole('button', { name: 'Stop recording' }).waitFor()
    await scene.page.waitForTimeout(500) // there is to be something to hear
    await panel().getByRole('button', { name: 'Stop recording' }).click()
    await expect.poll(ownPrompts).toEqual([{ 'de/vm-goodbye': expect.any(String) as string }])
    await isOwn()
  })

  it.skipIf(!tool('espeak-ng'))('has the engine speak a text', async () => {
    await panel().getByRole('button', { name: 'Speak a text' }).click()
    const dialog = scene.page.getByRole('dialog')
    await dialog.getByLabel('Text').fill('Tschüss und bis bald.')
    await dialog.getByRole('button', { name: 'Speak', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await isOwn()
    expect(scene.errors).toEqual([])
  })
})
