import { DESIGN_SCHEMA_VERSION, type Document, parseDocument } from '../../callflow/design/document.ts'
import { type DesignSnapshot, gatherDesign } from '../../callflow/design/snapshot.ts'
import { bundleName, canonicalJson, documentHash, inBundleOrder } from '../control/bundle-id.ts'
import { type Bundle, type BundleAbout, MAX_DOCUMENTS } from '../control/contract.ts'
import type { BundleDocument, BundleOffer } from '../control/engine-control.ts'
import type { BlobStore } from '../state/blob-store.ts'
import type { BundleStore } from '../state/bundle-store.ts'

export type Refused = { readonly ok: false; readonly reason: string }
/** `actualId`: what the documents say. */
export type Loaded = {
  readonly ok: true
  readonly actualId: string
  readonly design: DesignSnapshot
  readonly known: KnownDocuments
}
/** Documents by the hash of their canonical JSON: those that need not be sent again. */
type KnownDocuments = ReadonlyMap<string, Document>

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
  /** Lets others have the thread; for tests, which count. */
  readonly pause?: () => Promise<void>
  readonly onActivated: (active: ActiveBundle, before: DesignSnapshot | undefined) => void
}

/** Documents read between two turns of the event loop, some 4 ms of work: a large design must not delay calls. */
const SLICE = 100

/** A bundle on its way here. */
interface Draft {
  readonly about: BundleAbout
  readonly hashes: string[]
  readonly sent: Map<string, BundleDocument>
}

/** Which design runs. A bundle that does not load leaves the running one untouched. */
export class BundleService {
  readonly #options: BundleServiceOptions
  #active: ActiveBundle | undefined
  #problem: string | null = null
  /** The one stored last, which is usually activated next. */
  #parsed: (Loaded & { readonly id: string }) | undefined
  #known: KnownDocuments = new Map()
  #draft: Draft | undefined

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
        this.#swap(id, loaded)
        this.#problem = problemOf(damaged, this.#nameOf(id), this.#missingSounds(loaded.design))
        return
      }
      damaged.push(`${this.#nameOf(id)} cannot be loaded: ${loaded.reason}`)
    }
    this.#problem = problemOf(damaged, undefined, [])
  }

  /** Which documents of a page of a bundle are not here. A page from 0 begins anew. */
  offer({ at, hashes, ...about }: BundleOffer): { readonly ok: true; readonly missing: string[] } | Refused {
    if (at === 0) this.#draft = { about, hashes: [], sent: new Map() }
    const draft = this.#draft
    if (!draft || draft.about.id !== about.id || draft.hashes.length !== at) return notBegun(about.id)
    if (at + hashes.length > MAX_DOCUMENTS) return { ok: false, reason: `more than ${MAX_DOCUMENTS} documents` }
    draft.hashes.push(...hashes)
    return { ok: true, missing: hashes.filter((hash) => !this.#known.has(hash)) }
  }

  send(id: string, documents: readonly BundleDocument[]): { readonly ok: true } | Refused {
    const draft = this.#draft
    if (!draft || draft.about.id !== id) return notBegun(id)
    if (draft.sent.size + documents.length > draft.hashes.length) {
      return { ok: false, reason: `more documents than the ${draft.hashes.length} that were offered` }
    }
    for (const document of documents) draft.sent.set(documentHash(canonicalJson(document)), document)
    return { ok: true }
  }

  async assemble(id: string): Promise<{ readonly ok: true; readonly missingBlobs: string[] } | Refused> {
    const draft = this.#draft
    if (!draft || draft.about.id !== id) return notBegun(id)
    this.#draft = undefined
    const known = this.#known // what is activated meanwhile changes nothing here
    const documents: BundleDocument[] = []
    for (const hash of draft.hashes) {
      const document = draft.sent.get(hash) ?? known.get(hash)
      if (!document) return { ok: false, reason: `the document with SHA-256 ${hash} was not sent` }
      documents.push(document as BundleDocument) // documents are plain JSON objects
    }
    return this.#keep(draft.about, documents)
  }

  put(bundle: Bundle): Promise<{ readonly ok: true; readonly missingBlobs: string[] } | Refused> {
    const { documents, ...about } = bundle
    return this.#keep(about, inBundleOrder(documents))
  }

  async #keep(
    about: BundleAbout,
    documents: readonly BundleDocument[],
  ): Promise<{ readonly ok: true; readonly missingBlobs: string[] } | Refused> {
    const loaded = await this.#read(about, documents)
    if (!loaded.ok) return loaded
    if (loaded.actualId !== about.id) {
      return { ok: false, reason: `the documents have SHA-256 ${loaded.actualId}, not ${about.id}` }
    }
    await this.#options.bundles.put({ ...about, documents }, this.#options.now())
    this.#parsed = { ...loaded, id: about.id }
    return { ok: true, missingBlobs: this.#missingBlobs(loaded.design) }
  }

  async activate(id: string): Promise<{ readonly ok: true; readonly previousId: string | null } | Refused> {
    if (!this.#options.bundles.has(id)) return { ok: false, reason: `there is no bundle ${id}` }
    const loaded = this.#parsed?.id === id ? this.#parsed : await this.#load(id)
    if (!loaded.ok) return loaded
    const previousId = this.#active?.id ?? null
    this.#options.bundles.recordActivation(id, this.#options.now())
    this.#swap(id, loaded)
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

  #swap(id: string, { design, known }: Loaded): void {
    const designName = this.#designNameOf(id)
    const before = this.#active?.design
    this.#active = { id, designName, activatedMs: this.#options.now(), design }
    this.#problem = null
    this.#parsed = undefined
    this.#known = known
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
      const { documents, ...about } = await this.#options.bundles.read(id)
      const loaded = await this.#read(about, documents)
      if (!loaded.ok || loaded.actualId === id) return loaded
      return { ok: false, reason: `its file is damaged: the documents have SHA-256 ${loaded.actualId}` }
    } catch (error) {
      return { ok: false, reason: reasonOf(error) }
    }
  }

  /** Slice by slice. `documents` in the order of their canonical JSON. */
  async #read(about: BundleAbout, documents: readonly BundleDocument[]): Promise<Loaded | Refused> {
    if (about.schemaVersion > DESIGN_SCHEMA_VERSION) {
      const reason = `the design has schema version ${about.schemaVersion}; this engine knows up to ${DESIGN_SCHEMA_VERSION}`
      return { ok: false, reason }
    }
    const { pause = nextTurn } = this.#options
    const before = this.#known
    const name = bundleName()
    const design = gatherDesign()
    const known = new Map<string, Document>()
    for (const [at, sent] of documents.entries()) {
      if (at > 0 && at % SLICE === 0) await pause()
      const line = canonicalJson(sent)
      name.add(line)
      const hash = documentHash(line)
      const same = before.get(hash)
      const parsed = same ? { ok: true as const, document: same } : parseDocument(sent)
      if (!parsed.ok) return { ok: false, reason: parsed.error }
      const { document } = parsed
      // One that reading has changed is sent again: what was sent is what has that hash.
      if (same || canonicalJson(document) === line) known.set(hash, document)
      if (design.add(document)) return { ok: false, reason: twice(document) }
    }
    return { ok: true, actualId: name.done(), design: design.done(), known }
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

function notBegun(id: string): Refused {
  return { ok: false, reason: `version ${id.slice(0, 12)} is not being sent: begin again` }
}

function twice({ id, kind, name }: Document): string {
  return `two documents have the id ${id}: ${kind} "${name}" is the second`
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
