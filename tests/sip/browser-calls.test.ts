import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { type BrowserPhone, startBrowserPhone } from '../harness/browser-phone/browser-phone.ts'
import { company, seat, sound } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { untilTalking } from '../harness/observe.ts'
import { type SoftPhone, startSoftPhone } from '../harness/soft-phone.ts'
import { pause } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'

const [BROWSER_HZ, PHONE_HZ, MENU_HZ, CHOSEN_HZ] = [600, 1_000, 440, 1_500]

// One browser for all: it takes seconds to start.
describe('a browser with JsSIP', () => {
  let engine: TestEngine
  let browser: BrowserPhone
  let phone: SoftPhone

  beforeAll(async () => {
    engine = await startTestEngine()
    const [menu, chosen] = [toneWav(MENU_HZ, 8_000), toneWav(CHOSEN_HZ, 8_000)]
    await engine.activate(
      [
        ...company(),
        ...seat('1001'),
        ...seat('1002'),
        makeDocument('menu', { id: 'menu', name: 'Menu', timeoutSec: 20, greetingId: 'greeting' }),
        sound('greeting', menu),
        sound('chosen', chosen),
        flow('office', {
          numbers: ['1500'],
          nodes: {
            menu: { type: 'menu', settings: { menuId: 'menu' }, wires: { '5': 'chosen' } },
            chosen: { type: 'play-media', settings: { mediaId: 'chosen' } },
          },
        }),
      ],
      [menu, chosen],
    )
    const webSocketPort = (await engine.control.health()).listenPoints.find(({ transport }) => transport === 'ws')?.port
    phone = await startSoftPhone({ enginePort: engine.sipPort, username: '1002', speaksHz: PHONE_HZ })
    browser = await startBrowserPhone({ username: '1001', webSocketPort: webSocketPort ?? 0, speaksHz: BROWSER_HZ })
  })

  afterAll(async () => {
    await browser?.stop()
    await phone?.stop()
    await engine?.stop()
  })

  async function hears(hz: number): Promise<void> {
    await expect.poll(async () => Math.abs((await browser.heardHz()) - hz), { timeout: 8_000 }).toBeLessThan(20)
  }

  it('hears a drawn menu and chooses from it with a key', async () => {
    await browser.call('1500')
    await hears(MENU_HZ)
    await browser.press('5')
    await hears(CHOSEN_HZ)
    await browser.hangUp()
    await expect.poll(() => browser.isOver()).toBe(true)
    await expect.poll(async () => (await engine.control.calls.list()).length).toBe(0)
  })

  it('calls a phone: both hear each other, through hold and an ICE restart', async () => {
    const [, call] = await Promise.all([browser.call('1002'), phone.nextCall()])
    await untilTalking(engine)
    await hears(PHONE_HZ)
    await expect.poll(() => call.heardMs(BROWSER_HZ), { timeout: 8_000 }).toBeGreaterThan(500)
    await browser.hold()
    await pause(500)
    const heardBefore = call.heardMs(BROWSER_HZ)
    await browser.resume()
    await browser.restartIce()
    await hears(PHONE_HZ)
    await expect.poll(() => call.heardMs(BROWSER_HZ), { timeout: 8_000 }).toBeGreaterThan(heardBefore + 1_000)
    expect(['connected', 'completed']).toContain(await browser.iceState())
    await browser.hangUp()
    await call.over
  })

  it('is called by a phone, and the phone hangs up', async () => {
    const call = await phone.dial('1001')
    await hears(PHONE_HZ)
    await expect.poll(() => call.heardMs(BROWSER_HZ), { timeout: 8_000 }).toBeGreaterThan(1_000)
    await call.hangUp()
    await expect.poll(() => browser.isOver()).toBe(true)
  })
})
