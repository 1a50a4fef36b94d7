import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { passwordOf, realm } from '../design.ts'
import { toneWav } from '../wav.ts'

/** JsSIP in a real Chromium: a phone whose microphone is a tone. */
export interface BrowserPhone {
  call(number: string): Promise<void>
  press(keys: string): Promise<void>
  hold(): Promise<void>
  resume(): Promise<void>
  restartIce(): Promise<void>
  hangUp(): Promise<void>
  isOver(): Promise<boolean>
  /** Of the loudest tone that it hears now; 0 in silence. */
  heardHz(): Promise<number>
  /** Of ICE, as the browser sees it. */
  iceState(): Promise<string>
  stop(): Promise<void>
}

/** What the page offers, see `page.js`. */
interface PhoneOfPage {
  register(options: { readonly url: string; readonly uri: string; readonly password: string }): Promise<string>
  call(number: string): Promise<string>
  press(keys: string): void
  hold(): Promise<void>
  resume(): Promise<void>
  restartIce(): Promise<void>
  iceState(): string
  hangUp(): void
  isOver(): boolean
  heardHz(): Promise<number>
}

declare global {
  var phone: PhoneOfPage
}

const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--no-first-run',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
]

export interface BrowserPhoneOptions {
  readonly username: string
  readonly webSocketPort: number
  readonly speaksHz: number
  /** Whether its addresses are names that nobody resolves (mDNS), as long as it may not use the microphone for good. */
  readonly hidesAddresses?: boolean
}

export async function startBrowserPhone(options: BrowserPhoneOptions): Promise<BrowserPhone> {
  const { username, webSocketPort, speaksHz, hidesAddresses = false } = options
  const folder = mkdtempSync(join(tmpdir(), 'callwright-browser-phone-'))
  const microphone = join(folder, 'microphone.wav')
  writeFileSync(microphone, toneWav(speaksHz, 10_000, 48_000))
  const site = await serve(await bundledPage())
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...CHROMIUM_ARGS, `--use-file-for-fake-audio-capture=${microphone}`],
  })
  const context = await browser.newContext(hidesAddresses ? {} : { permissions: ['microphone'] })
  const page = await context.newPage()
  await page.goto(site.url)
  const registration = {
    url: `ws://127.0.0.1:${webSocketPort}`,
    uri: `sip:${username}@${realm}`,
    password: passwordOf(username),
  }
  await page.evaluate((about) => globalThis.phone.register(about), registration)
  return {
    ...phoneOn(page),
    async stop() {
      await browser.close()
      site.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function phoneOn(page: Page): Omit<BrowserPhone, 'stop'> {
  return {
    call: async (number) => void (await page.evaluate((to) => globalThis.phone.call(to), number)),
    press: (keys) => page.evaluate((all) => globalThis.phone.press(all), keys),
    hold: () => page.evaluate(() => globalThis.phone.hold()),
    resume: () => page.evaluate(() => globalThis.phone.resume()),
    restartIce: () => page.evaluate(() => globalThis.phone.restartIce()),
    iceState: () => page.evaluate(() => globalThis.phone.iceState()),
    hangUp: () => page.evaluate(() => globalThis.phone.hangUp()),
    isOver: () => page.evaluate(() => globalThis.phone.isOver()),
    heardHz: () => page.evaluate(() => globalThis.phone.heardHz()),
  }
}

async function bundledPage(): Promise<string> {
  const built = await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'page.js'), formats: ['es'], fileName: 'page' },
    },
  })
  const output = Array.isArray(built) ? built.flatMap((each) => each.output) : 'output' in built ? built.output : []
  const code = output.flatMap((file) => (file.type === 'chunk' ? [file.code] : []))
  return code.join('\n')
}

async function serve(code: string): Promise<{ readonly url: string; close(): void }> {
  const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js"></script>'
  const server = createServer(({ url }, response) => {
    const isCode = url === '/page.js'
    response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html')
    response.end(isCode ? code : page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // of a server on a port
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() }
}
