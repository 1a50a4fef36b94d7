import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DESIGN_SCHEMA_VERSION, type Document, makeDocument } from '../src/callflow/design/document.ts'
import { makeExtension } from '../src/callflow/design/extension.ts'
import {
  bundleIdOf,
  canonicalJson,
  type ControlClient,
  connectControl,
  documentHash,
} from '../src/engine/control/client.ts'
import { MAX_OFFERED, MAX_SENT } from '../src/engine/control/contract.ts'
import type { Binding } from '../src/engine/services/registrar/binding.ts'
import { createBindingStore } from '../src/engine/state/binding-store.ts'
import { openEngineDatabase } from '../src/engine/state/engine-database.ts'
import { readyLine } from '../tests/harness/engine.ts'
import { record } from './record.ts'
import type { Stretches } from './thread-probe.ts'

/**
 * How long syncs of 40,000 documents keep a real engine's signalling thread from phones, 10,000 of which are registered: the first, one with one document
 * changed, the way back, and the REGISTER-to-answer after each, which is what the first caller pays for a new design.
 */
const SEATS = 10_000
const SYNC_MINUTES = 10

function designOf(changed: string): readonly Document[] {
  const seats = [...Array(SEATS)].flatMap((_, at) =>
    makeExtension({
      extension: String(10_000 + at),
      firstName: at === 7 ? changed : 'User',
      lastName: String(at),
      sipUsername: `u${at}`,
      sipPassword: 'x',
      ids: { user: `user-${at}`, device: `device-${at}`, mailbox: `mailbox-${at}`, callflow: `flow-${at}` },
    }),
  )
  return [makeDocument('account', { id: 'account', name: 'Large company' }), ...seats]
}

function registerPhones(dataDir: string): void {
  const db = openEngineDatabase(dataDir)
  const now = Date.now()
  const bindings = [...Array(SEATS)].map(
    (_, at): Binding => ({
      aor: `u${at}@callwright.local`,
      contact: `sip:u${at}@127.0.0.1:5999`,
      deviceId: `device-${at}`,
      sipCallId: `call-${at}`,
      cseq: 1,
      source: { transport: 'udp', address: '127.0.0.1', port: 5999 },
      path: [],
      userAgent: 'bench',
      registeredMs: now,
      expiresMs: now + SYNC_MINUTES * 60_000,
    }),
  )
  db.transaction(() => createBindingStore(db).save(bindings, []))()
  db.close()
}

interface Engine {
  readonly child: ChildProcess
  readonly control: ControlClient
  readonly close: () => Promise<void>
}

async function startEngine(dataDir: string): Promise<Engine> {
  const src = join(import.meta.dirname, '..', 'src')
  const args = ['--data', dataDir, '--sip', '127.0.0.1:0', '--control', '127.0.0.1:0']
  const probe = ['--import', join(import.meta.dirname, 'thread-probe.ts')]
  const child = spawn(process.execPath, [...probe, join(src, 'engine', 'cli.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const { control } = await readyLine(child, () => '')
  const connection = connectControl({
    url: control,
    token: readFileSync(join(dataDir, 'control-token'), 'utf8').trim(),
  })
  return {
    child,
    control: connection.client,
    async close() {
      connection.close()
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** As the app does it. */
async function send(control: ControlClient, documents: readonly Document[]): Promise<string> {
  const lines = new Map(documents.map((document) => [canonicalJson(document), document]))
  const sorted = [...lines.keys()].sort()
  const byHash = new Map(sorted.map((line) => [documentHash(line), line]))
  const hashes = [...byHash.keys()]
  const id = bundleIdOf(documents.map((each) => ({ ...each })))
  const about = { id, designId: 'design', designName: 'Large', schemaVersion: DESIGN_SCHEMA_VERSION, createdMs: 1 }
  const missing: string[] = []
  for (let at = 0; at < hashes.length; at += MAX_OFFERED) {
    const page = await control.bundle.offer({ ...about, at, hashes: hashes.slice(at, at + MAX_OFFERED) })
    missing.push(...page.missing)
  }
  for (let at = 0; at < missing.length; at += MAX_SENT) {
    const piece = missing.slice(at, at + MAX_SENT).map((hash) => ({ ...lines.get(byHash.get(hash) ?? '') }))
    await control.bundle.send({ id, documents: piece })
  }
  await control.bundle.assemble({ id })
  return id
}

async function measured({ child }: Engine, work: () => Promise<unknown>): Promise<Stretches & { tookMs: number }> {
  child.send('begin')
  const beganMs = performance.now()
  await work()
  const tookMs = Math.round(performance.now() - beganMs)
  child.send('end')
  const [stretches] = (await once(child, 'message')) as [Stretches] // the probe's only message
  return { tookMs, ...stretches }
}

const dataDir = mkdtempSync(join(tmpdir(), 'callwright-sync-'))
registerPhones(dataDir)
const [first, second] = [designOf('Kim'), designOf('Robin')]
const engine = await startEngine(dataDir)
const { control } = engine
let id = ''
const measurements = {
  'first sync': await measured(engine, async () => void (id = await send(control, first))),
  'first activation': await measured(engine, () => control.bundle.activate({ id })),
  'sync, one document changed': await measured(engine, async () => void (id = await send(control, second))),
  'activation, one document changed': await measured(engine, () => control.bundle.activate({ id })),
  'roll back': await measured(engine, () => control.bundle.rollBack()),
}
await engine.close()
rmSync(dataDir, { recursive: true, force: true })
record('sync', measurements)
