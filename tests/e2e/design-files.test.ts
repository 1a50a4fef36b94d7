import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWith } from '../tools.ts'
import { connectApi } from './api-client.ts'
import { type RunningApp, startApp } from './app.ts'
import { openScene, type Scene } from './scene.ts'

/** Files that cannot be opened or saved, in the folder of a running app. */
interface Troubles {
  readonly corrupt: string
  readonly newer: string
  readonly readOnly: string
  readonly open: string
}

describeWith(['chromium'], 'opening a design file in the page', ({ chromium }) => {
  let scene: Scene
  let other: RunningApp
  let files: Troubles
  beforeAll(async () => {
    scene = await openScene(chromium, { engine: false })
    other = await startApp({ engine: false })
    files = await makeTroubles(scene.app, other.designPath)
  })
  afterAll(async () => {
    await scene?.close()
    await other?.stop()
  })

  it.each([
    ['damaged', 'corrupt', /^\S+corrupt\.callwright is damaged: .* It was left untouched; restore it from a backup\.$/],
    ['newer than this Callwright', 'newer', /^\S+newer\.callwright was saved by a newer Callwright \(format 999; /],
    ['open in another Callwright', 'open', /^\S+ is open in another Callwright\. Close it there first\.$/],
  ] as const)('says that it is %s, and keeps the design that is open', async (_what, which, message) => {
    const before = readFileSync(files[which])
    const dialog = await openFile(files[which])
    await dialog.getByRole('alert').filter({ hasText: message }).waitFor()
    await scene.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect((await scene.api.design.info()).path).toBe(scene.app.designPath)
    expect(readFileSync(files[which]).equals(before)).toBe(true)
  })

  it('takes the documents of a newer one out, and copies it, from where it is refused', async () => {
    const dialog = await openFile(files.newer)
    const newer = dialog.getByRole('region', { name: 'A file of a newer Callwright' })
    await newer.getByRole('button', { name: 'Take its documents out' }).click()
    await newer
      .getByRole('status')
      .filter({ hasText: /^\d+ documents are in \S+newer-documents, as they stand/ })
      .waitFor()
    expect(readdirSync(files.newer.replace('.callwright', '-documents'))).toContain('callflow')
    await newer.getByRole('button', { name: 'Copy the file' }).click()
    await newer
      .getByRole('status')
      .filter({ hasText: /^Copied to \S+newer-copy\.callwright\.$/ })
      .waitFor()
    const copy = files.newer.replace('.callwright', '-copy.callwright')
    expect(readFileSync(copy).equals(readFileSync(files.newer))).toBe(true)
    await scene.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })

  it('opens a write-protected one to read, says so, and refuses a change with the reason', async () => {
    const { page } = scene
    const dialog = await openFile(files.readOnly)
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('banner').getByText('Read only').hover()
    await page.getByRole('tooltip').filter({ hasText: 'protected.callwright is write-protected' }).waitFor()
    await page.getByRole('link', { name: /^8000 Main line/ }).click()
    await page.getByRole('group', { name: 'Start: 8000 Main line' }).getByRole('button', { name: 'Add number' }).click()
    await page.getByLabel('New number').fill('8055')
    await page.keyboard.press('Enter')
    const refusal = page
      .getByRole('alert')
      .filter({ hasText: 'protected.callwright is write-protected, so changes cannot be saved.' })
    await refusal.waitFor()
    expect(JSON.stringify((await scene.api.design.documents()).documents)).not.toContain('8055')
  })

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })

  async function openFile(path: string): Promise<Locator> {
    const { page } = scene
    await page.getByRole('button', { name: /^Design .*: open, create/ }).click()
    await page.getByRole('menuitem', { name: /^Open design/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Open design' })
    await dialog.getByLabel('File').fill(path)
    await dialog.getByRole('button', { name: 'Open', exact: true }).click()
    return dialog
  }
})

describe('starting with a design file', () => {
  let app: RunningApp
  let files: Troubles
  beforeAll(async () => {
    app = await startApp({ engine: false })
    files = await makeTroubles(app, app.designPath)
  })
  afterAll(async () => {
    await app?.stop()
  })

  it.each([
    ['damaged', 'corrupt', /corrupt\.callwright is damaged: .*restore it from a backup\.\n$/],
    [
      'newer',
      'newer',
      /newer\.callwright was saved by a newer Callwright \(format 999; this one reads up to \d+\)\. Update Callwright to open it; it was left as it is\.\n$/,
    ],
    ['open elsewhere', 'open', /design\.callwright is open in another Callwright\. Close it there first\.\n$/],
  ] as const)('that is %s ends with code 2 and one sentence in the terminal', async (_what, which, sentence) => {
    const { code, printed } = await start(files[which])
    expect(printed).toMatch(sentence)
    expect(printed.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })

  async function start(designPath: string): Promise<{ code: unknown; printed: string }> {
    const server = join(import.meta.dirname, '..', '..', 'out', 'main', 'server.js')
    const args = [server, '--data', join(app.directory, 'data-2'), '--design', designPath, '--no-engine']
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let printed = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text))
    const [code] = await once(child, 'close')
    return { code, printed }
  }
})

async function makeTroubles(app: RunningApp, open: string): Promise<Troubles> {
  const file = (name: string) => join(app.directory, `${name}.callwright`)
  const files = { corrupt: file('corrupt'), newer: file('newer'), readOnly: file('protected'), open }
  const { api, close } = await connectApi(app.url)
  await api.design.create({ path: files.readOnly, name: 'Protected', sample: true })
  await api.design.open({ path: app.designPath })
  close()
  copyFileSync(files.readOnly, files.newer)
  const db = new BetterSqlite3(files.newer)
  db.pragma('user_version = 999')
  db.close()
  chmodSync(files.readOnly, 0o444)
  writeFileSync(files.corrupt, 'This was a design once.')
  return files
}
