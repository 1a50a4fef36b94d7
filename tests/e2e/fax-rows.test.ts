import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FaxBox } from '../../src/callflow/design/document.ts'
import { describeWith } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'

/** Fax boxes as an administrator meets them. Each test goes on from where the one before it stands. */
describeWith(['chromium'], 'fax boxes in the app (A7)', ({ chromium }) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, engine: false })
  })
  afterAll(async () => {
    await scene?.close()
  })

  async function faxBox(name: string): Promise<FaxBox> {
    await scene.editor.saved()
    const { documents } = await scene.api.design.documents()
    const found = documents.find((document) => document.kind === 'fax-box' && document.name === name)
    if (found?.kind !== 'fax-box') throw new Error(`there is no fax box ${name}`)
    return found
  }

  it('M65: given an empty flow, when a fax box is dragged over its bar, then the whole bar lights up; dropped, it is the first step', async () => {
    const { page, editor, api } = scene
    await editor.createCallflow('8350')
    const bar = editor.start.locator('.cw-root')
    const classes = async () => (await bar.getAttribute('class')) ?? ''
    await page.keyboard.press('Escape')
    const source = page.getByRole('button', { name: 'Add Fax box', exact: true })
    await source.scrollIntoViewIfNeeded()
    const [from, to] = await Promise.all([source.boundingBox(), bar.boundingBox()])
    if (!from || !to) throw new Error('palette or bar is not on the screen')
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
    await page.mouse.down()
    await page.mouse.move(from.x + from.width / 2 + 10, from.y + from.height / 2 + 10, { steps: 3 })
    await expect.poll(classes).toContain('is-open')
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 })
    await expect.poll(classes).toContain('is-lit')
    await page.mouse.up()
    await editor.step('Fax box').waitFor()
    await expect.poll(classes).not.toContain('is-lit')
    await editor.saved()
    const { documents } = await api.design.documents()
    const flow = documents.find((document) => document.kind === 'callflow' && document.numbers.includes('8350'))
    if (flow?.kind !== 'callflow') throw new Error('there is no flow 8350')
    expect(flow.nodes[flow.entry ?? '']?.type).toBe('fax-box')
  })

  it('M66: given the fax box step, when its picker is opened, then there are the boxes made, and one can be made there', async () => {
    const { page, editor } = scene
    const picker = editor.inspector('Fax box').getByRole('combobox', { name: 'Fax box' })
    await picker.click()
    await page
      .getByRole('option', { name: /Office/ })
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
    const sheet = await editor.createIn(picker, 'fax box')
    await sheet.getByLabel('Name', { exact: true }).fill('Orders')
    await sheet.getByLabel('Fax number', { exact: true }).fill('+16045550188')
    // M72: three tries are what a new box has.
    await expect.poll(() => sheet.getByLabel('Tries', { exact: true }).inputValue()).toBe('3')
    await editor.submit(sheet)
    await editor.step('Fax box').getByText('Orders').waitFor()
    expect(await faxBox('Orders')).toMatchObject({ faxNumber: '+16045550188', t38: true, retries: 3 })
  })

  it('M69: given the list of senders, when domains are typed with a space and a comma between them, then each is an entry', async () => {
    const { page, editor } = scene
    await editor.goTo('Fax')
    await page.getByRole('row', { name: /^Orders/ }).click()
    const list = page.getByLabel('May send faxes')
    await list.fill('one.example.test two.example.test,')
    await list.press('Enter')
    await expect
      .poll(async () => (await faxBox('Orders')).permissions)
      .toEqual(['one.example.test', 'two.example.test'])
  })

  it('M15, M75: given the page of fax boxes, when one is made there, then it is in the list and stored (M73)', async () => {
    const { page, editor, errors } = scene
    await page.getByRole('button', { name: 'New fax box' }).first().click()
    const sheet = page.getByRole('dialog', { name: 'New fax box' })
    await sheet.getByLabel('Name', { exact: true }).fill('Billing')
    await editor.submit(sheet)
    await page.getByRole('row', { name: /^Billing/ }).waitFor()
    expect((await faxBox('Billing')).name).toBe('Billing')
    expect(errors).toEqual([])
  })
})
