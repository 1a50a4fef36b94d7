import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** The app as `npm start` runs it without Electron: the web host with its engine, and a real browser in front of it. */
export interface RunningApp {
  /** Opens it once; each reading gives a fresh one when the last was used. */
  readonly url: string
  readonly directory: string
  readonly designPath: string
  readonly process: ChildProcess
  /** Ends the back room the hard way. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export interface AppOptions {
  readonly sample?: boolean
  readonly engine?: boolean
  /** Where phones fetch their settings, `HOST:PORT`; absent: nowhere. */
  readonly provision?: string
  /** Keep using an earlier run's folder. */
  readonly directory?: string
  /** The web host's port; any free one when absent. */
  readonly port?: number
  /** Where the design lies; in the folder when absent. */
  readonly designPath?: string
  /** The back room alone, as it stands in `src`: needs no build and has no page. */
  readonly fromSources?: boolean
}

const root = join(import.meta.dirname, '..', '..')

export async function startApp(options: AppOptions = {}): Promise<RunningApp> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'callwright-e2e-'))
  const designPath = options.designPath ?? join(directory, 'design.callwright')
  const child = spawnApp({ ...options, directory, designPath })
  await urlOf(child)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  return {
    get url() {
      return readFileSync(join(directory, 'data', 'address'), 'utf8').trim()
    },
    directory,
    designPath,
    process: child,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM')
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The process alone, which may not have begun to answer. */
export function spawnApp(
  options: AppOptions & { readonly directory: string; readonly designPath: string },
): ChildProcess {
  const { directory, designPath, fromSources = false } = options
  const entry = fromSources ? join(root, 'src', 'main', 'web', 'index.ts') : join(root, 'out', 'main', 'server.js')
  const args = [entry, '--data', join(directory, 'data'), '--design', designPath]
  args.push('--port', String(options.port ?? 0), '--sip', '127.0.0.1:0')
  if (options.provision) args.push('--provision', options.provision)
  if (options.sample) args.push('--sample')
  if (options.engine === false) args.push('--no-engine')
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function urlOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the web host has no standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /^CALLWRIGHT_URL (\S+)$/.exec(line)
    if (match?.[1]) return match[1]
  }
  throw new Error(`the web host ended (${child.exitCode}) before it printed its address`)
}

export interface OpenPage {
  readonly page: Page
  readonly context: BrowserContext
  /** Everything the page logged as an error; a test that ends with some in it should fail. */
  readonly errors: string[]
}

/** `args`: of Chromium, beside those that every test has. */
export async function launchBrowser(executablePath: string, args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--no-first-run',
      '--use-fake-device-for-media-stream', // a microphone that beeps
      ...args,
    ],
  })
}

export interface View {
  readonly width: number
  readonly height: number
  readonly scheme: 'light' | 'dark'
  /** What the page may use without asking: `microphone`. */
  readonly permissions: readonly string[]
  /** Done to the page before it is opened. */
  readonly before: (page: Page) => Promise<void>
}

export async function openPage(browser: Browser, url: string, view: Partial<View> = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: view.width ?? 1280, height: view.height ?? 800 },
    colorScheme: view.scheme ?? 'light',
    reducedMotion: 'reduce',
    permissions: [...(view.permissions ?? [])],
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await view.before?.(page)
  await page.goto(url)
  return { page, context, errors }
}
