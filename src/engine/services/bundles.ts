import { DESIGN_SCHEMA_VERSION } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { inBundleOrder } from '../control/bundle-id.ts'
import type { Bundle, BundleAbout } from '../control/contract.ts'
import type { BundleDocument, BundleOffer } from '../control/engine-control.ts'
import type { BlobStore } from '../state/blob-store.ts'
import { type BundleStore, type Deployer, type Deployment, nobodyInParticular } from '../state/bundle-store.ts'
import { BundleContents, type DocumentName } from './bundle-contents.ts'
import { BundleDraft, knownAs } from './bundle-draft.ts'
import { type BundleReading, type Loaded, type Refused, readDesign } from './bundle-reading.ts'
import { DocumentsByHash } from './documents-by-hash.ts'
import { Slices, type SlicesOptions } from './slices.ts'

export interface ActiveBundle {
  readonly id: string
  readonly designId: string
  readonly designName: string
  readonly activatedMs: number
  readonly design: DesignSnapshot
}

export interface BundleServiceOptions {
  readonly bundles: BundleStore
  readonly blobs: BlobStore
  readonly now: () => number
  /** For tests, which count. */
  readonly slices?: SlicesOptions
  /** `before` is the design that ran until now in this process. */
  readonly onActivated: (active: ActiveBundle, before: DesignSnapshot | undefined) => void
}

export interface ActivationWish {
  /** The version that whoever asks saw run, null for none; another one that runs is not touched. Absent: whatever runs. */
  readonly expects?: string | null | undefined
  readonly deployer?: Deployer
}

/** `changed`: the last deployment, which is not the one that was expected. */
export type Activated =
  | { readonly ok: true; readonly previousId: string | null }
  | Refused
  | { readonly ok: false; readonly changed: Deployment | null }

/** Senders who are in the middle of one at the same time. */
const MAX_DRAFTS = 4

/** Which design runs. A bundle that does not load leaves the running one untouched. Whatever takes long for a large one goes in slices. */
export class BundleService {
  readonly #options: BundleServiceOptions
  #active: ActiveBundle | undefined
  #problem: string | null = null
  /** The one stored last, which is usually activated next. */
  #parsed: (Loaded & { readonly id: string }) | undefined
  #known = new DocumentsByHash()
  /** By who sends it; the one that began last is the last. */
  readonly #drafts = new Map<string, BundleDraft>()
  readonly #contents: BundleContents
  /** The activation under way: they take turns. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: BundleServiceOptions) {
    this.#options = options
    this.#contents = new BundleContents(options.bundles)
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
        this.#problem = problemOf(damaged, this.#nameOf(id), await this.#missingSounds(loaded.design))
        return
      }
      damaged.push(`${this.#nameOf(id)} cannot be loaded: ${loaded.reason}`)
    }
    this.#problem = problemOf(damaged, undefined, [])
  }

  /** Which documents of a page of a bundle are not here. A page from 0 begins anew. Whoever else sends one is not disturbed: `sender` says who. */
  offer(
    { at, hashes, ...about }: BundleOffer,
    sender = '',
  ): { readonly ok: true; readonly missing: string[] } | Refused {
    const tooNew = schemaRefusal(about)
    if (tooNew) return tooNew
    if (at === 0) this.#begin(sender, about)
    const draft = this.#drafts.get(sender)
    if (draft?.about.id !== about.id || draft.size !== at) return notBegun(about.id)
    return draft.offer(hashes)
  }

  #begin(sender: string, about: BundleAbout): void {
    this.#drafts.delete(sender)
    const [oldest] = this.#drafts.keys()
    if (this.#drafts.size >= MAX_DRAFTS && oldest !== undefined) this.#drafts.delete(oldest)
    this.#drafts.set(sender, new BundleDraft(about, this.#known))
  }

