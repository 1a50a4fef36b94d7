import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { needsBuild } from './build-freshness.ts'
import { obtainElectron } from './electron-binary.ts'
import { chromiumCandidates, findProgram, hostSurroundings } from './find-program.ts'
import * as plans from './launch-plan.ts'

const ROOT = resolve(import.meta.dirname, '..')
/** A browser that ends sooner handed the address to a running copy of itself, or failed; either way the app stays up. */
const WINDOW_LIVES_MS = 3_000
const STOP_WITHIN_MS = 5_000

/** Resolves to the exit code once everything it started has ended. */
export async function start(given: readonly string[]): Promise<number> {
  const children = new Children()
  if (needsBuild(ROOT)) {
    console.error('Building Callwright (a few seconds, only after changes) ...')
    const tool = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
    const build = children.spawn(process.execPath, [tool, 'build', '--logLevel', 'warn'], ['ignore', 2, 2])
    const code = await ended(build)
    if (code !== 0) return code
  }
  const situation = await lookAround(children)
  if (children.isStopping) return 130
  const plan = plans.planLaunch(situation)
  const appArguments = plans.appArguments(given)
  const dataFolder = plans.dataFolder(situation.platform, hostSurroundings.env, homedir(), given)
  const addressFile = join(dataFolder, 'address')
  if (plan.kind === 'electron') {
    console.log(plans.sayPlan(plan, '', addressFile))
    const window = children.spawn(plan.binary, plans.electronArguments(situation, appArguments), 'inherit')
    return ended(window)
  }
  const server = children.spawn(
    process.execPath,
    [join(ROOT, 'out', 'main', 'server.js'), ...appArguments],
    ['ignore', 'pipe', 'inherit'],
  )
  onUrl(server, (url) => {
    console.log(plans.sayPlan(plan, url, addressFile))
    show({ plan, url, situation, children, server, dataFolder })
  })
  const code = await ended(server)
  await children.stopAll('SIGTERM')
  return code
}

async function lookAround(children: Children): Promise<plans.Situation> {
  const { platform, env } = hostSurroundings
  const hasDisplay = plans.hasDisplay(platform, env)
  const openers = { darwin: ['open'], win32: ['cmd.exe'] }[platform as string] ?? ['xdg-open']
  return {
    platform,
    hasDisplay,
    isRoot: process.getuid?.() === 0,
    // Without a display there is nothing to download it for.
    electron: hasDisplay
      ? await obtainElectron({
          root: ROOT,
          env,
          say: (line) => console.error(line),
          spawn: (command, given) => children.spawn(command, given, 'ignore'),
        })
      : { binary: undefined, why: 'there is no display' },
    chromiumPath: findProgram(chromiumCandidates(hostSurroundings), hostSurroundings),
    openerPath: findProgram(openers, hostSurroundings),
  }
}

interface Shown {
  readonly plan: plans.LaunchPlan
  readonly url: string
  readonly situation: plans.Situation
  readonly children: Children
  readonly server: ChildProcess
  readonly dataFolder: string
}

function show({ plan, url, situation, children, server, dataFolder }: Shown): void {
  if (plan.kind === 'browser') {
    const shell = situation.platform === 'win32'
    const opener = spawn(plan.openerPath, plans.openerArguments(situation.platform, url), {
      stdio: 'ignore',
      windowsVerbatimArguments: shell,
    })
    opener.unref()
    opener.once('error', (error) => console.error(`${plan.openerPath} did not start (${error.message}): open ${url}`))
  }
  if (plan.kind !== 'app-window') return
  const profile = join(dataFolder, 'window')
  mkdirSync(profile, { recursive: true, mode: 0o700 }) // it keeps the cookie that lets the window in
  const openedAtMs = Date.now()
  const window = children.spawn(plan.browserPath, plans.appWindowArguments(situation, url, profile), 'ignore')
  window.once('exit', (code) => {
    if (Date.now() - openedAtMs >= WINDOW_LIVES_MS) server.kill('SIGTERM')
    else if (code !== 0) console.error(`${plan.browserPath} closed at once (exit code ${code}): open ${url}`)
  })
}

/** Calls back once with the address; every other line of the server is passed on. */
function onUrl(server: ChildProcess, found: (url: string) => void): void {
  if (server.stdout === null) return
  let seen = false
  createInterface({ input: server.stdout }).on('line', (line) => {
    const url = seen ? undefined : plans.urlFromLine(line)
    if (url === undefined) return console.log(line)
    seen = true
    return found(url)
  })
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((done) => {
    child.once('error', (error) => {
      console.error(`${child.spawnfile} did not start: ${error.message}`)
      done(1)
    })
    child.once('exit', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}

/** Everything this launcher started. Signals reach them by process handle, never by name. */
class Children {
  readonly #running = new Set<ChildProcess>()
  #stopping = false

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => void this.stopAll(signal))
    }
  }

  spawn(command: string, commandArguments: readonly string[], stdio: 'ignore' | 'inherit' | Stdio): ChildProcess {
    const child = spawn(command, commandArguments, { cwd: ROOT, stdio })
    this.#running.add(child)
    child.once('exit', () => this.#running.delete(child))
    child.once('error', () => this.#running.delete(child))
    return child
  }

  get isStopping(): boolean {
    return this.#stopping
  }

  async stopAll(signal: NodeJS.Signals): Promise<void> {
    this.#stopping = true
    await Promise.all([...this.#running].map((child) => stop(child, signal)))
  }
}

type Stdio = ['ignore', 'pipe' | 2, 'inherit' | 2]

function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((done) => {
    const harder = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
    child.once('exit', () => {
      clearTimeout(harder)
      done()
    })
    child.kill(signal)
  })
}
