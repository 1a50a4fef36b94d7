import { DESIGN_SCHEMA_VERSION, type Document } from '../../callflow/design/document.ts'
import { bundleIdOf, canonicalJson, documentHash } from '../../engine/control/client.ts'
import { type Bundle, MAX_OFFERED, MAX_SENT } from '../../engine/control/contract.ts'
import type { DesignStore } from '../store/design-store.ts'
import { type ControlClient, SyncFailedError } from './engine-target.ts'

export function makeBundle(design: DesignStore, createdMs: number): Bundle {
  const documents = design.documents().map(asRecord)
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

/** Sends a bundle with the sounds the engine does not have yet and activates it. Until the last step the running one is untouched. */
export async function deployBundle(engine: ControlClient, bundle: Bundle, design: DesignStore): Promise<void> {
  const missingBlobs = await sendBundle(engine, bundle)
  for (const sha256 of missingBlobs) {
    const blob = design.blob(sha256)
    if (!blob) throw new SyncFailedError(`A sound of the design is missing from its file (${sha256.slice(0, 12)} …).`)
    await engine.bundle.putBlob({ sha256, base64: Buffer.from(blob.bytes).toString('base64') })
  }
  await engine.bundle.activate({ id: bundle.id })
}

/** What the engine has already is not sent, and no piece is long: it handles calls meanwhile. */
async function sendBundle(engine: ControlClient, bundle: Bundle): Promise<readonly string[]> {
  const { documents, ...about } = bundle
  const lines = new Map(documents.map((document) => [canonicalJson(document), document]))
  const sorted = [...lines.keys()].sort()
  const byHash = new Map(sorted.map((line) => [documentHash(line), line]))
  const hashes = [...byHash.keys()]
  const missing: string[] = []
  let at = 0
  do {
    const page = await engine.bundle.offer({ ...about, at, hashes: hashes.slice(at, at + MAX_OFFERED) })
    missing.push(...page.missing)
    at += MAX_OFFERED
  } while (at < hashes.length)
  for (const piece of pieces(missing.map((hash) => byHash.get(hash) ?? ''))) {
    await engine.bundle.send({ id: bundle.id, documents: piece.map((line) => lines.get(line) ?? {}) })
  }
  return (await engine.bundle.assemble({ id: bundle.id })).missingBlobs
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
