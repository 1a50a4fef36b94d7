import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Baresip } from '../harness/baresip.ts'
import { thisComputer } from '../harness/target.ts'
import { until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { openPage } from './app.ts'
import { heardMs, phoneOf } from './phones.ts'
import { openScene, type Scene } from './scene.ts'

const OWN_HZ = 440
const SOUND_HZ = 1_500
const BLAIR_HZ = 1_000
const CASEY_HZ = 1_600

/** Acceptance M79, M24b: the sample company's Alex without a telephone, and two colleagues who have one. */
describeWith(['chromium', 'baresip'], 'the phone in the app', ({ chromium, baresip }) => {
  const directory = mkdtempSync(join(tmpdir(), 'callwright-phone-'))
  let scene: Scene
  let blair: Baresip
  let casey: Baresip
  let phone: Locator
  const calls = () => scene.api.operate.calls.list(thisComputer)
  const callWith = (name: string) => phone.getByRole('article', { name: `Call with ${name}` })
  const loudness = async (label: string) =>
    Number(await phone.getByRole('meter', { name: label }).first().getAttribute('aria-valuenow'))
  const rung = (by: Baresip) => by.events.filter(({ type }) => type === 'CALL_INCOMING').length
  const rings = async (by: Baresip, act: () => Promise<unknown>) => {
    const before = rung(by)
    await act()
    await until('it rings', () => rung(by) > before)
  }
  const ownHeard = (by: Baresip, hz = OWN_HZ) => heardMs(by, hz)

  beforeAll(async () => {
    const speaks = join(directory, 'speaks.wav')
    writeFileSync(speaks, toneWav(OWN_HZ, 60_000, 48_000))
    scene = await openScene(chromium, {
      sample: true,
      view: { permissions: ['microphone'] },
      browserArgs: [
        `--use-file-for-fake-audio-capture=${speaks}`,
        '--allow-loopback-in-peer-connection',
        '--autoplay-policy=no-user-gesture-required',
      ],
    })
    phone = scene.page.getByRole('complementary', { name: 'Phone' })
    await until(
      'the engine runs',
      async () => (await scene.api.targets.status(thisComputer)).state === 'running',
      30_000,
    )
  })
  afterAll(async () => {
    await blair?.stop()
    await casey?.stop()
    await scene?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('is made under a person on first use, in one step that can be undone, and registers when the engine was told', async () => {
    const { page, editor, api } = scene
    await page.getByRole('banner').getByRole('button', { name: 'Phone', exact: true }).waitFor()
    await page.keyboard.press('p')
    await editor.choose(phone.getByRole('combobox', { name: 'Who are you?' }), /Alex Moreau/)
    await phone.getByRole('button', { name: 'This is my phone' }).click()
    await phone.getByText('The engine has no design yet.').waitFor()
    expect((await api.design.info()).canUndo).toBe('Add browser phone of Alex Moreau')
    const made = (await api.design.documents()).documents.filter(
      (each) => each.kind === 'device' && each.type === 'browser-phone',
    )
    expect(made).toMatchObject([{ ownerId: 'user-1001', name: 'Alex Moreau: browser phone' }])
    await phone.getByRole('button', { name: 'Sync' }).click()
    await phone.getByText('Registered').waitFor()
    expect(await api.operate.registrations(thisComputer)).toMatchObject([
      { deviceId: made[0]?.id, transport: 'ws', userAgent: expect.stringContaining('Callwright') },
    ])
    const [blairRegisters, caseyRegisters] = [
      phoneOf(api, '1002', { program: baresip, speaks: toneWav(BLAIR_HZ) }),
      phoneOf(api, '1003', { program: baresip, speaks: toneWav(CASEY_HZ) }),
    ]
    blair = await blairRegisters
    casey = await caseyRegisters
  })

  it('calls a menu from its drawing, hears it, and its keys lead on while the canvas is lit', async () => {
    const { page, editor } = scene
    await editor.goTo('Callflows')
    await page.getByRole('button', { name: 'Show callflows' }).click()
    await page.getByRole('link', { name: /^8001 Open hours/ }).click()
    await editor.step('Menu').waitFor()
    await page.getByRole('button', { name: 'Call', exact: true }).first().click()
    await expect.poll(() => editor.step('Menu').locator('.cw-node').getAttribute('class')).toContain('is-current')
    await expect.poll(() => loudness('How loud they are')).toBeGreaterThan(30)
    await rings(casey, () => page.keyboard.press('3'))
    await callWith('8001 Open hours').getByLabel('Keys pressed').getByText('3').waitFor()
    const sales = page.locator('[data-node="sales"].cw-node')
    await expect.poll(() => sales.getAttribute('class')).toContain('is-current')
    await expect.poll(() => editor.step('Menu').locator('.cw-node').getAttribute('class')).toContain('is-visited')
    await page.keyboard.press('Control+Shift+h')
    await callWith('8001 Open hours').getByText('You hung up').waitFor()
    await callWith('8001 Open hours').waitFor({ state: 'hidden' })
    await expect.poll(() => sales.getAttribute('class')).not.toMatch(/is-(current|visited|not-taken)/)
    expect(await calls()).toEqual([])
  })

  it('rings with the name that the callflow made, is answered, and both hear each other', async () => {
    await blair.dial('8001')
    await blair.waitFor('CALL_ESTABLISHED')
    await until('the menu listens', async () => (await calls()).some(({ nodeId }) => nodeId === 'menu'))
    await blair.keys('4')
    const call = callWith('GEN Blair Okafor')
    await call.getByRole('alert').getByText('1002 · Calls you').waitFor()
    await call.getByRole('button', { name: 'Answer' }).click()
    await call.getByText('Talking').waitFor()
    await until('Blair hears this page', () => ownHeard(blair) > 500)
    await expect.poll(() => loudness('How loud they are')).toBeGreaterThan(30)
    await expect.poll(() => loudness('How loud you are')).toBeGreaterThan(30)
  })

  it('is muted, puts on hold and takes back', async () => {
    const call = callWith('GEN Blair Okafor')
    const isHeld = async () => (await calls()).some(({ phones }) => phones.some((each) => each.isHeld))
    await call.getByRole('button', { name: 'Mute' }).click()
    await until('Blair hears nothing more', () =>
      growth(
        () => ownHeard(blair),
        (grown) => grown < 50,
      ),
    )
    await call.getByRole('button', { name: 'Unmute' }).click()
    await until('Blair hears it again', () =>
      growth(
        () => ownHeard(blair),
        (grown) => grown > 200,
      ),
    )
    await call.getByRole('button', { name: 'Hold' }).click()
    await call.getByText('On hold').waitFor()
    await expect.poll(isHeld).toBe(true)
    await until('Blair hears hold music at most', () =>
      growth(
        () => ownHeard(blair),
        (grown) => grown < 50,
      ),
    )
    await call.getByRole('button', { name: 'Resume' }).click()
    await expect.poll(isHeld).toBe(false)
    await until('Blair hears it after the hold', () =>
      growth(
        () => ownHeard(blair),
        (grown) => grown > 200,
      ),
    )
  })

  it('speaks with a sound in the microphone’s place, while the key is held', async () => {
    const { page } = scene
    const sound = toneWav(SOUND_HZ, 10_000, 48_000)
    await phone.getByRole('button', { name: 'Sound', exact: true }).click()
    await phone
      .getByLabel('Sound to speak with')
      .setInputFiles({ name: 'hello.wav', mimeType: 'audio/wav', buffer: sound })
    const talk = phone.getByRole('button', { name: 'Hold to talk' })
    await talk.waitFor()
    await until('Blair hears the microphone no more', () =>
      growth(
        () => ownHeard(blair),
        (grown) => grown < 50,
      ),
    )
    await talk.hover()
    await page.mouse.down()
    await until('Blair hears the sound', () => ownHeard(blair, SOUND_HZ) > 500)
    await page.mouse.up()
    await until('Blair hears it no more', () =>
      growth(
        () => ownHeard(blair, SOUND_HZ),
        (grown) => grown < 50,
      ),
    )
    await phone.getByRole('combobox', { name: 'Microphone' }).click()
    await page.getByRole('option', { name: 'The computer’s usual one' }).click()
    await until('Blair hears the microphone again', () =>
      growth(
        () => ownHeard(blair),
        (grown) => grown > 200,
      ),
    )
    expect(await talk.isVisible()).toBe(false)
  })

  it('asks a colleague first, and connects the two', async () => {
    await phone.getByRole('button', { name: 'Keys', exact: true }).click()
    await phone.getByRole('searchbox', { name: 'Name or number' }).fill('casey')
    await rings(casey, () => scene.page.keyboard.press('Enter'))
    await callWith('GEN Blair Okafor').getByText('On hold').waitFor()
    await casey.command('accept')
    await callWith('Casey Lindgren').getByText('Talking').waitFor()
    await until('Casey hears this page', () => ownHeard(casey) > 300)
    await callWith('Casey Lindgren').getByRole('button', { name: 'Connect with GEN Blair Okafor' }).click()
    await until('Casey hears Blair', () => heardMs(casey, BLAIR_HZ) > 500)
    await until('Blair hears Casey', () => heardMs(blair, CASEY_HZ) > 500)
    await expect.poll(() => phone.getByRole('article').count()).toBe(0)
    await blair.hangUp()
    await expect.poll(calls).toEqual([])
  })

  it('sends a caller on', async () => {
    const before = heardMs(casey, BLAIR_HZ)
    await blair.dial('1001')
    await callWith('Blair Okafor').getByRole('button', { name: 'Answer' }).click()
    await callWith('Blair Okafor').getByText('Talking').waitFor()
    await callWith('Blair Okafor').getByRole('button', { name: 'Transfer' }).click()
    await scene.page.getByPlaceholder('Search').fill('1003')
    await rings(casey, () => scene.page.keyboard.press('Enter'))
    await casey.command('accept')
    await until('Casey hears Blair', () => heardMs(casey, BLAIR_HZ) > before + 500)
    await expect.poll(() => phone.getByRole('article').count()).toBe(0)
    await blair.hangUp()
    await expect.poll(calls).toEqual([])
  })

  it('does not ring while it is not to be disturbed, lists what was missed, and calls back', async () => {
    await phone.getByRole('button', { name: 'Do not disturb' }).click()
    const quiet = phone.getByRole('button', { name: 'Do not disturb: this phone does not ring' })
    await quiet.waitFor()
    await blair.dial('1001')
    await until('Blair comes to the box', async () => (await calls()).some(({ nodeId }) => nodeId === 'voicemail'))
    expect(await phone.getByRole('article').count()).toBe(0)
    await blair.hangUp()
    await quiet.click()
    await phone.getByRole('button', { name: 'Do not disturb', exact: true }).waitFor()
    await expect.poll(calls).toEqual([])
    await blair.dial('1001')
    await callWith('Blair Okafor').getByRole('alert').waitFor()
    await blair.hangUp()
    await callWith('Blair Okafor').getByText('Missed').waitFor()
    await scene.page.getByRole('banner').getByRole('button', { name: 'Phone, 1 missed call' }).waitFor()
    await phone.getByRole('button', { name: /^Calls/ }).click()
    await rings(blair, () =>
      phone
        .getByRole('button', { name: /^Blair Okafor.*Missed/ })
        .first()
        .click(),
    )
    await callWith('Blair Okafor').getByRole('button', { name: 'Cancel' }).click()
    await callWith('Blair Okafor').getByText('You gave up').waitFor()
    await expect.poll(calls).toEqual([])
  })

  it('calls without a microphone, and says why nobody hears it', async () => {
    const { page, context } = await openPage(scene.browser, scene.app.url)
    const other = page.getByRole('complementary', { name: 'Phone' })
    await page.getByRole('banner').getByRole('button', { name: 'Phone', exact: true }).click()
    await scene.editor.choose.call({ page }, other.getByRole('combobox', { name: 'Who are you?' }), /Alex Moreau/)
    await other.getByRole('button', { name: 'This is my phone' }).click()
    await other.getByText('Registered').waitFor()
    await other.getByRole('searchbox', { name: 'Name or number' }).fill('8001')
    await page.keyboard.press('Enter')
    await other.getByText('They do not hear you. The microphone was not allowed.').waitFor()
    await other.getByRole('article').getByText('Talking').waitFor()
    await expect
      .poll(async () =>
        Number(await other.getByRole('meter', { name: 'How loud they are' }).getAttribute('aria-valuenow')),
      )
      .toBeGreaterThan(30)
    await other.getByRole('button', { name: 'Hang up' }).click()
    await expect.poll(calls).toEqual([])
    await context.close()
  })

  it('says that the engine is stopped, starts it, and registers again', async () => {
    await scene.api.targets.stop({ ...thisComputer, evenWithCalls: true })
    await phone.getByText('The engine is stopped.').waitFor()
    await phone.getByRole('button', { name: 'Start the engine' }).click()
    await phone.getByText('Registered').waitFor()
    expect(await scene.api.operate.registrations(thisComputer)).toContainEqual(
      expect.objectContaining({ transport: 'ws' }),
    )
  })

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })
})

/** Whether what grows with time has grown like that in the next half second. */
async function growth(read: () => number, isSo: (grown: number) => boolean): Promise<boolean> {
  const before = read()
  await new Promise((resolve) => setTimeout(resolve, 500))
  return isSo(read() - before)
}
