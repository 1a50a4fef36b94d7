import { randomUUID } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { makeDocument } from '../src/callflow/design/document.ts'
import { type ApiConnection, connectApi } from '../tests/e2e/api-client.ts'
import { launchBrowser, openPage, type RunningApp, startApp, type View } from '../tests/e2e/app.ts'
import { Editor } from '../tests/e2e/editor.ts'
import { phoneOf } from '../tests/e2e/phones.ts'
import type { Baresip } from '../tests/harness/baresip.ts'
import { putDocuments } from '../tests/harness/put-documents.ts'
import { sync, thisComputer } from '../tests/harness/target.ts'
import { pause, until } from '../tests/harness/until.ts'
import { toneWav } from '../tests/harness/wav.ts'
import { chromiumCandidates, findProgram, hostSurroundings } from './find-program.ts'

const FOLDER = resolve(import.meta.dirname, '..', 'docs', 'screenshots')
const NAVIGATION_SETTLES_MS = 350

type Scheme = View['scheme']
type Api = ApiConnection['api']

/** One picture in light and dark. */
interface Picture {
  readonly name: string
  readonly title: string
}

/** Every page with the sample company, and what is not a page by itself; with real phones where baresip is installed. */
export async function takeScreenshots(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const browser = await launchBrowser(program('CHROMIUM', chromiumCandidates(hostSurroundings), 'chromium'), soundArgs)
  try {
    const pictures = [...(await sampleTour(browser)), ...(await emptyTour(browser))]
    writeFileSync(join(FOLDER, 'README.md'), indexOf(pictures))
  } finally {
    await browser.close()
  }
  shrink()
}

async function sampleTour(browser: Browser): Promise<readonly Picture[]> {
  const app = await startApp({ sample: true })
  const { api, close } = await connectApi(app.url)
  const phones = await startPhones(app, api)
  try {
    await someHistory(phones)
    const pictures: Picture[] = []
    await liveCall(phones)
    for (const scheme of schemes) {
      const tour = await Tour.start(browser, app.url, { scheme })
      await tour.areas()
      await tour.parts()
      if (phones.length > 0) await tour.phone()
      pictures.push(...(await tour.end()))
      const wide = await Tour.start(browser, app.url, { scheme, width: 1920, height: 1080 })
      await wide.wide()
      pictures.push(...(await wide.end()))
    }
    return pictures
  } finally {
    for (const phone of phones) await phone.stop()
    close()
    await app.stop()
  }
}

async function emptyTour(browser: Browser): Promise<readonly Picture[]> {
  const app = await startApp({ engine: false })
  const pictures: Picture[] = []
  try {
    for (const scheme of schemes) {
      const tour = await Tour.start(browser, app.url, { scheme })
      await tour.empty()
      pictures.push(...(await tour.end()))
    }
    return pictures
  } finally {
    await app.stop()
  }
}

/** A microphone that beeps, and calls of the browser on this machine. */
const soundArgs = ['--allow-loopback-in-peer-connection', '--autoplay-policy=no-user-gesture-required']

const schemes: readonly Scheme[] = ['light', 'dark']

const newcomers = `Extension, First name, Last name, E-mail, Phone, PIN
1004, Robin, Vale, robin@example.test, desk phone, 2468
1005, Sam, Ito, sam@example.test, softphone
1001, Kim, Lee`

class Tour {
  readonly page: Page
  readonly editor: Editor
  readonly #scheme: Scheme
  readonly #pictures: Picture[] = []
  readonly #leave: () => Promise<void>

  private constructor(page: Page, scheme: Scheme, leave: () => Promise<void>) {
    this.page = page
    this.editor = new Editor(page)
    this.#scheme = scheme
    this.#leave = leave
  }

  static async start(browser: Browser, url: string, view: Partial<View> & { scheme: Scheme }): Promise<Tour> {
    const { page, context } = await openPage(browser, url, { permissions: ['microphone'], ...view })
    page.setDefaultTimeout(15_000)
    await page.getByRole('navigation', { name: 'Areas' }).waitFor()
    return new Tour(page, view.scheme, () => context.close())
  }

  async end(): Promise<readonly Picture[]> {
    await this.#leave()
    return this.#pictures
  }

