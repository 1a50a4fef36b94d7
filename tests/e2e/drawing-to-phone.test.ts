import type { Browser, Page } from 'playwright-core'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { choose, startRehearsal } from '../../src/callflow/rehearse/rehearsal.ts'
import { type PathStep, pathOf } from '../../src/callflow/run/trace.ts'
import type { Baresip } from '../harness/baresip.ts'
import { startLampPhone } from '../harness/lamp-phone.ts'
import { thisComputer } from '../harness/target.ts'
import { pause, until } from '../harness/until.ts'
import { durationMs, readWav, toneMs, toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { type ApiConnection, connectApi } from './api-client.ts'
import { launchBrowser, openPage, type RunningApp, startApp } from './app.ts'
import { Editor } from './editor.ts'
import { heardMs, phoneOf, seatOf, traceOf, untilOperation } from './phones.ts'

const GREETING_HZ = 600
const ANN_HZ = 440
const BOB_HZ = 1_000

/** Each test goes on from where the one before it left the same app. */
describeWith(['chromium', 'baresip'], 'from a drawing to a ringing phone', ({ chromium, baresip }) => {
  let app: RunningApp
  let browser: Browser
  let connection: ApiConnection
  let page: Page
  let errors: readonly string[]
  let editor: Editor
  const phones: Baresip[] = []

  beforeAll(async () => {
    app = await startApp()
    browser = await launchBrowser(chromium)
    connection = await connectApi(app.url)
    ;({ page, errors } = await openPage(browser, app.url))
    page.setDefaultTimeout(15_000)
    editor = new Editor(page)
  })
  afterAll(async () => {
    for (const phone of phones) await phone.stop()
    connection?.close()
    await browser?.close()
    await app?.stop()
  })

  async function phone(extension: string, frequencyHz: number): Promise<Baresip> {
    const started = await phoneOf(connection.api, extension, { program: baresip, speaks: toneWav(frequencyHz) })
    phones.push(started)
    return started
  }

  it('draws time of day, menu, ring group and voicemail with the mouse in an empty design', async () => {
    await editor.createExtension('1001', 'Ann', 'One')
    await editor.createExtension('1002', 'Bob', 'Two')
    await editor.uploadSound('greeting.wav', toneWav(GREETING_HZ, 3_000))
    await editor.createCallflow('8000')

    await editor.dragModule('Time of day', editor.start)
    const hours = editor.inspector('Time of day').getByRole('button', { name: 'Add', exact: true })
    const rule = await editor.createIn(hours, 'schedule rule')
    await rule.getByLabel('Name').fill('Open')
    // The test runs at night and on Sundays too.
    await editor.choose(rule.getByRole('combobox', { name: 'State' }), 'Forced on')
    await editor.submit(rule)

    await editor.dragModule('Menu', editor.wayOut('Time of day', 'Open'))
    const menu = await editor.createIn(editor.inspector('Menu').getByRole('combobox', { name: 'Menu' }), 'menu')
    await menu.getByLabel('Name').fill('Main menu')
    await editor.choose(menu.getByRole('combobox', { name: 'Greeting' }), 'greeting')
    await menu.getByRole('button', { name: 'Advanced' }).click()
    await menu.getByRole('spinbutton', { name: 'Longest entry' }).fill('1')
    await editor.submit(menu)

    await editor.addBranch('Menu', '1')
    await editor.dragModule('Ring group', editor.wayOut('Menu', '1'))
    const ringGroup = editor.inspector('Ring group')
    await editor.choose(ringGroup.getByRole('button', { name: 'Add member' }), /Ann One/)
    await ringGroup.getByRole('spinbutton', { name: 'Ring: Ann One' }).fill('4')

    await editor.dragModule('Voicemail', editor.wayOut('Ring group', 'Nobody answers'))
    await editor.choose(editor.inspector('Voicemail').getByRole('combobox', { name: 'Mailbox' }), /Ann One/)
    await page.keyboard.press('Escape')
    await editor.saved()

    expect(await drawnPath()).toEqual(['time-of-day', 'menu', 'ring-group', 'voicemail'])
    expect(await titlesOfSteps()).toEqual(['Time of day', 'Menu', 'Ring group', 'Voicemail'])
  })

  it('answers 8000, hears the key and rings the phone; both sides hear each other while canvas and Live page show it', async () => {
    await editor.sync()
    const ann = await phone('1001', ANN_HZ)
    const bob = await phone('1002', BOB_HZ)
    await bob.dial('8000')
    await bob.waitFor('CALL_ESTABLISHED')
    await callsHere('Menu')
    await until('the caller hears the greeting', () => heardMs(bob, GREETING_HZ) > 500)
    await bob.keys('1')
    await ann.waitFor('CALL_INCOMING')
    await callsHere('Ring group')
    await ann.command('accept')
    await until('they talk', async () =>
      (await connection.api.operate.calls.list(thisComputer)).some(({ state }) => state === 'talking'),
    )
    await until('the called side hears the caller', () => heardMs(ann, BOB_HZ) > 500)
    await until('the caller hears the called side', () => heardMs(bob, ANN_HZ) > 500)

    await editor.goTo('Live')
    const row = page.getByRole('grid', { name: 'Live' }).getByRole('row', { name: /Bob Two/ })
    await row.getByText('Talking').waitFor()
    await row.getByText('8000').waitFor()

    await ann.hangUp()
    await bob.waitFor('CALL_CLOSED')
    await row.waitFor({ state: 'hidden' })
    const [cdr] = await until('the CDR', async () => {
      const cdrs = await connection.api.operate.cdrs(thisComputer)
      return cdrs.length > 0 && cdrs
    })
    expect(cdr).toMatchObject({ dialled: '8000', callerName: 'Bob Two', endReason: 'talked' })
    expect(cdr?.answeredBy).toBe((await seatOf(connection.api, '1001')).deviceId)
  })

  it('goes through the same steps by the same branches in the rehearsal of that call', async () => {
    expect(await enginePath(0)).toEqual(await rehearsedPath(['keys:1', 'answer:0', 'callee-hangs-up']))
    expect((await enginePath(0)).length).toBe(3)
  })

  it('takes a message when nobody answers, with the caller’s voice in it', async () => {
    const [, bob] = phones
    if (!bob) throw new Error('there is no second phone')
    const heardBeforeMs = heardMs(bob, GREETING_HZ)
    await bob.dial('8000')
    await untilOperation(connection.api, 'collect')
    await until('the caller hears the greeting', () => heardMs(bob, GREETING_HZ) > heardBeforeMs + 500)
    await bob.keys('1')
    await untilOperation(connection.api, 'record')
    await pause(3_000) // the message
    await bob.hangUp()
    const [message] = await until('the message', async () => {
      const messages = await connection.api.operate.messages.list(thisComputer)
      return messages.length > 0 && messages
    })
    expect(message).toMatchObject({ callerName: 'Bob Two', callerNumber: '1002', isNew: true })
    const { base64 } = await connection.api.operate.messages.audio({
      ...thisComputer,
      messageId: message?.messageId ?? '',
    })
    const wav = readWav(Buffer.from(base64, 'base64'))
    expect(durationMs(wav)).toBeGreaterThan(1_500)
    expect(toneMs(wav, BOB_HZ)).toBeGreaterThan(1_500)

    await editor.goTo('Voicemail')
    await page.getByRole('row', { name: /Ann One/ }).click()
    const messages = page.getByRole('region', { name: 'Messages' })
    await messages.getByRole('button', { name: /Bob Two.*new/ }).waitFor()
    expect(await enginePath(0)).toEqual(await rehearsedPath(['keys:1', 'no-answer', 'finished', 'finished', 'hang-up']))
  })

  it('plays the message, saves it, marks it, moves it, deletes it and takes it back, and the lamp of the phone follows', async () => {
    const waiting = await lampOf('1001')
    await waiting('yes')
    const messages = page.getByRole('region', { name: 'Messages' })
    const row = (name: RegExp) => messages.getByRole('listitem').filter({ has: page.getByRole('button', { name }) })
    const message = row(/^Bob Two/)
    await message.getByRole('button', { name: /^Bob Two/ }).click()
    const downloaded = page.waitForEvent('download')
    await message.getByRole('link', { name: 'Download message from Bob Two' }).click()
    const file = await (await downloaded).path()
    expect(toneMs(readWav(readFileSync(file)), BOB_HZ)).toBeGreaterThan(1_500)
    await message.getByRole('button', { name: 'Play message from Bob Two' }).click()
    const position = message.getByRole('slider', { name: 'Position in message from Bob Two' })
    await expect.poll(async () => Number(await position.getAttribute('aria-valuenow'))).toBeGreaterThan(0)

    await message.getByRole('button', { name: 'Mark as heard' }).click()
    await message.getByText('new', { exact: true }).waitFor({ state: 'hidden' })
    await waiting('no')
    await message.getByRole('button', { name: 'Mark as new' }).click()
    await waiting('yes')

    await message.getByRole('button', { name: 'Delete message' }).click()
    await messages.getByText('Nobody has left a message.').waitFor()
    await waiting('no')
    await messages.getByText('Deleted, kept for a week (1)').click()
    await messages.getByRole('button', { name: 'Take message back' }).click()
    await message.getByText('new', { exact: true }).waitFor()
    await waiting('yes')

    await message.getByRole('button', { name: 'Move message' }).click()
    await page.getByRole('menuitem', { name: /Bob Two/ }).click()
    await messages.getByText('Nobody has left a message.').waitFor()
    await waiting('no')
    await page.getByRole('row', { name: /Bob Two/ }).click()
    await message.getByText('new', { exact: true }).waitFor()
  })

  it('has logged no error in the page', () => {
    expect(errors).toEqual([])
  })

  /** A phone of that person which subscribes to its messages (RFC 3842): resolves when it was told last that some wait, or none. */
  async function lampOf(extension: string): Promise<(isWaiting: 'yes' | 'no') => Promise<void>> {
    const { deviceId } = await seatOf(connection.api, extension)
    const { documents } = await connection.api.design.documents()
    const device = documents.find(({ id }) => id === deviceId)
    if (device?.kind !== 'device') throw new Error(`${deviceId} is no device`)
    const { health } = await connection.api.targets.status(thisComputer)
    const port = health?.listenPoints.find(({ transport }) => transport === 'udp')?.port ?? 0
    const lamp = await startLampPhone(device.sipUsername, port)
    onTestFinished(() => lamp.close())
    const headers = [
      ['Event', 'message-summary'],
      ['Expires', '600'],
    ] as const
    const subscribed = await lamp.ask('SUBSCRIBE', device.sipUsername, { headers, password: device.sipPassword })
    expect(subscribed.status).toBe(200)
    return async (isWaiting) => {
      await expect
        .poll(() => lamp.told(subscribed).at(-1)?.body, { timeout: 10_000 })
        .toContain(`Messages-Waiting: ${isWaiting}`)
    }
  }

  /** Types of the steps in the order a call comes by them, from the saved document. */
  async function drawnPath(): Promise<readonly string[]> {
    const flow = await callflow()
    const types: string[] = []
    for (let at: string | null | undefined = flow.entry; at; at = flow.wires.find(({ from }) => from === at)?.to) {
      types.push(flow.nodes[at]?.type ?? 'missing')
    }
    return types
  }

  async function callflow() {
    const { documents } = await connection.api.design.documents()
    const found = documents.find((document) => document.kind === 'callflow' && document.numbers.includes('8000'))
    if (found?.kind !== 'callflow') throw new Error('no callflow answers 8000')
    return found
  }

  async function titlesOfSteps(): Promise<readonly string[]> {
    const names = await page
      .getByRole('group', { name: /^Step: / })
      .evaluateAll((nodes) =>
        nodes
          .toSorted((a, b) => a.getBoundingClientRect().y - b.getBoundingClientRect().y)
          .map((node) => node.getAttribute('aria-label') ?? ''),
      )
    return names.map((name) => name.replace('Step: ', ''))
  }

  async function callsHere(title: string): Promise<void> {
    await editor.step(title).getByTitle('1 call here now').waitFor()
  }

  /** By age: 0 is the call that ended last. */
  async function enginePath(age: number): Promise<readonly PathStep[]> {
    const cdr = (await connection.api.operate.cdrs(thisComputer))[age]
    return pathOf(await traceOf(connection.api, cdr?.callId ?? ''))
  }

  async function rehearsedPath(choiceIds: readonly string[]): Promise<readonly PathStep[]> {
    const { documents } = await connection.api.design.documents()
    const { userId, deviceId, name } = await seatOf(connection.api, '1002')
    const caller = { name, number: '1002', origin: { kind: 'device', deviceId, userId } } as const
    let rehearsal = startRehearsal(snapshotOf(documents), { dialled: '8000', caller, startMs: Date.now() })
    for (const choiceId of choiceIds) {
      const next = choose(rehearsal, choiceId)
      if (next === rehearsal) throw new Error(`"${choiceId}" is not offered at ${JSON.stringify(rehearsal.question)}`)
      rehearsal = next
    }
    expect(rehearsal.ended).toBeDefined()
    return pathOf(rehearsal.trace)
  }
})
