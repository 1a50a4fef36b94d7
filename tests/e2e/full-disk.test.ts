import { afterEach, describe, expect, it } from 'vitest'
import { tool } from '../tools.ts'
import { type SmallDisk, smallDisk, whyNoSmallDisk } from '../harness/small-disk.ts'
import { openScene, type Scene } from './scene.ts'

const why = tool('chromium') ? whyNoSmallDisk() : 'needs chromium'

describe.skipIf(why !== undefined)(`a design on a full disk${why === undefined ? '' : ` [${why}]`}`, () => {
  let disk: SmallDisk
  let scene: Scene
  const begin = async (scheme: 'light' | 'dark') => {
    disk = smallDisk(6)
    const designPath = disk.file('office.callwright')
    scene = await openScene(tool('chromium')?.path ?? '', { sample: true, engine: false, designPath, view: { scheme } })
    return scene
  }
  afterEach(async () => {
    await scene.close()
    disk.unmount()
  })

  it('says how many changes wait, lets them be taken back, warns whoever leaves, and says nothing more when they are saved', async () => {
    const { page, editor, api, errors } = await begin('light')
    const status = page.getByRole('status')
    await page.getByText('4 MB left on disk').waitFor()
    disk.fill()
    await editor.goTo('Groups')
    for (let made = 0; made < 3; made++) await createGroup(`Team ${made}`)
    await page.getByRole('alert').filter({ hasText: 'The disk is full.' }).waitFor()
    await page.getByText('Your last 3 changes are not saved yet.').waitFor()
    await status.filter({ hasText: '3 not saved' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Undo: Create group Team 2' }).click()
    await page.getByText('Your last 2 changes are not saved yet.').waitFor()
    await page.getByRole('button', { name: 'Redo: Create group Team 2' }).click()
    await page.getByText('Your last 3 changes are not saved yet.').waitFor()

    const asked = page.waitForEvent('dialog')
    void page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()

    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Your last 3 changes are not saved yet.').waitFor()
    disk.makeSpace()
    const again = page.getByRole('button', { name: 'Try again' })
    await again.click({ timeout: 5_000 }).catch(() => undefined) // unless it has tried by itself already
    await page.getByText('The disk is full.').waitFor({ state: 'detached' })
    await editor.saved()
    const { documents } = await api.design.documents()
    expect(documents.map(({ name }) => name)).toEqual(expect.arrayContaining(['Team 0', 'Team 1', 'Team 2']))
    expect(errors).toEqual([])
  })

  async function createGroup(name: string): Promise<void> {
    const { page } = scene
    await page
      .getByRole('button', { name: /^(New|Create) group$/ })
      .first()
      .click()
    const sheet = page.getByRole('dialog', { name: 'New group' })
    await sheet.getByLabel('Name', { exact: true }).fill(name)
    await scene.editor.submit(sheet)
  }
})
