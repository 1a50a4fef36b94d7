import { type ChildProcess, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { builtEntry } from '../../built-entry.ts'

export interface EngineExit {
  readonly code: number | null
  readonly signal: string | null
  /** The last line it wrote on stderr, without control characters. */
  readonly lastWords: string
}

export interface EngineProcess {
  readonly pid: number
  /** The control API's address, once the engine answers; the exit when it ended before. */
  readonly ready: Promise<{ readonly control: string } | { readonly exit: EngineExit }>
  readonly exited: Promise<EngineExit>
  /** Asks it to end; kills it when it has not after `STOP_WITHIN_MS`. */
  stop(): Promise<void>
  /** This app ends, and it does not. */
  leave(): void
}

export interface EngineProcessOptions {
  readonly dataDir: string
  readonly sip: string
  readonly provision?: string | null
  readonly tokenFile: string
}

/** `callwright-engine` says this when an address it should listen on is taken. */
export const EXIT_PORT_IN_USE = 3

/** `engine.js` of the build, or the source when running from source. */
export const engineEntry = builtEntry('engine') ?? join(import.meta.dirname, '../../../engine/cli.ts')

/** Changes with every build of the engine. */
export function engineBuild(): string {
  const { mtimeMs, size } = statSync(engineEntry)
  return `${Math.trunc(mtimeMs)}-${size}`
}

export function startEngineProcess(options: EngineProcessOptions): EngineProcess {
  const child = spawn(
    process.execPath,
    [
      engineEntry,
      '--data',
      options.dataDir,
      '--sip',
      options.sip,
      '--control',
      '127.0.0.1:0',
      '--token-file',
      options.tokenFile,
      ...(options.provision ? ['--provision', options.provision] : []),
    ],
    // In Electron the executable is Electron; this makes it plain Node. Elsewhere nobody reads it.
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
  )
  const exited = exitOf(child)
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS)
  const ready = Promise.race([readyLine(child).then((control) => ({ control })), exited.then((exit) => ({ exit }))])
  void ready.then(() => clearTimeout(timer))
  return { pid: child.pid ?? 0, ready, exited, stop: () => stop(child, exited), leave: () => leave(child) }
}

const readyMessage = z.object({ ready: z.literal(true), control: z.url() })

function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (!child.stdout) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = readyMessage.safeParse(jsonOf(line))
      if (message.success) resolve(message.data.control)
    })
  })
}

function exitOf(child: ChildProcess): Promise<EngineExit> {
  let lastWords = ''
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.trim() !== '') lastWords = line.replaceAll(/\p{Cc}/gu, ' ').slice(0, 300)
    })
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, lastWords: error.message }))
    child.once('close', (code, signal) => resolve({ code, signal, lastWords }))
  })
}

async function stop(child: ChildProcess, exited: Promise<EngineExit>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await exited
  clearTimeout(timer)
}

function leave(child: ChildProcess): void {
  child.stdout?.destroy()
  child.stderr?.destroy()
  child.unref()
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const READY_WITHIN_MS = 20_000
const STOP_WITHIN_MS = 5_000
