import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createHash } from 'node:crypto'
import { DESIGN_SCHEMA_VERSION, type Document } from '../../src/callflow/design/document.ts'
import { bundleIdOf, type ControlClient, connectControl, sendBlob } from '../../src/engine/control/client.ts'
import type { Bundle } from '../../src/engine/control/contract.ts'

/** A real `callwright-engine` process on free loopback ports. */
export interface TestEngine {
  readonly dataDir: string
  readonly controlUrl: string
  readonly token: string
  readonly sipPort: number
  /** Another number than `sipPort`: both were chosen free. */
  readonly sipTcpPort: number
  /** 0: started without `--tls`. */
  readonly sipTlsPort: number
  /** Of WebSockets. */
  readonly sipWsPort: number
  readonly control: ControlClient
  readonly process: ChildProcess
  /** What it wrote to stderr so far. */
  readonly log: () => string
  /** Stores and activates a design; blobs are sounds by content. */
  readonly activate: (documents: readonly Document[], blobs?: readonly Uint8Array[]) => Promise<string>
  /** `kill -9`; start again with `startTestEngine({ dataDir })`. */
  readonly kill: () => Promise<void>
  /** SIGTERM; the data folder stays. */
  readonly stopProcess: () => Promise<void>
  /** SIGTERM, and the data folder goes. */
  readonly stop: () => Promise<void>
}

export interface TestEngineOptions {
  /** Keep using an earlier engine's folder. */
  readonly dataDir?: string
  /** Default 127.0.0.1:0. */
  readonly sip?: string
  readonly args?: readonly string[]
  /** For Node itself. */
  readonly nodeArgs?: readonly string[]
}

const root = join(import.meta.dirname, '..', '..')

export async function startTestEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'callwright-engine-'))
  const asked = options.args ?? []
  // A certificate takes a second to make, and few look at it.
  const tls = asked.includes('--tls') ? [] : ['--tls', 'none']
  const args = ['--data', dataDir, '--sip', options.sip ?? '127.0.0.1:0', ...tls, ...asked]
  const child = spawnEngine(args, options.nodeArgs ? { nodeArgs: options.nodeArgs } : {})
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-200_000)
  })
  const ready = await readyLine(child, () => log)
  const token = readFileSync(join(dataDir, 'control-token'), 'utf8').trim()
  const connection = connectControl({ url: ready.control, token })
  const portOf = (wanted: string) => ready.sip.find(({ transport }) => transport === wanted)?.port ?? 0
  const end = async (signal: NodeJS.Signals) => {
    connection.close()
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  return {
    dataDir,
    controlUrl: ready.control,
    token,
    sipPort: portOf('udp'),
    sipTcpPort: portOf('tcp'),
    sipTlsPort: portOf('tls'),
    sipWsPort: portOf('ws'),
    control: connection.client,
    process: child,
    log: () => log,
    activate: (documents, blobs = []) => activate(connection.client, documents, blobs),
    kill: () => end('SIGKILL'),
    stopProcess: () => end('SIGTERM'),
    async stop() {
      await end('SIGTERM')
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The engine's process with its output piped; for tests of the command itself. */
export function spawnEngine(
  args: readonly string[],
  { stderr = 'pipe', nodeArgs = [] }: { readonly stderr?: 'pipe' | number; readonly nodeArgs?: readonly string[] } = {},
): ChildProcess {
  const all = [...nodeArgs, join(root, 'src', 'engine', 'cli.ts'), '--control', '127.0.0.1:0', ...args]
  return spawn(process.execPath, all, { stdio: ['ignore', 'pipe', stderr] })
}

export function bundleOf(documents: readonly Readonly<Record<string, unknown>>[]): Bundle {
  return {
    id: bundleIdOf(documents),
    designId: 'test-design',
    designName: 'Test design',
    schemaVersion: DESIGN_SCHEMA_VERSION,
    createdMs: Date.now(),
    documents: documents.map((document) => ({ ...document })),
  }
}

async function activate(
  control: ControlClient,
  documents: readonly Document[],
  blobs: readonly Uint8Array[],
): Promise<string> {
  for (const blob of blobs) {
    const sha256 = createHash('sha256').update(blob).digest('hex')
    await sendBlob(control, { sha256, bytes: blob })
  }
  const bundle = bundleOf(documents)
  const { missingBlobs } = await control.bundle.put(bundle)
  if (missingBlobs.length > 0) throw new Error(`the design lacks blobs ${missingBlobs.join(', ')}`)
  await control.bundle.activate({ id: bundle.id })
  return bundle.id
}

interface ReadyLine {
  readonly control: string
  readonly sip: readonly { readonly transport: string; readonly host: string; readonly port: number }[]
}

/** The one line it prints; rejects with its log when it ends before. */
export async function readyLine(child: ChildProcess, log: () => string): Promise<ReadyLine> {
  if (!child.stdout) throw new Error('the engine has no standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    return JSON.parse(line) as ReadyLine // the engine's own first line
  }
  throw new Error(`the engine ended without getting ready:\n${log()}`)
}
