import { DESIGN_SCHEMA_VERSION, type Document } from '../../callflow/design/document.ts'
import { bundleIdOf, canonicalJson, type ControlClient, documentHash, sendBlob } from '../../engine/control/client.ts'
import { type Bundle, MAX_OFFERED, MAX_SENT } from '../../engine/control/contract.ts'
import type { DeployProgress } from '../api/target-contract.ts'
import type { DesignStore } from '../store/design-store.ts'
import { isRunByEngines } from './run-by-engines.ts'
import { SyncFailedError } from './target.ts'

export function makeBundle(design: DesignStore, createdMs: number): Bundle {
  const documents = design.documents().filter(isRunByEngines).map(asRecord)
  const { designId, name } = design.info()
  return {
    id: bundleIdOf(documents),
    designId,
    designName: name,
    schemaVersion: DESIGN_SCHEMA_VERSION,
    createdMs,
    documents,
  }
}

/** A sound by its SHA-256; undefined when it is lost. */
export type SoundOf = (sha256: string) => Uint8Array | undefined

export interface ToDeploy {
  readonly bundle: Bundle
  readonly soundOf: SoundOf
  /** Why, for whoever looks at the list of deployments. */
  readonly note?: string
  /** What is to run until then, null for nothing: when something else does, nothing is activated. Absent: whatever runs. */
  readonly expects?: string | null
}

/** Sends a bundle with the sounds the engine does not have yet and activates it. Until the last step the running one is untouched. */
export async function* deployBundle(
  engine: ControlClient,
  { bundle, soundOf, ...wish }: ToDeploy,
  signal: AbortSignal,
): AsyncGenerator<DeployProgress, void> {
  const missingBlobs = yield* sendBundle(engine, bundle, signal)
  for (const [done, sha256] of missingBlobs.entries()) {
    signal.throwIfAborted()
    yield progress('sounds', done, missingBlobs.length)
    const bytes = soundOf(sha256)
    if (!bytes) throw new SyncFailedError(`A sound of the design is missing from its file (${sha256.slice(0, 12)} …).`)
    await sendBlob(engine, { sha256, bytes }, signal)
  }
  yield progress('activating', 0, 1)
  signal.throwIfAborted()
  await engine.bundle.activate({ id: bundle.id, ...wish })
}

/** What the engine has already is not sent, and no piece is long: it handles calls meanwhile. */
async function* sendBundle(
  engine: ControlClient,
  bundle: Bundle,
  signal: AbortSignal,
): AsyncGenerator<DeployProgress, readonly string[]> {
  const { documents, ...about } = bundle
  const lines = new Map(documents.map((document) => [canonicalJson(document), document]))
  const sorted = [...lines.keys()].sort()
  const byHash = new Map(sorted.map((line) => [documentHash(line), line]))
  const hashes = [...byHash.keys()]
  const missing: string[] = []
  let at = 0
  do {
    yield progress('comparing', at, hashes.length)
    const page = await engine.bundle.offer({ ...about, at, hashes: hashes.slice(at, at + MAX_OFFERED) }, { signal })
    missing.push(...page.missing)
    at += MAX_OFFERED
  } while (at < hashes.length)
  let sent = 0
  for (const piece of pieces(missing.map((hash) => byHash.get(hash) ?? ''))) {
    yield progress('sending', sent, missing.length)
    await engine.bundle.send({ id: bundle.id, documents: piece.map((line) => lines.get(line) ?? {}) }, { signal })
    sent += piece.length
  }
  yield progress('sending', sent, missing.length)
  return (await engine.bundle.assemble({ id: bundle.id }, { signal })).missingBlobs
}

function progress(doing: DeployProgress['doing'], done: number, total: number): DeployProgress {
  return { kind: 'progress', doing, done, total }
}

const MAX_PIECE_CHARS = 100_000

function* pieces(lines: readonly string[]): Generator<readonly string[]> {
  let piece: string[] = []
  let chars = 0
  for (const line of lines) {
    if (piece.length === MAX_SENT || (piece.length > 0 && chars + line.length > MAX_PIECE_CHARS)) {
      yield piece
      piece = []
      chars = 0
    }
    piece.push(line)
    chars += line.length
  }
  if (piece.length > 0) yield piece
}

function asRecord(document: Document): Record<string, unknown> {
  return { ...document }
}
