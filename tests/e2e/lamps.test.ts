import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Baresip } from '../harness/baresip.ts'
import { sync, thisComputer } from '../harness/target.ts'
import { until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { phoneOf, seatOf } from './phones.ts'
import { openScene, type Scene } from './scene.ts'

describeWith(['chromium', 'baresip'], 'Users and devices', ({ chromium, baresip }) => {
  let scene: Scene
  let alex: Baresip
  let blair: Baresip
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, provision: '127.0.0.1:0' })
    await until(
      'the engine runs',
      async () => (await scene.api.targets.status(thisComputer)).state === 'running',
      30_000,
    )
    await sync(scene.api)
    alex = await phoneOf(scene.api, '1001', { program: baresip, speaks: toneWav(440) })
    blair = await phoneOf(scene.api, '1002', { program: baresip, speaks: toneWav(1_000) })
  })
  afterAll(async () => {
    await alex?.stop()
    await blair?.stop()
    await scene?.close()
  })

  const rowOf = (name: RegExp) => scene.page.getByRole('grid').getByRole('row', { name })

  it('show who calls, rings, talks and is not to be disturbed, as it happens', async () => {
    const { editor, api } = scene
    await editor.goTo('Users')
    await rowOf(/^Blair/)
      .getByText('Enabled')
      .waitFor()
    await alex.dial('1002')
    await blair.waitFor('CALL_INCOMING')
    await rowOf(/^Blair/)
      .getByText('Ringing')
      .waitFor()
    await rowOf(/^Alex/).getByText('Calling').waitFor()
    await blair.command('accept')
    await rowOf(/^Blair/)
      .getByText('On a call')
      .waitFor()
    await editor.goTo('Devices')
    await rowOf(/^Alex.*desk phone/i)
      .getByText('On a call')
      .waitFor()
    await blair.hangUp()
    await rowOf(/^Alex.*desk phone/i)
      .getByText('Registered', { exact: true })
      .waitFor()
    const { userId } = await seatOf(api, '1002')
    await api.operate.state.write({ ...thisComputer, scope: 'user', id: userId, name: 'do-not-disturb', value: true })
    await editor.goTo('Users')
    await rowOf(/^Blair/)
      .getByText('Do not disturb')
      .waitFor()
    expect(scene.errors).toEqual([])
  })

  it('set up a desk phone: its keys, an address that is shown once, the file it fetches there, and a sheet to print', async () => {
    const { editor, page, api } = scene
    await editor.goTo('Devices')
    await rowOf(/^Casey.*desk phone/i).click()
    const settings = page.getByRole('region', { name: 'Settings of the phone' })
    await settings.getByRole('combobox', { name: 'Maker' }).click()
    await page.getByRole('option', { name: 'Yealink' }).click()
    await settings.getByLabel('MAC address').fill('00-15-65-AA-BB-CC')
    // The first key is the line, and the one behind it asks for a colleague.
    await settings.getByRole('button', { name: 'Add key' }).click()
    await editor.choose(settings.getByRole('combobox', { name: 'What key 2 is for' }), /Blair/)
    await settings.getByRole('button', { name: 'Add key' }).click()
    await settings.getByRole('combobox', { name: 'Kind of key 3' }).click()
    await page.getByRole('option', { name: 'Parking slot' }).click()
    await settings.getByLabel('Slot of key 3').fill('101')
    await settings.getByRole('button', { name: 'Move key 3, 3 of 3' }).press('ArrowUp')
    await settings.getByRole('button', { name: 'Key 2: Park 101' }).waitFor()
    await settings.getByRole('button', { name: 'Key 3: Blair Okafor' }).waitFor()

    await settings.getByRole('button', { name: 'Make an address' }).click()
    const address = settings.getByText(/^http:\/\/127\.0\.0\.1:\d+\/phones\/[a-z0-9]{24}\/$/)
    const url = await address.innerText()
    await editor.saved()
    expect((await fetch(`${url}001565aabbcc.cfg`)).status).toBe(404) // the engine knows nothing of it yet
    await sync(api)
    const file = await fetch(`${url}001565aabbcc.cfg`, { headers: { 'User-Agent': 'Grandstream GRP2614' } })
    const text = await file.text()
    expect(text).toContain('linekey.2.value = *3101\n')
    await settings.getByText(/Fetched 001565aabbcc\.cfg/).waitFor()
    await settings.getByText(/it says that it is of Grandstream/).waitFor()

    await settings.getByRole('button', { name: 'Show its file' }).click()
    const dialog = page.getByRole('dialog')
    const password = /account\.1\.password = (\S+)/.exec(text)?.[1] ?? ''
    expect(password).not.toBe('')
    expect(await dialog.getByLabel('001565aabbcc.cfg').innerText()).not.toContain(password)
    await dialog.getByRole('button', { name: 'Show password' }).click()
    expect(await dialog.getByLabel('001565aabbcc.cfg').innerText()).toBe(text)
    await page.keyboard.press('Escape')

    await settings.getByRole('button', { name: 'Print sheet' }).click()
    const sheet = page.getByRole('article', { name: /^Casey/ })
    await sheet.getByText(url).waitFor()
    expect(await sheet.innerText()).not.toContain(password)
    await page.getByRole('button', { name: 'Show passwords' }).click()
    await sheet.getByText(password).waitFor()
    expect(await sheet.getByRole('img', { name: /^Account of Casey/ }).getAttribute('data-qr')).toMatch(
      /^sip:1003@127\.0\.0\.1:\d+$/,
    )
    await page.emulateMedia({ media: 'print' })
    await expect.poll(() => page.getByRole('navigation').first().isVisible()).toBe(false)
    expect(await sheet.isVisible()).toBe(true)
    await page.emulateMedia({ media: null })

    // A page that is loaded anew knows the address no more, and a new one ends the one before.
    await page.reload()
    await page.getByRole('button', { name: 'Make a new address' }).click()
    await sheet.getByText(/\/phones\//).waitFor()
    expect(await sheet.innerText()).not.toContain(url)
    await editor.saved()
    await sync(api)
    expect((await fetch(`${url}001565aabbcc.cfg`)).status).toBe(404)
    expect(scene.errors).toEqual([])
  })
})
