import { DESIGN_SCHEMA_VERSION, type Document, parseDocument } from '../../callflow/design/document.ts'
import { type DesignSnapshot, snapshotOf } from '../../callflow/design/snapshot.ts'
import { bundleIdOf } from '../control/bundle-id.ts'
import type { Bundle } from '../control/contract.ts'
import type { BlobStore } from '../state/blob-store.ts'
import type { BundleStore } from '../state/bundle-store.ts'

export type Refused = { readonly ok: false; readonly reason: string }
export type Loaded = { readonly ok: true; readonly design: DesignSnapshot }

export interface ActiveBundle {
  readonly id: string
  readonly designName: string
  readonly activatedMs: number
  readonly design: DesignSnapshot
}

export interface BundleServiceOptions {
  readonly bundles: BundleStore
  readonly blobs: BlobStore
  readonly now: () => number
  /** `before` is the design that ran until now in this process. */
  readonly onActivated: (active: ActiveBundle, before: DesignSnapshot | undefined) => void
}

/** Documents parsed between two turns of the event loop: a large design must not delay calls. */
const CHUNK = 500

/** Which design runs. A bundle that does not load leaves the running one untouched. */
export class BundleService {
  readonly #options: BundleServiceOptions
  #active: ActiveBundle | undefined
  #problem: string | null = null
  /** The one stored last, which is usually activated next. */
  #parsed: { readonly id: string; readonly design: DesignSnapshot } | undefined

  constructor(options: BundleServiceOptions) {
    this.#options = options
  }

  get active(): ActiveBundle | undefined {
    return this.#active
  }

  /** Why the last good bundle could not be loaded on start; null once one runs. */
  get problem(): string | null {
    return this.#problem
  }

  /** Loads what ran last. Never throws: what went wrong is `problem`. */
  async start(): Promise<void> {
    const id = this.#options.bundles.lastActivated()
    if (id === undefined) return
    const loaded = await this.#load(id)
    if (loaded.ok) this.#swap(id, loaded.design)
    else this.#problem = `the last active bundle ${id.slice(0, 12)} does not load: ${loaded.reason}`
  }

  async put(bundle: Bundle): Promise<{ readonly ok: true; readonly missingBlobs: string[] } | Refused> {
    const actual = bundleIdOf(bundle.documents)
    if (actual !== bundle.id) {
      return { ok: false, reason: `the documents have SHA-256 ${actual}, not ${bundle.id}` }
    }
    const loaded = await loadDesign(bundle)
    if (!loaded.ok) return loaded
    await this.#options.bundles.put(bundle, this.#options.now())
    this.#parsed = { id: bundle.id, design: loaded.design }
    return { ok: true, missingBlobs: this.#missingBlobs(loaded.design) }
  }

  async activate(id: string): Promise<{ readonly ok: true; readonly previousId: string | null } | Refused> {
    if (!this.#options.bundles.has(id)) return { ok: false, reason: `there is no bundle ${id}` }
    const loaded = this.#parsed?.id === id ? { ok: true as const, design: this.#parsed.design } : await this.#load(id)
    if (!loaded.ok) return loaded
    const previousId = this.#active?.id ?? null
    this.#options.bundles.recordActivation(id, this.#options.now())
    this.#swap(id, loaded.design)
    return { ok: true, previousId }
  }

  get canRollBack(): boolean {
    return this.#before() !== undefined
  }

  /** The bundle that was active before this one. */
  #before(): string | undefined {
    const { bundles } = this.#options
    const current = this.#active?.id ?? bundles.lastActivated()
    return current === undefined ? undefined : bundles.activatedBefore(current)
  }

  async rollBack(): Promise<{ readonly ok: true; readonly id: string } | Refused> {
    const id = this.#before()
    if (id === undefined) return { ok: false, reason: 'there is no earlier bundle to go back to' }
    const activated = await this.activate(id)
    return activated.ok ? { ok: true, id } : activated
  }

  #swap(id: string, design: DesignSnapshot): void {
    const designName = this.#options.bundles.list().find((each) => each.id === id)?.designName ?? ''
    const before = this.#active?.design
    this.#active = { id, designName, activatedMs: this.#options.now(), design }
    this.#problem = null
    this.#parsed = undefined
    this.#options.onActivated(this.#active, before)
  }

  async #load(id: string): Promise<Loaded | Refused> {
    try {
      return await loadDesign(this.#options.bundles.read(id))
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message.slice(0, 500) : String(error) }
    }
  }

  #missingBlobs(design: DesignSnapshot): string[] {
    const missing = new Set<string>()
    for (const { sha256 } of design.list('media')) {
      if (sha256 !== null && !this.#options.blobs.has(sha256)) missing.add(sha256)
    }
    return [...missing]
  }
}

async function loadDesign(bundle: Bundle): Promise<Loaded | Refused> {
  if (bundle.schemaVersion > DESIGN_SCHEMA_VERSION) {
    const reason = `the design has schema version ${bundle.schemaVersion}; this engine knows up to ${DESIGN_SCHEMA_VERSION}`
    return { ok: false, reason }
  }
  const documents = new Map<string, Document>()
  for (let at = 0; at < bundle.documents.length; at++) {
    if (at > 0 && at % CHUNK === 0) await new Promise(setImmediate)
    const parsed = parseDocument(bundle.documents[at])
    if (!parsed.ok) return { ok: false, reason: parsed.error }
    const { document } = parsed
    if (documents.has(document.id)) {
      return {
        ok: false,
        reason: `two documents have the id ${document.id}: ${document.kind} "${document.name}" is the second`,
      }
    }
    documents.set(document.id, document)
  }
  return { ok: true, design: snapshotOf(documents.values()) }
}
