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

  /** What is wrong with what ran last; null once another is made active. */
  get problem(): string | null {
    return this.#problem
  }

  /**
   * Loads what ran last, or, when that is damaged, the latest before it that loads: what is damaged stays, so that whoever mends it, or starts a newer
   * engine, has it again. Never throws: what went wrong is `problem`.
   */
  async start(): Promise<void> {
    const damaged: string[] = []
    for (const id of this.#options.bundles.activated()) {
      const loaded = await this.#load(id)
      if (loaded.ok) {
        this.#swap(id, loaded.design)
        this.#problem = problemOf(damaged, this.#nameOf(id), this.#missingSounds(loaded.design))
        return
      }
      damaged.push(`${this.#nameOf(id)} cannot be loaded: ${loaded.reason}`)
    }
    this.#problem = problemOf(damaged, undefined, [])
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
    return this.#earlier().length > 0
  }

  /** What was active before this one, the latest first. */
  #earlier(): readonly string[] {
    const activated = this.#options.bundles.activated()
    return activated.slice(Math.max(0, activated.indexOf(this.#active?.id ?? '')) + 1)
  }

  /** To what was active before and can be loaded. */
  async rollBack(): Promise<{ readonly ok: true; readonly id: string } | Refused> {
    let refused: Refused = { ok: false, reason: 'there is no earlier bundle to go back to' }
    for (const id of this.#earlier()) {
      const activated = await this.activate(id)
      if (activated.ok) return { ok: true, id }
      refused = activated
    }
    return refused
  }

  #swap(id: string, design: DesignSnapshot): void {
    const designName = this.#designNameOf(id)
    const before = this.#active?.design
    this.#active = { id, designName, activatedMs: this.#options.now(), design }
    this.#problem = null
    this.#parsed = undefined
    this.#options.onActivated(this.#active, before)
  }

  #designNameOf(id: string): string {
    return this.#options.bundles.list().find((each) => each.id === id)?.designName ?? ''
  }

  /** As people tell versions of one design from each other. */
  #nameOf(id: string): string {
    return `version ${id.slice(0, 12)} of "${this.#designNameOf(id)}"`
  }

  async #load(id: string): Promise<Loaded | Refused> {
    try {
      const bundle = this.#options.bundles.read(id)
      const actual = bundleIdOf(bundle.documents)
      if (actual !== id) return { ok: false, reason: `its file is damaged: the documents have SHA-256 ${actual}` }
      return await loadDesign(bundle)
    } catch (error) {
      return { ok: false, reason: reasonOf(error) }
    }
  }

  /** Blobs to be sent, those that are there and damaged included. */
  #missingBlobs(design: DesignSnapshot): string[] {
    const missing = new Set<string>()
    for (const { sha256 } of this.#soundsToSend(design)) missing.add(sha256)
    return [...missing]
  }

  #missingSounds(design: DesignSnapshot): string[] {
    return this.#soundsToSend(design).map(({ name }) => name)
  }

  #soundsToSend(design: DesignSnapshot) {
    return design.list('media').flatMap(({ name, sha256, sizeBytes }) => {
      const isThere = sha256 === null || this.#options.blobs.isWhole(sha256, sizeBytes)
      return isThere ? [] : [{ name, sha256 }]
    })
  }
}

const MAX_NAMED = 3

/** `damaged` in the order of what ran last. A sound that is missing is no reason to run another version: the calls of this one find their way. */
function problemOf(damaged: readonly string[], runs: string | undefined, missing: readonly string[]): string | null {
  const sentences: string[] = []
  if (damaged.length > 0) {
    const instead = runs === undefined ? 'no version runs, and calls are refused' : `${runs} runs instead`
    sentences.push(`${someOf(damaged, '; ')}; ${instead} until you deploy again`)
  }
  if (missing.length > 0) {
    const names = someOf(
      missing.map((name) => `"${name}"`),
      ', ',
    )
    sentences.push(`sounds of ${runs} are missing or damaged and are not played: ${names}; deploy again to send them`)
  }
  return sentences.length === 0 ? null : sentences.join('. ')
}

function someOf(all: readonly string[], between: string): string {
  const rest = all.length - MAX_NAMED
  return [...all.slice(0, MAX_NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join(between)
}

/** Of a file that is gone, cut off or something else altogether. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'ENOENT') return 'its file is missing'
  return `its file is damaged: ${error.message.replaceAll(/\s+/g, ' ').slice(0, 200)}`
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
