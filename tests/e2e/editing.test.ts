import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, expect, it } from 'vitest'
import type { DocumentOf } from '../../src/callflow/design/document.ts'
import { instantAt } from '../../src/callflow/schedule/instant-text.ts'
import { freePort } from '../harness/free-port.ts'
import { describeWith } from '../tools.ts'
import { type ApiConnection, connectApi } from './api-client.ts'
import { type AppOptions, startApp } from './app.ts'
import { openScene, type Scene } from './scene.ts'

const sounds = join(import.meta.dirname, '..', '..', 'src', 'audio', 'fixtures')

describeWith(['chromium'], 'editing a design', ({ chromium }) => {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close()
  })

  async function scene(options: AppOptions = {}): Promise<Scene> {
    const made = await openScene(chromium, { engine: false, ...options })
    open.push(made)
    return made
  }

  it('takes back what was done and does it again, after the page was reloaded too', async () => {
    const { page, editor, errors } = await scene()
    await editor.createCallflow('8000')
    await editor.dragModule('Menu', editor.start)
    await editor.inspector('Menu').getByLabel('Label').fill('Welcome')
    await editor.saved()
    await undo(page, /^Undo: Rename step/)
    await editor.step('Menu').waitFor()
    await page.reload()
    await editor.step('Menu').waitFor()
    await undo(page, /^Undo: Add Menu/)
    await editor.step('Menu').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /^Redo: Add Menu/ }).click()
    await editor.step('Menu').waitFor()
    await page.getByRole('button', { name: /^Redo: Rename step/ }).click()
    await editor.step('Welcome').waitFor()
    await page.getByRole('button', { name: 'Nothing to redo' }).waitFor()
    expect(errors).toEqual([])
  })

  it('shows where a mailbox is used before it is deleted, and puts another in its place', async () => {
    const { page, editor, api, errors } = await scene({ sample: true })
    await editor.goTo('Voicemail')
    await page.getByRole('row', { name: /^Support/ }).click()
    await page.getByRole('button', { name: 'Delete Support' }).click()
    const dialog = page.getByRole('dialog', { name: 'Support is still used' })
    await dialog.getByRole('link', { name: /8001 Open hours/ }).waitFor()
    await expect.poll(() => dialog.getByRole('button', { name: 'Replace and delete' }).isDisabled()).toBe(true)
    await editor.choose(dialog.getByRole('combobox', { name: 'Use instead' }), /General/)
    await dialog.getByRole('button', { name: 'Replace and delete' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('row', { name: /^Support/ }).waitFor({ state: 'detached' })
    const { documents } = await api.design.documents()
    expect(documents.some(({ id }) => id === 'mailbox-support')).toBe(false)
    expect(JSON.stringify(documents)).not.toContain('"mailbox-support"')
    expect(errors).toEqual([])
  })

  it('M29: given a member of a ring group, when it is kept out until a moment, then that is a moment in the account’s time zone, and its weight is seen', async () => {
    const { editor, api, errors } = await scene({ sample: true })
    await editor.createCallflow('8010')
    await editor.dragModule('Ring group', editor.start)
    const form = editor.inspector('Ring group')
    await editor.choose(form.getByRole('button', { name: 'Add member' }), /Alex Moreau/)
    await form.getByRole('spinbutton', { name: /^Weight: Alex/ }).waitFor()
    await form.getByRole('button', { name: /^Not before …: Alex/ }).click()
    await form.getByLabel(/^Not before: Alex/).fill('2026-12-24T18:00')
    await editor.saved()
    const { documents } = await api.design.documents()
    const flow = documents.find((document) => document.kind === 'callflow' && document.numbers.includes('8010'))
    const [node] = flow?.kind === 'callflow' ? Object.values(flow.nodes) : []
    const zone = documents.find((document) => document.kind === 'account')?.timezone ?? ''
    const outUntil = instantAt('2026-12-24T18:00', zone)
    expect(node?.settings).toMatchObject({ members: [{ outUntil, weight: 20 }] })
    expect(errors).toEqual([])
  })

  it('says who has a number that is already used, where it is typed', async () => {
    const { page, editor, errors } = await scene({ sample: true })
    await editor.goTo('Callflows')
    await page.getByRole('link', { name: /^8002 Closed/ }).click()
    await page.getByRole('group', { name: 'Start: 8002 Closed' }).waitFor()
    await page.getByRole('button', { name: 'Add number' }).click()
    await page.getByLabel('New number').fill('8001')
    await page.keyboard.press('Enter')
    await page
      .getByRole('alert')
      .filter({ hasText: /^8001 is already used by .8001 Open hours./ })
      .waitFor()
    await page.keyboard.press('Escape')

    await editor.goTo('Extensions')
    await page.getByRole('button', { name: 'New extension' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'New extension' })
    await dialog.getByLabel('First name').fill('Dana')
    await dialog.getByLabel('Extension').fill('1001')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await dialog
      .getByRole('alert')
      .filter({ hasText: /^1001 is already used by .1001 Alex Moreau./ })
      .waitFor()
    expect(errors).toEqual([])
  })

  it('says that an upload is not audio, and which files are', async () => {
    const { page, editor, api, errors } = await scene()
    await editor.goTo('Media')
    const buffer = Buffer.from('Dear Sir, there is no sound in this letter. '.repeat(40))
    await page.locator('input[type=file]').first().setInputFiles({ name: 'letter.wav', mimeType: 'audio/wav', buffer })
    await page
      .getByText(/^letter\.wav is not audio that can be read\. WAV, MP3/)
      .first()
      .waitFor()
    const { documents } = await api.design.documents()
    expect(documents.filter(({ kind }) => kind === 'media')).toEqual([])
    expect(errors).toEqual([])
  })

  it('takes every coded sound; M4A is decoded by the page', async () => {
    const { editor, api, errors } = await scene()
    for (const ending of ['m4a', 'mp3', 'ogg', 'opus', 'flac'])
      await editor.uploadSound(`in ${ending}.${ending}`, readFileSync(join(sounds, `tone.${ending}`)))
    const { documents } = await api.design.documents()
    const media = documents.filter(({ kind }) => kind === 'media') as DocumentOf<'media'>[]
    expect(media.map(({ name }) => name).toSorted()).toEqual(['in flac', 'in m4a', 'in mp3', 'in ogg', 'in opus'])
    for (const { durationMs } of media) expect(Math.abs(durationMs - 1_030)).toBeLessThan(60)
    expect(errors).toEqual([])
  })

  it('has everything the page called saved when the back room is killed that moment', async () => {
    const { page, editor, app } = await scene()
    await editor.createCallflow('8000')
    await editor.dragModule('Ring group', editor.start)
    await editor.inspector('Ring group').getByLabel('Label').fill('Front desk')
    await editor.saved()
    await app.kill()
    const again = await restarted(app.directory)
    const documents = await documentsOf(again.url)
    const flow = documents.find((document) => document.kind === 'callflow' && document.numbers.includes('8000'))
    expect(flow?.kind === 'callflow' ? Object.values(flow.nodes).map(({ label }) => label) : []).toEqual(['Front desk'])
    await page.close()
  })

  it('says that the connection is lost, keeps what is typed, and saves it when the back room is back', async () => {
    const port = await freePort()
    const { page, editor, app } = await scene({ port })
    await editor.createCallflow('8000')
    await editor.dragModule('Ring group', editor.start)
    await editor.saved()
    await app.kill()
    const banner = page.getByRole('alert').filter({ hasText: 'The connection to Callwright is lost' })
    await banner.waitFor()
    await editor.inspector('Ring group').getByLabel('Label').fill('Front desk')
    await page.getByText('will be saved when it is back').waitFor()
    const again = await restarted(app.directory, port)
    await banner.waitFor({ state: 'detached' })
    await editor.saved()
    const documents = await documentsOf(again.url)
    expect(JSON.stringify(documents)).toContain('"Front desk"')
  })

  it('works from the keyboard alone: add steps, wire them, change a setting, delete', async () => {
    const { page, editor, api, errors } = await scene({ sample: true })
    const { keyboard } = page
    const type = async (text: string) => {
      const list = page.getByRole('listbox')
      await list.waitFor() // keys typed before it is there are shortcuts of the page
      await keyboard.type(text)
      await keyboard.press('Enter')
      await list.waitFor({ state: 'detached' })
    }
    await page.getByRole('button', { name: 'Create callflow' }).focus()
    await keyboard.press('Enter')
    await page.getByRole('group', { name: 'Start: New callflow' }).waitFor()
    await keyboard.press('a')
    await type('ring group')
    await focused(page, 'Step: Ring group')
    await keyboard.press('a')
    await type('voicemail')
    await focused(page, 'Step: Voicemail')

    await keyboard.press('Enter') // to the first setting, the mailbox
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox')
    await keyboard.press('Enter')
    await type('General')
    await keyboard.press('Escape')
    await focused(page, 'Step: Voicemail')

    await keyboard.press('a') // nothing follows a mailbox: this one stands beside it
    await type('hang up')
    await focused(page, 'Step: Hang up')
    await keyboard.press('Delete')
    await editor.step('Hang up').waitFor({ state: 'detached' })
    await editor.saved()
    const { documents } = await api.design.documents()
    const flow = documents.find((document) => document.kind === 'callflow' && document.name === 'New callflow')
    if (flow?.kind !== 'callflow') throw new Error('there is no new callflow')
    const steps = Object.values(flow.nodes)
    expect(steps.map(({ type: module }) => module)).toEqual(['ring-group', 'voicemail'])
    expect(steps[1]?.settings).toMatchObject({ mailboxId: 'mailbox-general' })
    expect(flow.wires).toEqual([{ from: steps[0]?.id, branch: '_', to: steps[1]?.id }])
    expect(errors).toEqual([])
  })

  async function restarted(directory: string, port?: number) {
    const again = await startApp({ directory, engine: false, ...(port === undefined ? {} : { port }) })
    open.push({ close: () => again.stop() })
    return again
  }
})

async function undo(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name }).click()
}

async function focused(page: Page, name: string): Promise<void> {
  await page.waitForFunction((wanted) => document.activeElement?.getAttribute('aria-label') === wanted, name)
}

async function documentsOf(url: string) {
  const connection: ApiConnection = await connectApi(url)
  const { documents } = await connection.api.design.documents()
  connection.close()
  return documents
}
