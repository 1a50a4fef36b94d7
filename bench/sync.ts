import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DESIGN_SCHEMA_VERSION, makeDocument } from '../src/callflow/design/document.ts'
import { bundleIdOf, canonicalJson, documentHash, inBundleOrder } from '../src/engine/control/bundle-id.ts'
import { bundleSchema, controlContract, MAX_OFFERED, MAX_SENT } from '../src/engine/control/contract.ts'
import { BundleService } from '../src/engine/services/bundles.ts'
import { createBlobStore } from '../src/engine/state/blob-store.ts'
import { createBundleStore } from '../src/engine/state/bundle-store.ts'
import { openEngineDatabase } from '../src/engine/state/engine-database.ts'

/**
 * How long a sync of 40,000 documents keeps the engine's thread from calls: as one message, and in pieces, first all of them and then with one changed.
 * Reading the messages is measured with it, the network is not.
 */
const DOCUMENTS = 40_000
const folder = mkdtempSync(join(tmpdir(), 'callwright-sync-'))

function serviceIn(name: string): BundleService {
  const dataDir = join(folder, name)
  const db = openEngineDatabase(dataDir)
  return new BundleService({
    bundles: createBundleStore(db, dataDir),
    blobs: createBlobStore(dataDir),
    now: () => Date.now(),
    onActivated: () => {},
  })
}

function designOf(changed: string) {
  const documents = [...Array(DOCUMENTS)].map((_, at) => {
    const name = at === 7 ? changed : `Person ${at}`
    return { ...makeDocument('user', { id: `user-${at}`, name, extension: String(10_000 + at) }) }
  })
  const about = { designId: 'design', designName: 'Large', schemaVersion: DESIGN_SCHEMA_VERSION, createdMs: 1 }
  return { id: bundleIdOf(documents), ...about, documents: inBundleOrder(documents) }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

async function measured(what: string, messages: readonly (() => unknown)[]): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  await new Promise((resolve) => setTimeout(resolve, 100))
  delay.enable()
  const beganMs = performance.now()
  await new Promise((resolve) => setTimeout(resolve, 20))
  for (const handle of messages) {
    await handle()
    await turn()
  }
  await new Promise((resolve) => setTimeout(resolve, 20))
  delay.disable()
  const ms = (ns: number) => (ns / 1e6).toFixed(1)
  const tookMs = (performance.now() - beganMs).toFixed(0)
  process.stdout.write(
    `${what}: ${tookMs} ms, event-loop delay p99 ${ms(delay.percentile(99))} ms, max ${ms(delay.max)} ms\n`,
  )
}

/** Each message as text, as it comes in. */
function inPieces(service: BundleService, bundle: ReturnType<typeof designOf>, missing: ReadonlySet<string>) {
  const { documents, ...about } = bundle
  const lines = documents.map((document) => canonicalJson(document))
  const hashes = lines.map(documentHash)
  const messages: (() => unknown)[] = []
  const { inputSchema: offers } = controlContract.bundle.offer['~orpc']
  const { inputSchema: sends } = controlContract.bundle.send['~orpc']
  if (!offers || !sends) throw new Error('the contract says what comes in')
  for (let at = 0; at < hashes.length; at += MAX_OFFERED) {
    const text = JSON.stringify({ ...about, at, hashes: hashes.slice(at, at + MAX_OFFERED) })
    messages.push(() => service.offer(offers.parse(JSON.parse(text))))
  }
  const toSend = documents.filter((_, at) => missing.has(hashes[at] ?? ''))
  for (let at = 0; at < toSend.length; at += MAX_SENT) {
    const text = JSON.stringify({ id: bundle.id, documents: toSend.slice(at, at + MAX_SENT) })
    messages.push(() => service.send(bundle.id, sends.parse(JSON.parse(text)).documents))
  }
  messages.push(() => service.assemble(bundle.id))
  messages.push(() => service.activate(bundle.id))
  return messages
}

const first = designOf('Kim')
const text = JSON.stringify(first)
const all = new Set(first.documents.map((document) => documentHash(canonicalJson(document))))
const whole = serviceIn('whole')
await measured('one message', [() => whole.put(bundleSchema.parse(JSON.parse(text))), () => whole.activate(first.id)])
const pieces = serviceIn('pieces')
await measured('in pieces', inPieces(pieces, first, all))
const second = designOf('Robin')
const changed = new Set(
  second.documents.map((each) => documentHash(canonicalJson(each))).filter((hash) => !all.has(hash)),
)
await measured('one document changed', inPieces(pieces, second, changed))
await measured('rolled back', [() => pieces.rollBack()])
rmSync(folder, { recursive: true, force: true })
