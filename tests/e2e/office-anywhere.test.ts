import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { describeWith } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'
import { putDocuments } from '../harness/put-documents.ts'

/** What the rows of Office Anywhere promise of the form. Each test goes on from where the one before it stands. */
describeWith(['chromium'], 'the form of a portal number', ({ chromium }) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, engine: false })
    const numbers = ['+16045550171', '+16045550172'].map((number) =>
      makeDocument('phone-number', { id: `n${number.slice(1)}`, name: number, number }),
    )
    const answered = makeDocument('callflow', { id: 'answered', name: 'Answered', numbers: ['+16045550172'] })
    await putDocuments(scene.api, { label: 'Numbers', put: [...numbers, answered] })
  })
  afterAll(async () => {
    await scene?.close()
  })

  const sheet = () => scene.page.getByRole('dialog', { name: 'New portal number' })

  it('M108: given a new portal, when a phone number is chosen, then the free ones are offered and no other', async () => {
    const { page, editor } = scene
    await editor.goTo('Office Anywhere')
    await page.getByRole('button', { name: 'New portal number' }).first().click()
    await sheet().getByRole('combobox', { name: 'Phone number' }).click()
    const options = page.getByRole('option')
    await options.filter({ hasText: '+16045550171' }).waitFor()
    expect((await options.allInnerTexts()).filter((text) => text.includes('+16045550172'))).toEqual([])
    await options.filter({ hasText: '+16045550171' }).click()
  })

  it('M110, M111: given a new portal, when nothing else is set, then it has no extension and is for the company; a site is asked for only when it is for one', async () => {
    await expect.poll(() => sheet().getByLabel('Extension').inputValue()).toBe('')
    expect(await sheet().getByRole('combobox', { name: 'Site', exact: true }).count()).toBe(0)
    await scene.editor.choose(sheet().getByRole('combobox', { name: 'May be used by' }), 'One site')
    await sheet().getByRole('combobox', { name: 'Site', exact: true }).waitFor()
    await scene.editor.choose(sheet().getByRole('combobox', { name: 'May be used by' }), 'Everybody')
  })

  it('M109, M112: given no name is typed, when it is saved, then it is called by its phone number', async () => {
    await scene.editor.submit(sheet())
    await scene.page.getByRole('row', { name: /^\+16045550171/ }).waitFor()
    const { documents } = await scene.api.design.documents()
    expect(documents.find(({ kind }) => kind === 'portal')).toMatchObject({
      name: '+16045550171',
      phoneNumberId: 'n16045550171',
    })
  })

  it('M108: given that portal, when it is opened, then its phone number is shown and cannot be changed', async () => {
    const { page } = scene
    const picker = page.getByRole('combobox', { name: 'Phone number' })
    await picker.waitFor()
    await expect.poll(() => picker.isDisabled()).toBe(true)
    await expect.poll(() => picker.innerText()).toContain('+16045550171')
  })

  it('M110: given an extension of somebody, when it is typed, then the form says whose it is and it is not saved', async () => {
    const { page, api } = scene
    await page.getByRole('textbox', { name: 'Extension' }).fill('1001')
    await page.getByText('Extension 1001 is already used by "1001 Alex Moreau".').waitFor()
    const { documents } = await api.design.documents()
    expect(documents.find(({ kind }) => kind === 'portal')).not.toMatchObject({ extension: '1001' })
  })

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })
})
