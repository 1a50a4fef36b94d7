import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { needsBuild } from '../../scripts/build-freshness.ts'
import { answers, electronBinary, obtainElectron } from '../../scripts/electron-binary.ts'
import * as plans from '../../scripts/launch-plan.ts'

const situation = (over: Partial<plans.Situation> = {}): plans.Situation => ({
  platform: 'linux',
  hasDisplay: true,
  isRoot: false,
  electron: { binary: undefined, why: 'the Electron binary is not installed' },
  chromiumPath: '/usr/bin/chromium',
  openerPath: '/usr/bin/xdg-open',
  ...over,
})
const URL_TEXT = 'http://127.0.0.1:4000/?code=abc'
const FILE = '/home/a/address'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callwright-launcher-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(path: string, modifiedSec = 1_000): void {
  const full = join(folder, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, '{}')
  utimesSync(full, modifiedSec, modifiedSec)
}

describe('which window npm start opens', () => {
  it('is the Electron window when its binary is there', () => {
    const plan = plans.planLaunch(situation({ electron: { binary: '/e/electron' } }))
    expect(plan).toMatchObject({ kind: 'electron', binary: '/e/electron' })
  })

  it('is a Chromium app window when it is not', () => {
    const plan = plans.planLaunch(situation())
    expect(plans.sayPlan(plan, URL_TEXT, FILE)).toBe(
      `Callwright runs in a window of /usr/bin/chromium at http://127.0.0.1:4000, because the Electron binary is not installed. For another browser open the address in ${FILE}.`,
    )
  })

  it('is the default browser when there is no Chromium either', () => {
    const plan = plans.planLaunch(situation({ chromiumPath: undefined }))
    expect(plan).toMatchObject({ kind: 'browser', openerPath: '/usr/bin/xdg-open' })
    expect(plans.sayPlan(plan, URL_TEXT, FILE), 'the browser uses the code up').not.toContain('abc')
  })

  it('is none, and the address is printed, when there is no browser', () => {
    const plan = plans.planLaunch(situation({ chromiumPath: undefined, openerPath: undefined }))
    expect(plans.sayPlan(plan, URL_TEXT, FILE)).toContain(
      `at ${URL_TEXT} (open it in a browser within ten minutes; it works once)`,
    )
  })

  it('is none without a display, whatever is installed', () => {
    const plan = plans.planLaunch(situation({ hasDisplay: false, electron: { binary: '/e/electron' } }))
    expect(plan).toEqual({ kind: 'url', why: 'there is no display' })
  })

  it('knows a display by X or Wayland on Linux', () => {
    expect(plans.hasDisplay('linux', {})).toBe(false)
    expect(plans.hasDisplay('linux', { DISPLAY: '' })).toBe(false)
    expect(plans.hasDisplay('linux', { DISPLAY: ':0' })).toBe(true)
    expect(plans.hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
    expect(plans.hasDisplay('darwin', {})).toBe(true)
  })

  it('gives up the browser sandbox for root on Linux only', () => {
    const flags = (over: Partial<plans.Situation>) => plans.appWindowArguments(situation(over), URL_TEXT, '/p')
    expect(flags({})).not.toContain('--no-sandbox')
    expect(flags({ isRoot: true })).toContain('--no-sandbox')
    expect(flags({ isRoot: true, platform: 'darwin' })).not.toContain('--no-sandbox')
  })

  it('opens the user’s design, made from the sample, unless one is named', () => {
    expect(plans.appArguments(['--port', '5'])).toEqual(['--sample', '--port', '5'])
    expect(plans.appArguments(['--design', 'a.callwright'])).toEqual(['--design', 'a.callwright'])
  })
})

describe('where the app keeps its own files', () => {
  it('is the folder named on the command line', () => {
    expect(plans.dataFolder('linux', {}, '/home/a', ['--data', '/d'])).toBe('/d')
    expect(plans.dataFolder('linux', {}, '/home/a', ['--data=/d'])).toBe('/d')
  })

  it('is otherwise where the system wants it', () => {
    expect(plans.dataFolder('linux', {}, '/home/a', [])).toBe('/home/a/.local/share/callwright')
    expect(plans.dataFolder('linux', { XDG_DATA_HOME: '/x' }, '/home/a', [])).toBe('/x/callwright')
    expect(plans.dataFolder('darwin', {}, '/Users/a', [])).toBe('/Users/a/Library/Application Support/Callwright')
  })
})

describe('the address line of the web host', () => {
  it('is taken from CALLWRIGHT_URL', () => {
    expect(plans.urlFromLine(`CALLWRIGHT_URL ${URL_TEXT}`)).toBe(URL_TEXT)
  })

  it('is not taken from other lines, or for another machine', () => {
    expect(plans.urlFromLine(`see ${URL_TEXT}`)).toBeUndefined()
    expect(plans.urlFromLine('CALLWRIGHT_URL http://example.test/')).toBeUndefined()
    expect(plans.urlFromLine('CALLWRIGHT_URL javascript:alert(1)')).toBeUndefined()
  })
})

describe('building before the start', () => {
  const outputs = ['out/main/index.js', 'out/main/server.js', 'out/main/engine.js', 'out/renderer/index.html']

  it('happens when an output is missing', () => {
    put('src/a.ts')
    for (const output of outputs.slice(1)) put(output, 2_000)
    expect(needsBuild(folder)).toBe(true)
  })

  it('happens when a source, however deep, is newer', () => {
    for (const output of outputs) put(output, 2_000)
    put('src/main/deep/a.ts', 2_001)
    expect(needsBuild(folder)).toBe(true)
  })

  it('does not happen when all outputs are newer, or only a test changed', () => {
    for (const output of outputs) put(output, 2_000)
    put('src/main/deep/a.ts', 1_999)
    put('src/main/deep/a.test.ts', 3_000)
    expect(needsBuild(folder)).toBe(false)
  })
})

describe('the Electron binary', () => {
  const electron = () => join(folder, 'node_modules/electron')
  const obtain = (env: Record<string, string>) =>
    obtainElectron({ root: folder, env, say: () => {}, spawn: spawnQuietly })

  it('is found where the package says', () => {
    put('node_modules/electron/dist/special')
    writeFileSync(join(electron(), 'path.txt'), 'special\n')
    expect(electronBinary(electron(), {})).toBe(join(electron(), 'dist/special'))
  })

  it('is found in an overriding folder', () => {
    put('elsewhere/electron')
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'elsewhere') }
    expect(electronBinary(electron(), env, 'linux')).toBe(join(folder, 'elsewhere/electron'))
  })

  it('is not asked for on CI', async () => {
    put('node_modules/electron/package.json')
    expect(await obtain({ CI: 'true' })).toMatchObject({ why: expect.stringContaining('CI does not download it') })
  })

  it('is known to be out of reach when nobody answers at its address', async () => {
    put('node_modules/electron/package.json')
    const port = await closedPort()
    expect(await obtain({ ELECTRON_MIRROR: `http://127.0.0.1:${port}/` })).toMatchObject({
      why: 'the Electron binary is not installed and 127.0.0.1 cannot be reached to download it',
    })
  })

  it('is fetched by its own installer when its host answers', async () => {
    put('node_modules/electron/package.json')
    // Stands for Electron's installer: leaves a binary beside itself.
    writeFileSync(
      join(electron(), 'install.js'),
      `const fs = require('fs'), dir = __dirname + '/dist'; fs.mkdirSync(dir);
       fs.writeFileSync(__dirname + '/path.txt', 'made'); fs.writeFileSync(dir + '/made', '')`,
    )
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((listening) => server.once('listening', listening))
    const { port } = server.address() as { port: number }
    try {
      expect(await answers(new URL(`http://127.0.0.1:${port}/`), 5_000)).toBe(true)
      expect(await obtain({ ELECTRON_MIRROR: `http://127.0.0.1:${port}/` })).toEqual({
        binary: join(electron(), 'dist/made'),
      })
    } finally {
      server.close()
    }
  })
})

const spawnQuietly = (command: string, given: readonly string[]) => spawn(command, given, { stdio: 'ignore' })

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const { port } = server.address() as { port: number }
  await new Promise((closed) => server.close(closed))
  return port
}