  async take(name: string, title: string): Promise<void> {
    await this.page.mouse.move(640, 4)
    await pause(NAVIGATION_SETTLES_MS)
    await this.page.screenshot({ path: join(FOLDER, `${name}-${this.#scheme}.png`) })
    this.#pictures.push({ name, title })
  }

  /** Each page of the navigation, with the first line of its list opened. */
  async areas(): Promise<void> {
    const links = this.page.getByRole('navigation', { name: 'Areas' }).getByRole('link')
    await links.first().waitFor()
    for (const area of await links.allInnerTexts()) {
      await this.editor.goTo(area)
      if (area === 'Callflows') await this.flow('8001 Open hours')
      const row = this.page.getByRole('grid').getByRole('rowgroup').getByRole('row').first()
      await this.page.getByRole('heading', { level: 1 }).first().waitFor()
      if ((await row.count()) > 0) await row.click()
      await this.take(slug(area), area)
    }
  }

  /** Panels, dialogs and states of pages. */
  async parts(): Promise<void> {
    const { page, editor } = this
    await editor.goTo('Callflows')
    await this.flow('8000 Main line')
    await editor.step('Time of day').click()
    await editor.inspector('Time of day').waitFor()
    await this.take('inspector', 'Callflow editor: the settings of a step')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click()
    const rehearsal = page.getByRole('region', { name: 'Rehearsal' })
    await this.take('rehearsal-setup', 'Rehearsal: who calls, which number, when')
    await rehearsal.getByLabel('Date and time').fill('2026-11-18T10:30')
    await rehearsal.getByRole('button', { name: 'Start call', exact: true }).click()
    await rehearsal.getByRole('button', { name: 'Press 2', exact: true }).click()
    await rehearsal.getByRole('button', { name: 'Let it ring' }).click()
    await this.take('rehearsal', 'Rehearsal: the call step by step')
    await rehearsal.getByRole('button', { name: 'Close the rehearsal' }).click()
    await editor.enginePill.click()
    await page.getByRole('dialog', { name: 'Engine' }).waitFor()
    await this.take('engine-panel', 'Engine panel')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('mail')
    await this.take('search', 'Search and commands')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await editor.goTo('Extensions')
    await page.getByRole('button', { name: 'New extension' }).first().click()
    await this.take('new-extension', 'New extension')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Add from a list' }).click()
    await page.getByLabel('Or paste the list').fill(newcomers)
    await this.take('extensions-from-a-list', 'Extensions from a spreadsheet')
    await page.keyboard.press('Escape')
    await editor.goTo('Voicemail')
    await page.getByRole('row', { name: /^Support/ }).click()
    await page.getByRole('button', { name: 'Delete Support' }).click()
    await page.getByRole('dialog').waitFor()
    await this.take('still-used', 'Deleting what is still used')
    await page.keyboard.press('Escape')
  }

  /** The phone of the window, in a call to a menu that is drawn. */
  async phone(): Promise<void> {
    const { page, editor } = this
    await editor.goTo('Callflows')
    await this.flow('8001 Open hours')
    await page
      .getByRole('banner')
      .getByRole('button', { name: /^Phone/ })
      .click()
    const phone = page.getByRole('complementary', { name: 'Phone' })
    await this.take('phone-whose', 'The phone: whose it is')
    await editor.choose(phone.getByRole('combobox', { name: 'Who are you?' }), /Alex Moreau/)
    await phone.getByRole('button', { name: 'This is my phone' }).click()
    await phone.getByText('Registered').waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Call', exact: true }).click()
    await phone.getByText('Talking').waitFor()
    await pause(1_000)
    await this.take('phone', 'The phone in a call: the drawing is lit by it')
    await phone.getByRole('button', { name: 'Hang up' }).click()
    await phone.getByRole('button', { name: /^Messages/ }).click()
    await this.take('phone-messages', 'The phone: messages')
  }

  async wide(): Promise<void> {
    await this.editor.goTo('Callflows')
    await this.flow('8001 Open hours')
    await this.take('callflows-wide', 'Callflow editor at 1920 x 1080')
  }

