import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { flow } from '../../src/main/store/test-design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { putDocuments } from '../harness/put-documents.ts'
import { describeWith } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'

/** A laptop whose app is a page, and an engine of its own on another address. */
describeWith(['chromium'], 'an appliance in the app', ({ chromium }) => {
  let scene: Scene
  let engine: TestEngine
  let url: string
  let fingerprint: string

  beforeAll(async () => {
    ;[scene, engine] = await Promise.all([
      openScene(chromium, { sample: true, engine: false }),
      startTestEngine({ args: ['--control-listen', '127.0.0.2:0'] }),
    ])
    const { remote } = await engine.control.health()
    url = remote?.urls[0] ?? ''
    fingerprint = remote?.fingerprint ?? ''
  })
  afterAll(async () => {
    await scene?.close()
    await engine?.stop()
  })

  it('is paired by address, fingerprint and code', async () => {
    const { page, editor } = scene
    const { code } = await engine.control.access.offerPairing({ role: 'deploy', name: 'Ann’s laptop' })
    await editor.goTo('Targets')
    await page.getByRole('button', { name: 'Add appliance' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add appliance' })
    await dialog.getByLabel('Address').fill(url.replace('https://', ''))
    await dialog.getByRole('button', { name: 'Look' }).click()
    const shown = await dialog.getByLabel('Fingerprint').innerText()
    expect(shown.replaceAll(/\s+/g, ':')).toBe(fingerprint)
    await dialog.getByLabel('Code').fill('2222-2222-2222')
    await dialog.getByLabel('Name').fill('Harbour')
    await dialog.getByRole('button', { name: 'Pair' }).click()
    await dialog.getByText('The code is wrong, or none is offered now.').waitFor()
    await dialog.getByLabel('Code').fill(code)
    await dialog.getByRole('button', { name: 'Pair' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('grid', { name: 'Targets' }).getByText('Nothing synced yet').waitFor()
    await page.getByRole('region', { name: 'Harbour' }).getByRole('button', { name: 'Look at it' }).click()
    await page.getByRole('button', { name: /^Harbour.*Nothing synced yet/ }).waitFor()
  })

  it('is deployed to once the plan was looked at, twice', async () => {
    const { page, editor, api } = scene
    await editor.goTo('Engine')
    const deploy = async (note: string, change: RegExp) => {
      await page.getByRole('main').getByRole('button', { name: 'Sync' }).click()
      const dialog = page.getByRole('dialog', { name: 'Deploy to Harbour' })
      await dialog.getByRole('heading', { name: change }).waitFor()
      await dialog.getByLabel('Why').fill(note)
      await dialog.getByRole('button', { name: 'Deploy' }).click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: /^Harbour.*Engine running/ }).waitFor()
    }
    await deploy('Opening', /^[1-9]\d+ added, 0 changed, 0 removed$/)
    await putDocuments(api, { label: 'Add', put: [flow('night', 'Night bell', { numbers: ['8999'] })] })
    await page.getByRole('button', { name: /^Harbour.*1 change not synced/ }).waitFor()
    await deploy('A bell at night', /^1 added, 0 changed, 0 removed$/)
    expect(await engine.control.bundle.deployments()).toHaveLength(2)
  })

  it('is gone back from, and the list says who did what', async () => {
    const { page, editor } = scene
    const [second, first] = await engine.control.bundle.deployments()
    expect([second?.note, first?.note, first?.by]).toEqual(['A bell at night', 'Opening', 'Ann’s laptop'])
    await editor.goTo('Targets')
    await page.getByRole('grid', { name: 'Targets' }).getByText('Harbour').click()
    const list = page.getByRole('region', { name: 'Deployments' })
    await list.getByRole('listitem').filter({ hasText: 'Opening' }).getByRole('button', { name: 'Run again' }).click()
    await page.getByRole('grid', { name: 'Targets' }).getByText('1 change not synced').waitFor()
    expect((await engine.control.health()).activeBundle?.id).toBe(first?.bundleId)
  })

  it('with another certificate is a stop', async () => {
    const { page, errors } = scene
    await engine.stopProcess()
    for (const name of ['control.pem', 'control-key.pem']) rmSync(join(engine.dataDir, 'tls', name))
    const args = ['--control-listen', `127.0.0.2:${new URL(url).port}`]
    engine = await startTestEngine({ dataDir: engine.dataDir, args })
    const alert = page.getByRole('region', { name: 'Harbour' }).getByRole('alert')
    await alert.filter({ hasText: 'is not the one that this app was paired with. Nothing was sent.' }).waitFor()
    expect(errors).toEqual([])
  })
})
