import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { ElectronState } from './launch-plan.ts'

const REACHABLE_WITHIN_MS = 700
const DOWNLOAD_WITHIN_MS = 180_000
const DOWNLOAD_HOST = 'https://github.com/'

interface Options {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly say: (line: string) => void
  /** Starts a program without output; the caller ends it when the launcher is told to stop. */
  readonly spawn: (command: string, commandArguments: readonly string[]) => ChildProcess
}

/**
 * The Electron binary, fetched when it can be. Absence costs file checks and at most one connection attempt of
 * `REACHABLE_WITHIN_MS`: Electron's own installer, which would retry for long, is started only when its host answers.
 */
export async function obtainElectron({ root, env, say, spawn }: Options): Promise<ElectronState> {
  const folder = join(root, 'node_modules', 'electron')
  if (!existsSync(join(folder, 'package.json'))) return { binary: undefined, why: 'Electron is not installed' }
  const present = electronBinary(folder, env)
  if (present !== undefined) return { binary: present }
  const missing = 'the Electron binary is not installed'
  if (env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false') {
    return { binary: undefined, why: `${missing} (and CI does not download it)` }
  }
  const host = new URL(env['ELECTRON_MIRROR'] ?? env['npm_config_electron_mirror'] ?? DOWNLOAD_HOST)
  if (!(await answers(host, REACHABLE_WITHIN_MS))) {
    return { binary: undefined, why: `${missing} and ${host.hostname} cannot be reached to download it` }
  }
  say(`Downloading Electron from ${host.hostname} (once) ...`)
  await finished(spawn(process.execPath, [join(folder, 'install.js')]), DOWNLOAD_WITHIN_MS)
  const binary = electronBinary(folder, env)
  return binary !== undefined ? { binary } : { binary: undefined, why: 'downloading the Electron binary failed' }
}

/** Where the `electron` package expects its binary; two file checks, no network. */
export function electronBinary(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const pathFile = join(folder, 'path.txt')
  const relative = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : defaultPath(platform)
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  const binary = override ? join(override, relative) : join(folder, 'dist', relative)
  return existsSync(binary) ? binary : undefined
}

function defaultPath(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/** True when a TCP connection to the host's port opens in time; name resolution counts towards the time. */
export function answers(url: URL, withinMs: number): Promise<boolean> {
  return new Promise((done) => {
    const port = url.port !== '' ? Number(url.port) : url.protocol === 'http:' ? 80 : 443
    const socket = connect({ host: url.hostname, port })
    const finish = (reached: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      done(reached)
    }
    const timer = setTimeout(() => finish(false), withinMs)
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
  })
}

function finished(child: ChildProcess, withinMs: number): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(() => child.kill('SIGTERM'), withinMs)
    const finish = () => {
      clearTimeout(timer)
      done()
    }
    child.once('error', finish)
    child.once('exit', finish)
  })
}