  /** Reads them; a document that cannot be read is refused here. */
  async send(id: string, documents: readonly BundleDocument[], sender = ''): Promise<{ readonly ok: true } | Refused> {
    const draft = this.#drafts.get(sender)
    return draft?.about.id === id ? draft.take(documents, this.#slices()) : notBegun(id)
  }

  async assemble(id: string, sender = ''): Promise<{ readonly ok: true; readonly missingBlobs: string[] } | Refused> {
    const draft = this.#drafts.get(sender)
    if (draft?.about.id !== id) return notBegun(id)
    this.#drafts.delete(sender)
    const slices = this.#slices()
    const lacking = await draft.lacks(slices)
    if (lacking !== undefined) return { ok: false, reason: `the document with SHA-256 ${lacking} was not sent` }
    return this.#keep(draft.about, () => ({ documents: draft.documents(), readBefore: draft.readBefore, slices }))
  }

  /** A small one: it is put in order in one go. */
  async put(bundle: Bundle): Promise<{ readonly ok: true; readonly missingBlobs: string[] } | Refused> {
    const { documents, ...about } = bundle
    const tooNew = schemaRefusal(about)
    if (tooNew) return tooNew
    const inOrder = inBundleOrder(documents)
    return this.#keep(about, () => this.#reading(inOrder))
  }

  /** `reading` is asked twice: the documents are gone through to be read, and again to be written. */
  async #keep(
    about: BundleAbout,
    reading: () => BundleReading & { readonly documents: Iterable<object> },
  ): Promise<{ readonly ok: true; readonly missingBlobs: string[] } | Refused> {
    const loaded = await readDesign(reading())
    if (!loaded.ok) return loaded
    if (loaded.actualId !== about.id) {
      return { ok: false, reason: `the documents have SHA-256 ${loaded.actualId}, not ${about.id}` }
    }
    await this.#options.bundles.put({ ...about, documents: reading().documents }, this.#options.now())
    this.#parsed = { ...loaded, id: about.id }
    return { ok: true, missingBlobs: await this.#missingBlobs(loaded.design) }
  }

  /** Takes turns: of two who saw the same version run, the second is told what the first made of it. */
  activate(id: string, wish: ActivationWish = {}): Promise<Activated> {
    const activated = this.#turn.then(() => this.#activate(id, wish))
    this.#turn = activated.catch(() => {}) // whoever asked is told
    return activated
  }

  async #activate(id: string, { expects, deployer = nobodyInParticular }: ActivationWish): Promise<Activated> {
    if (!this.#options.bundles.has(id)) return { ok: false, reason: `there is no bundle ${id}` }
    const previousId = this.#active?.id ?? null
    if (expects !== undefined && expects !== previousId) return { ok: false, changed: this.#deployments()[0] ?? null }
    const loaded = this.#parsed?.id === id ? this.#parsed : await this.#load(id)
    if (!loaded.ok) return loaded
    await this.#options.bundles.recordActivation(id, this.#options.now(), deployer)
    this.#swap(id, loaded)
    return { ok: true, previousId }
  }

  deployments(): Deployment[] {
    return this.#deployments()
  }

  #deployments(): Deployment[] {
    return this.#options.bundles.deployments()
  }

  /** What is in a bundle that is kept, by name, in the order of its documents. Refused when it is not kept, or its file is damaged. */
  async contents(id: string): Promise<{ readonly ok: true; readonly documents: readonly DocumentName[] } | Refused> {
    if (!this.#options.bundles.has(id)) return { ok: false, reason: `there is no bundle ${id}` }
    try {
      return { ok: true, documents: await this.#contents.of(id, this.#slices()) }
    } catch (error) {
      return { ok: false, reason: reasonOf(error) }
    }
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
  async rollBack(deployer?: Deployer): Promise<{ readonly ok: true; readonly id: string } | Refused> {
    let refused: Refused = { ok: false, reason: 'there is no earlier bundle to go back to' }
    for (const id of this.#earlier()) {
      const activated = await this.activate(id, deployer ? { deployer } : {})
      if (activated.ok) return { ok: true, id }
      if ('reason' in activated) refused = activated
    }
    return refused
  }

  #swap(id: string, { design, known }: Loaded): void {
    const about = this.#options.bundles.list().find((each) => each.id === id)
    const { designId = '', designName = '' } = about ?? {}
    const before = this.#active?.design
    this.#active = { id, designId, designName, activatedMs: this.#options.now(), design }
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
      const tooNew = schemaRefusal(about)
      if (tooNew) return tooNew
      const loaded = await readDesign(this.#reading(documents))
      if (!loaded.ok || loaded.actualId === id) return loaded
      return { ok: false, reason: `its file is damaged: the documents have SHA-256 ${loaded.actualId}` }
    } catch (error) {
      return { ok: false, reason: reasonOf(error) }
    }
  }

  #slices(): Slices {
    return new Slices(this.#options.slices)
  }

  #reading<D extends Iterable<object> | AsyncIterable<object>>(documents: D) {
    const known = this.#known
    return { documents, readBefore: (hash: string) => knownAs(known, hash), slices: this.#slices() }
  }

  /** Blobs to be sent, those that are there and damaged included. */
  async #missingBlobs(design: DesignSnapshot): Promise<string[]> {
    const toSend = await this.#soundsToSend(design)
    return [...new Set(toSend.map(({ sha256 }) => sha256))]
  }

  async #missingSounds(design: DesignSnapshot): Promise<string[]> {
    return (await this.#soundsToSend(design)).map(({ name }) => name)
  }

  async #soundsToSend(design: DesignSnapshot) {
    const missing: { readonly name: string; readonly sha256: string }[] = []
    for (const { name, sha256, sizeBytes } of design.list('media')) {
      if (sha256 === null || (await this.#options.blobs.isWhole(sha256, sizeBytes))) continue
      missing.push({ name, sha256 })
    }
    return missing
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

function schemaRefusal({ schemaVersion }: BundleAbout): Refused | undefined {
  if (schemaVersion <= DESIGN_SCHEMA_VERSION) return undefined
  const reason = `the design has schema version ${schemaVersion}; this engine knows up to ${DESIGN_SCHEMA_VERSION}`
  return { ok: false, reason }
}

function notBegun(id: string): Refused {
  return { ok: false, reason: `version ${id.slice(0, 12)} is not being sent: begin again` }
}
