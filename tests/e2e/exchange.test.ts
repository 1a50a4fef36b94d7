import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'

const seaside = join(import.meta.dirname, '..', 'fixtures', 'kazoo', 'seaside-dental')

/** Each test goes on from where the one before it left the same app. */
describeWith(['chromium'], 'folders in and out', ({ chromium }) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, engine: false })
  })
  afterAll(async () => {
    await scene?.close()
  })

  async function fromMenu(entry: string) {
    await scene.page.getByRole('button', { name: /^Design .*: open, create/ }).click()
    await scene.page.getByRole('menuitem', { name: entry }).click()
  }

  it('says what is wrong with a folder', async () => {
    const { page } = scene
    await fromMenu('Kazoo account …')
    const dialog = page.getByRole('dialog', { name: 'Import a Kazoo account' })
    await dialog.getByLabel('Folder').fill('/nowhere/at/all')
    await dialog.getByRole('button', { name: 'Look inside' }).click()
    await dialog.getByText('/nowhere/at/all does not exist.').waitFor()
    expect((await scene.api.design.info()).name).toBe('Northwind Lantern Company')
  })

  it('shows what an account holds before anything is made, then opens a new design of it', async () => {
    const { page } = scene
    const dialog = page.getByRole('dialog', { name: 'Import a Kazoo account' })
    await dialog.getByLabel('Folder').fill(seaside)
    await dialog.getByRole('button', { name: 'Look inside' }).click()
    await dialog.getByRole('heading', { name: /^Seaside Dental: [0-9]+ documents$/ }).waitFor()
    await dialog.getByRole('list', { name: 'What would be taken' }).getByText('1 account').waitFor()
    expect((await scene.api.design.info()).name).toBe('Northwind Lantern Company')

    const path = join(scene.app.directory, 'seaside-dental.callwright')
    await expect.poll(() => dialog.getByLabel('New design file').inputValue()).toBe(path)
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: /^Design Seaside Dental/ }).waitFor()
    expect(await scene.api.design.info()).toMatchObject({ name: 'Seaside Dental', path })
  })

  it('writes the open design as files, and says where they are', async () => {
    const { page } = scene
    const folder = join(scene.app.directory, 'out')
    await fromMenu('To files …')
    const dialog = page.getByRole('dialog', { name: 'Export to files' })
    await dialog.getByLabel('Folder').fill(folder)
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    await dialog.getByRole('status').getByText(folder).waitFor()
    expect(readdirSync(folder)).toContain('callflows')
    await dialog.getByRole('button', { name: 'Done' }).click()
  })

  it('lists what cannot be taken with the reason', async () => {
    const { page } = scene
    const folder = join(scene.app.directory, 'mixed')
    mkdirSync(folder)
    writeFileSync(join(folder, 'good.yaml'), 'id: a\nkind: menu\nname: Main\n')
    writeFileSync(join(folder, 'bad.yaml'), 'kind: nonsense\n')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('import a folder')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Import a folder of YAML files' })
    await dialog.getByLabel('Folder').fill(folder)
    await page.keyboard.press('Enter')
    await dialog.getByText('1 cannot be taken').waitFor()
    await dialog.getByRole('list', { name: '1 cannot be taken' }).getByText('bad.yaml').waitFor()
    const taken = dialog.getByRole('list', { name: 'What would be taken' }).getByRole('listitem')
    await expect.poll(() => taken.allInnerTexts()).toEqual(['1 menu'])
    await page.keyboard.press('Escape')
  })

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })
})
