import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Baresip } from '../harness/baresip.ts'
import { sync, thisComputer } from '../harness/target.ts'
import { until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { heardMs, phoneOf } from './phones.ts'
import { openScene, type Scene } from './scene.ts'

const ALEX_HZ = 440
const BLAIR_HZ = 1_000

/** Acceptance 76 and 79: the sample company's Alex calls Blair by a click. */
describeWith(['chromium', 'baresip'], 'Call', ({ chromium, baresip }) => {
  let scene: Scene
  let alex: Baresip
  let blair: Baresip
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true })
    await until(
      'the engine runs',
      async () => (await scene.api.targets.status(thisComputer)).state === 'running',
      30_000,
    )
    await sync(scene.api)
    alex = await phoneOf(scene.api, '1001', { program: baresip, speaks: toneWav(ALEX_HZ) })
    blair = await phoneOf(scene.api, '1002', { program: baresip, speaks: toneWav(BLAIR_HZ) })
  })
  afterAll(async () => {
    await alex?.stop()
    await blair?.stop()
    await scene?.close()
  })

  it('in the details of a person rings the phone of whoever calls, then theirs, and the two hear each other', async () => {
    const { page, editor } = scene
    await editor.goTo('Extensions')
    await page
      .getByRole('grid')
      .getByRole('row', { name: /^Blair/ })
      .click()
    await page.getByRole('button', { name: 'Call Blair Okafor' }).click()
    const dialog = page.getByRole('dialog', { name: 'Call' })
    await expect.poll(() => dialog.getByLabel('Number').inputValue()).toBe('1002')
    await dialog.getByRole('combobox', { name: 'From' }).getByText('1001 Alex Moreau').waitFor()
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('The phone of Alex Moreau rings').waitFor()
    await alex.waitFor('CALL_INCOMING')
    await alex.command('accept')
    await blair.waitFor('CALL_INCOMING')
    await blair.command('accept')
    await until('Alex hears Blair', () => heardMs(alex, BLAIR_HZ) > 500)
    await until('Blair hears Alex', () => heardMs(blair, ALEX_HZ) > 500)
    await editor.goTo('Live')
    const row = page.getByRole('grid', { name: 'Live' }).getByRole('row', { name: /Alex Moreau/ })
    await row.getByText('Talking').waitFor()
    await blair.hangUp()
    await alex.waitFor('CALL_CLOSED')
  })

  it('back is in the details of a call, and a number that nothing answers is refused in words', async () => {
    const { page, editor } = scene
    await editor.goTo('Call history')
    await page
      .getByRole('grid', { name: 'Call history' })
      .getByRole('row', { name: /Alex Moreau/ })
      .click()
    await page.getByRole('button', { name: 'Call back' }).click()
    const dialog = page.getByRole('dialog', { name: 'Call' })
    await expect.poll(() => dialog.getByLabel('Number').inputValue()).toBe('1001')
    await dialog.getByLabel('Number').fill('12')
    await page.keyboard.press('Enter')
    await dialog.getByRole('alert').getByText('Nothing answers 12.').waitFor()
    await page.keyboard.press('Escape')
    expect(await scene.api.operate.calls.list(thisComputer)).toEqual([])
  })

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })
})
