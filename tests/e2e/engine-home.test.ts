import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import type { Baresip } from '../harness/baresip.ts'
import { putDocuments } from '../harness/put-documents.ts'
import { sync, thisComputer } from '../harness/target.ts'
import { until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { connectApi } from './api-client.ts'
import { openPage, startApp } from './app.ts'
import { Editor } from './editor.ts'
import { heardMs, phoneOf } from './phones.ts'
import { openScene, type Scene } from './scene.ts'

const neverRings = (deviceId: string) => ({ what: 'never-rings', deviceId, number: '' }) as const

const ANN_HZ = 440
const BOB_HZ = 1_000

/** One call, from the first test to the last, whatever is done to the app meanwhile. */
describeWith(['chromium', 'baresip'], 'an engine that belongs to a design', ({ chromium, baresip }) => {
  let scene: Scene
  let ann: Baresip
  let bob: Baresip
  let again: Awaited<ReturnType<typeof startApp>> | undefined

  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true })
    await until(
      'the engine runs',
      async () => (await scene.api.targets.status(thisComputer)).state === 'running',
      30_000,
    )
    await sync(scene.api)
    ann = await phoneOf(scene.api, '1001', { program: baresip, speaks: toneWav(ANN_HZ) })
    bob = await phoneOf(scene.api, '1002', { program: baresip, speaks: toneWav(BOB_HZ) })
    await ann.dial('1002')
    await bob.waitFor('CALL_INCOMING')
    await bob.command('accept')
    await stillTalk()
  })
  afterAll(async () => {
    await ann?.stop()
    await bob?.stop()
    await again?.stop()
    await scene?.close()
  })

  /** From now on both hear something more of each other. */
  async function stillTalk(): Promise<void> {
    const [byAnn, byBob] = [heardMs(ann, BOB_HZ), heardMs(bob, ANN_HZ)]
    await until('Ann hears Bob', () => heardMs(ann, BOB_HZ) > byAnn + 200)
    await until('Bob hears Ann', () => heardMs(bob, ANN_HZ) > byBob + 200)
  }

  it('asks why before it syncs a design whose call tests fail, and keeps the answer', async () => {
    const { page, editor, api } = scene
    const never = {
      id: 'never',
      name: 'Nobody is rung',
      dialled: '1001',
      callerDeviceId: 'device-1002',
      expects: [neverRings('device-1001')],
    }
    await putDocuments(api, { label: 'Test', put: [makeDocument('call-test', never)] })
    expect(await api.targets.status(thisComputer)).toMatchObject({ unsyncedChanges: 0 })
    await putDocuments(api, { label: 'Site', put: [makeDocument('site', { id: 'harbour', name: 'Harbour' })] })
    await editor.goTo('Engine')
    await page.getByRole('main').getByRole('button', { name: 'Sync' }).click()
    const question = page.getByRole('dialog', { name: 'Sync although call tests fail?' })
    await question.getByText('A call test fails: Nobody is rung.').waitFor()
    expect(await question.getByRole('button', { name: 'Sync anyway' }).isDisabled()).toBe(true)
    await question.getByLabel('Why').fill('The test is of yesterday')
    await question.getByRole('button', { name: 'Sync anyway' }).click()
    await until('it was synced', async () => (await api.targets.status(thisComputer)).unsyncedChanges === 0)
    expect((await api.targets.deployments(thisComputer))[0]).toMatchObject({ note: 'The test is of yesterday' })
    await putDocuments(api, { label: 'Away', remove: ['never'] })
  })

  it('keeps its call while another design is made, and the page says whose design runs', async () => {
    const { page, editor, api } = scene
    const { name } = await api.design.info()
    await api.design.create({ path: join(scene.app.directory, 'other.callwright'), name: 'Other', sample: false })
    await page.getByRole('button', { name: `Engine runs ${name}` }).click()
    await page.getByRole('dialog', { name: 'Engine' }).getByText(`The engine runs “${name}”`).waitFor()
    await page.keyboard.press('Escape')
    await editor.goTo('Live')
    await page.getByRole('grid', { name: 'Live' }).getByText('Talking').waitFor()
    await stillTalk()
    expect(await api.targets.status(thisComputer)).toMatchObject({ state: 'running', runsOther: { name } })
  })

  it.each([
    ['Sync', 'Move the engine to this design?', /Phones have to register again/],
    ['Stop', 'Stop the engine?', /^1 call is up\. Stopping ends it\.$/],
  ])('asks before %s costs something, and does nothing when told to leave it', async (button, title, words) => {
    const { page, editor, api } = scene
    await editor.goTo('Engine')
    await page.getByRole('main').getByRole('button', { name: button }).click()
    const question = page.getByRole('dialog', { name: title })
    await question.getByText(words).waitFor()
    await question.getByRole('button', { name: 'Leave it' }).click()
    await question.waitFor({ state: 'hidden' })
    await stillTalk()
    expect(await api.targets.status(thisComputer)).toMatchObject({ state: 'running', health: { activeCalls: 1 } })
  })

  it('goes on when the back room is killed; the next one finds it with the call, which can be ended there', async () => {
    const { directory } = scene.app
    await scene.app.kill()
    await stillTalk()
    again = await startApp({ directory })
    const { api, close } = await connectApi(again.url)
    await until('the engine is found', async () => (await api.targets.status(thisComputer)).state === 'running', 30_000)
    expect(await api.targets.status(thisComputer)).toMatchObject({ restarts: 0, runsOther: null, unsyncedChanges: 0 })
    expect(await api.targets.verify(thisComputer)).toMatchObject({ state: 'as-deployed' })
    const { page, errors } = await openPage(scene.browser, again.url)
    page.setDefaultTimeout(15_000)
    await new Editor(page).goTo('Live')
    await page.getByRole('grid', { name: 'Live' }).getByRole('row').filter({ hasText: 'Talking' }).click()
    await stillTalk()
    await page.getByRole('button', { name: 'Hang up' }).click()
    await Promise.all([ann.waitFor('CALL_CLOSED'), bob.waitFor('CALL_CLOSED')])
    const [cdr] = await until('the CDR', async () => {
      const cdrs = await api.operate.cdrs(thisComputer)
      return cdrs.length > 0 && cdrs
    })
    expect(cdr).toMatchObject({ dialled: '1002', endReason: 'ended-by-operator' })
    expect(errors).toEqual([])
    close()
  })
})
