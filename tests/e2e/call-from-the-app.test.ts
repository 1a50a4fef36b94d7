import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Baresip } from '../harness/baresip.ts'
import { putDocuments } from '../harness/put-documents.ts'
import { sync, thisComputer } from '../harness/target.ts'
import { until } from '../harness/until.ts'
import { toneMs, toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { heardMs, phoneOf } from './phones.ts'
import { openScene, type Scene } from './scene.ts'

const ALEX_HZ = 440
const BLAIR_HZ = 1_000
const CASEY_HZ = 1_600

/** One tone of several at once. */
const mixedMs = (phone: Baresip, hz: number) => phone.heard().reduce((sum, wav) => sum + toneMs(wav, hz, 0.2), 0)

/** Acceptance 76 and 79: the sample company's Alex calls Blair by a click. */
describeWith(['chromium', 'baresip'], 'Call', ({ chromium, baresip }) => {
  let scene: Scene
  let alex: Baresip
  let blair: Baresip
  let casey: Baresip
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true })
    await until(
      'the engine runs',
      async () => (await scene.api.targets.status(thisComputer)).state === 'running',
      30_000,
    )
    const { documents } = await scene.api.design.documents()
    const supervisors = documents.flatMap((each) =>
      each.kind === 'user' && each.extension === '1003' ? [{ ...each, role: 'admin' as const }] : [],
    )
    await putDocuments(scene.api, { label: 'Casey may listen in', put: supervisors })
    await sync(scene.api)
    alex = await phoneOf(scene.api, '1001', { program: baresip, speaks: toneWav(ALEX_HZ) })
    casey = await phoneOf(scene.api, '1003', { program: baresip, speaks: toneWav(CASEY_HZ) })
    blair = await phoneOf(scene.api, '1002', { program: baresip, speaks: toneWav(BLAIR_HZ) })
  })
  afterAll(async () => {
    await alex?.stop()
    await blair?.stop()
    await casey?.stop()
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
    const row = page.getByRole('grid', { name: 'Live' }).getByRole('row', { name: /Alex Moreau.*1002/ })
    await row.getByText('Talking').waitFor()
    await blair.hangUp()
    await alex.waitFor('CALL_CLOSED')
  })

  it('that is up is recorded and paused from its details, and a supervisor hears it, whispers and breaks in', async () => {
    const { page, editor, api } = scene
    const before = blair.events.length // it has rung already
    await alex.dial('1002')
    await until('Blair rings', () => blair.events.slice(before).some(({ type }) => type === 'CALL_INCOMING'))
    await blair.command('accept')
    await editor.goTo('Live')
    await page.getByRole('grid', { name: 'Live' }).getByRole('row', { name: /Alex/ }).click()
    const recording = page.getByRole('region', { name: 'Recording' })
    await recording.getByRole('button', { name: 'Record', exact: true }).click()
    await recording.getByRole('status').getByText('Being recorded').waitFor()
    await recording.getByRole('button', { name: 'Pause' }).click()
    await recording.getByRole('status').getByText('Paused: silence is recorded').waitFor()
    await recording.getByRole('button', { name: 'Go on' }).click()

    const listenIn = page.getByRole('region', { name: 'Listen in' })
    await listenIn.getByRole('button', { name: 'Listen', exact: true }).click()
    await page.getByText('The phone of Casey Lindgren rings').waitFor()
    await casey.waitFor('CALL_INCOMING')
    await casey.command('accept')
    await until('Casey hears both', () => mixedMs(casey, ALEX_HZ) > 500 && mixedMs(casey, BLAIR_HZ) > 500)
    const both = () => [mixedMs(alex, CASEY_HZ), mixedMs(blair, CASEY_HZ)]
    expect(both()).toEqual([0, 0])

    const manner = listenIn.getByRole('combobox', { name: 'How Casey Lindgren takes part' })
    await editor.choose(manner, 'Whisper')
    await until('Blair hears the whisper', () => mixedMs(blair, CASEY_HZ) > 500)
    expect(both()[0]).toBe(0)
    await editor.choose(manner, 'Break in')
    await until('Alex hears Casey too', () => mixedMs(alex, CASEY_HZ) > 500)

    await listenIn.getByRole('button', { name: 'Stop Casey Lindgren listening' }).click()
    await casey.waitFor('CALL_CLOSED')
    const heard = [heardMs(alex, BLAIR_HZ), heardMs(blair, ALEX_HZ)] as const
    await until(
      'the two talk on',
      () => heardMs(alex, BLAIR_HZ) > heard[0] + 300 && heardMs(blair, ALEX_HZ) > heard[1] + 300,
    )
    const audio = page.getByRole('region', { name: 'Audio' })
    await audio.getByText('Good, 4.4').first().waitFor()
    await recording.getByRole('button', { name: 'Stop recording' }).click()
    await recording.getByRole('status').getByText('Not recorded').waitFor()
    await alex.hangUp()
    await expect.poll(() => api.operate.calls.list(thisComputer)).toEqual([])
  })

  it('for help is told over every page, until somebody has seen it', async () => {
    const { page, editor } = scene
    await alex.dial('911')
    const notice = page
      .getByRole('alert')
      .getByText(/^Emergency call to 911 by Alex Moreau: desk phone as \+16045550100/)
    await notice.waitFor()
    await editor.goTo('Extensions')
    await notice.waitFor()
    await page.getByRole('button', { name: 'Seen' }).click()
    await notice.waitFor({ state: 'hidden' })
    await alex.hangUp()
    await expect.poll(() => scene.api.operate.calls.list(thisComputer)).toEqual([])
  })

  it('outside that looks wrong is stopped, said over every page, and goes on once somebody lets it', async () => {
    const { page, editor, api } = scene
    const { documents } = await api.design.documents()
    const watching = documents.flatMap((each) =>
      each.kind === 'account' ? [{ ...each, outsideWatch: { ...each.outsideWatch, stops: true, numbers: 1 } }] : [],
    )
    await putDocuments(api, { label: 'One costly number looks wrong', put: watching })
    await sync(api)
    await alex.dial('+442079460000')
    const notice = page
      .getByRole('alert')
      .getByText(/^The outside calls of Alex Moreau are stopped: 1 different costly number within an hour/)
    await notice.waitFor()
    await editor.goTo('Extensions')
    await notice.waitFor()
    await page.getByRole('button', { name: 'Let them call again' }).click()
    await notice.waitFor({ state: 'hidden' })
    expect(await api.operate.outsideStops.list(thisComputer)).toEqual([])
    await alex.hangUp()
    await expect.poll(() => api.operate.calls.list(thisComputer)).toEqual([])
  })

  it('over a trunk is tried from its page in words; a known carrier fills the form in, and undo takes it back', async () => {
    const { page, editor, api } = scene
    await editor.goTo('Carriers')
    await page
      .getByRole('grid')
      .getByRole('row', { name: /carrier[.]example/ })
      .click()
    const test = page.getByRole('region', { name: 'Test call' })
    await test.getByLabel('Test call to').fill('911')
    await test.getByRole('button', { name: 'Call' }).click()
    await test.getByRole('alert').getByText('911 calls for help: no test does.').waitFor()
    await test.getByLabel('Test call to').fill('+16045550199')
    await test.getByRole('button', { name: 'Call' }).click()
    await test.getByText('carrier.example.test leads nowhere: no name server says where that is.').waitFor()
    await editor.choose(page.getByRole('combobox', { name: 'Fill in as' }), 'Telnyx')
    const host = async () =>
      (await api.design.documents()).documents.flatMap((each) => (each.kind === 'trunk' ? [each.host] : []))
    await expect.poll(host).toEqual(['sip.telnyx.com'])
    await page.getByRole('button', { name: /^Undo/ }).first().click()
    await expect.poll(host).toEqual(['carrier.example.test'])
  })

  it('back is in the details of a call, and a number that nothing answers is refused in words', async () => {
    const { page, editor } = scene
    await editor.goTo('Call history')
    await page
      .getByRole('grid', { name: 'Call history' })
      .getByRole('row', { name: /Alex Moreau.*1002/ })
      .first()
      .click()
    await page
      .getByRole('region', { name: 'Audio' })
      .getByText(/^(G\.711 µ-law|G\.722) · from it .* % lost, jitter .*\sms/)
      .first()
      .waitFor()
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
