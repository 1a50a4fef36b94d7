import { DESIGN_SCHEMA_VERSION, type Document } from '../../callflow/design/document.ts'
import { bundleIdOf } from '../../engine/control/client.ts'
import type { Bundle } from '../../engine/control/contract.ts'
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
  const { missingBlobs } = await engine.bundle.put(bundle)
  for (const sha256 of missingBlobs) {
    const blob = design.blob(sha256)
    if (!blob) throw new SyncFailedError(`A sound of the design is missing from its file (${sha256.slice(0, 12)} …).`)
    await engine.bundle.putBlob({ sha256, base64: Buffer.from(blob.bytes).toString('base64') })
  }
  await engine.bundle.activate({ id: bundle.id })
}

function asRecord(document: Document): Record<string, unknown> {
  return { ...document }
}