  async empty(): Promise<void> {
    const links = this.page.getByRole('navigation', { name: 'Areas' }).getByRole('link')
    await links.first().waitFor()
    for (const area of await links.allInnerTexts()) {
      await this.editor.goTo(area)
      await this.page.getByRole('main').waitFor()
      await this.take(`empty-${slug(area)}`, `${area}, empty design`)
    }
  }

  async flow(name: string): Promise<void> {
    await this.page.getByRole('link', { name: new RegExp(`^${name}`) }).click()
    await this.page.getByRole('group', { name: `Start: ${name}` }).waitFor()
  }
}

async function startPhones(app: RunningApp, api: Api): Promise<readonly Baresip[]> {
  const baresip = findProgram(['baresip', '/usr/bin/baresip'], hostSurroundings)
  if (baresip === undefined) {
    console.log(`No baresip: pictures of ${app.designPath} show no calls.`)
    return []
  }
  await until('the engine runs', async () => (await api.targets.status(thisComputer)).state === 'running')
  const browserPhone = { id: 'device-1001-browser', name: 'Alex Moreau: browser phone', type: 'browser-phone' } as const
  await putDocuments(api, {
    label: 'Add browser phone of Alex Moreau',
    put: [
      makeDocument('device', {
        ...browserPhone,
        ownerId: 'user-1001',
        sipUsername: 'cwalex',
        sipPassword: randomUUID(),
      }),
    ],
  })
  await sync(api)
  const speaks = toneWav(300, 120_000)
  const phones: Baresip[] = []
  for (const extension of ['1001', '1002', '1003'])
    phones.push(await phoneOf(api, extension, { program: baresip, speaks }))
  return phones
}

/** A call that was answered, and one that ends in a mailbox because the phone is declined. */
async function someHistory([alex, blair, casey]: readonly Baresip[]): Promise<void> {
  if (!alex || !blair || !casey) return
  await casey.dial('1002')
  await blair.waitFor('CALL_INCOMING')
  await blair.command('accept')
  await pause(3_000)
  await casey.hangUp()
  await blair.waitFor('CALL_CLOSED')
  await blair.dial('1001')
  await alex.waitFor('CALL_INCOMING')
  await alex.hangUp()
  await pause(20_000) // greeting, beep and some words
  await blair.hangUp()
}

/** Stays up for the rest of the tour: through the menu to the sales group. */
async function liveCall([, blair, casey]: readonly Baresip[]): Promise<void> {
  if (!blair || !casey) return
  const known = blair.events.filter(({ type }) => type === 'CALL_INCOMING').length
  await casey.dial('8001')
  await pause(1_500)
  await casey.keys('3')
  await until('the sales group rings', () => {
    return blair.events.filter(({ type }) => type === 'CALL_INCOMING').length > known
  })
  await blair.command('accept')
}

function program(variable: string, candidates: readonly string[], what: string): string {
  const named = process.env[variable]
  const path = findProgram(named ? [named] : candidates, hostSurroundings)
  if (path === undefined) throw new Error(`The screenshots need ${what}: sudo apt-get install ${what}`)
  return path
}

/** Palette images are a third as large; pictures stay as they are where pngquant is not installed. */
function shrink(): void {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.png'))
  const paths = files.map((name) => join(FOLDER, name))
  const pngquant = findProgram(['pngquant', '/usr/bin/pngquant'], hostSurroundings)
  if (pngquant) spawnSync(pngquant, ['--force', '--ext', '.png', '--skip-if-larger', '--quality', '80-98', ...paths])
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0)
  console.log(`${files.length} pictures, ${(bytes / 1_048_576).toFixed(1)} MiB, in ${FOLDER}`)
}

function indexOf(pictures: readonly Picture[]): string {
  const titles = new Map(pictures.map(({ name, title }) => [name, title]))
  const rows = [...titles].map(
    ([name, title]) => `| ${title} | ![${title}, light](${name}-light.png) | ![${title}, dark](${name}-dark.png) |`,
  )
  return `# Screenshots

Taken by \`npm run screenshots\` from the built app with the sample company, the engine running and three real phones registered.

| | Light | Dark |
| --- | --- | --- |
${rows.join('\n')}
`
}

const slug = (title: string): string => title.toLowerCase().replaceAll(' ', '-')
