import { unreadableExpressions } from '../../check/unreadable-expressions.ts'
import { type Callflow, type Document, makeDocument, parseDocument } from '../../design/document.ts'
import type { DocumentId } from '../../design/kind.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { firstKnownZone } from '../../schedule/local-time.ts'
import type { ExchangeContext } from './fields.ts'
import { isStep, readFlow, tailPattern, type Tails } from './flow-read.ts'
import { kazooIdOf, toDocumentId } from './ids.ts'
import { get, isObject, type Json, type JsonObject, tooMuch, withKeys } from './json.ts'
import type { KazooKind } from './kind.ts'
import { inlineEntries } from './list-entries.ts'
import { OWN_ID, OWN_KEY, readRecord } from './record.ts'
import { importedRuleNotes } from './rule-notes.ts'
import { type KazooFile, type KazooSource, readSource } from './source.ts'
import { capturedNotes } from './pattern-notes.ts'
import { otherDates } from './step-dates.ts'
import { readUserLinks } from './user-links.ts'

export type { KazooFile } from './source.ts'

export interface KazooImport {
  readonly documents: readonly Document[]
  /** What could not be taken, with the reason; everything else was. */
  readonly refused: readonly ImportNote[]
  /** What was taken but says less to Callwright than to Kazoo: kept as it is and given back by an export. At most 10,000. */
  readonly notes: readonly ImportNote[]
  /** The file each document stood in, by its id. */
  readonly paths: ReadonlyMap<DocumentId, string>
}

export interface ImportNote {
  readonly path: string
  readonly reason: string
}

const MAX_FILES = 100_000
const MAX_NOTES = 10_000
/** The file that holds documents of ours that Kazoo has no collection for. */
export const OWN_FILE = 'callwright.json'
/** Where the account keeps documents of collections that we have no kind for: a list of `{ path, document }`. */
export const KEPT_DOCUMENTS = 'kazoo-documents'

/** Where a number list keeps the documents of its entries. */
export const KEPT_ENTRIES = 'kazoo-entries'

/** One account as Kazoo's API returns it. Never throws. `writeKazoo` is the inverse. */
export function readKazoo(files: readonly KazooFile[]): KazooImport {
  const reader = new Reader()
  for (const file of files.slice(0, MAX_FILES)) reader.addFile(file)
  for (const { path } of files.slice(MAX_FILES)) reader.refuse(path, tooMuch(files.length, 'files', MAX_FILES))
  return reader.finish()
}

interface Found {
  readonly path: string
  readonly kind: KazooKind
  readonly id: DocumentId
  readonly kazooId: string
  /** With its id, as the API gives it; `original` may leave it to the name of its file. */
  readonly document: JsonObject
  readonly original: JsonObject
}

interface Contexts {
  of(found: Found): ExchangeContext
}

class Reader {
  readonly #found = new Map<DocumentId, Found>()
  readonly #kept: { path: string; document: Json }[] = []
  readonly #documents = new Map<DocumentId, Document>()
  readonly #refused: ImportNote[] = []
  readonly #notes: ImportNote[] = []
  readonly #own: { path: string; document: Json }[] = []
  readonly #entriesByList = new Map<DocumentId, Json[]>()
  readonly #entries: (KazooSource & { readonly list: DocumentId | undefined })[] = []
  #account: Found | undefined

  refuse(path: string, reason: string): void {
    this.#refused.push({ path: path.slice(0, 512), reason })
  }

  addFile(file: KazooFile): void {
    const read = readSource(file)
    if (!read.ok) return this.refuse(file.path, read.error)
    for (const change of read.changes) this.#note(file.path, change)
    if (file.path === OWN_FILE) return this.#addOwn(file.path, read.sources[0]?.document ?? null)
    for (const source of read.sources) this.#add(source)
  }

  finish(): KazooImport {
    this.#keepLooseEntries()
    const context = this.#context()
    const flows = [...this.#found.values()].filter(({ kind }) => kind.kind === 'callflow')
    for (const found of this.#found.values()) if (found.kind.kind !== 'callflow') this.#readDocument(found, context)
    this.#readCallflows(flows, context)
    this.#noteOtherDates()
    for (const { path, document } of this.#own) this.#readOwn(path, document)
    this.#noteExpressions()
    this.#keepTheRest()
    const paths = new Map([...this.#documents.keys()].map((id) => [id, this.#found.get(id)?.path ?? OWN_FILE]))
    return { documents: [...this.#documents.values()], refused: this.#refused, notes: this.#notes, paths }
  }

  #add(source: KazooSource): void {
    const { path, kind, document, stem, entryOf } = source
    if (entryOf) {
      const says = get(document, 'list_id')
      const listId = typeof says === 'string' ? says : entryOf.listId
      this.#entries.push({ ...source, list: listId === undefined ? undefined : toDocumentId(listId) })
      return
    }
    if (!kind) return this.#keep(path, document, 'Callwright has no such documents')
    const kazooId = isObject(document) ? (kazooIdOf(document) ?? stem) : undefined
    const id = kazooId === undefined ? undefined : (this.#ownId(kind, document) ?? toDocumentId(kazooId))
    if (id === undefined || kazooId === undefined || !isObject(document)) {
      return this.#keep(path, document, 'not a document with an id')
    }
    const earlier = this.#found.get(id)
    if (earlier) return this.refuse(path, `id ${kazooId} is already taken by ${earlier.path}`)
    const found = { path, kind, id, kazooId, document: withId(document, kazooId), original: document }
    if (kind.kind === 'account') {
      if (this.#account) return this.#keep(path, document, `${this.#account.path} is the account already`)
      this.#account = found
    }
    this.#found.set(id, found)
  }

  #keepLooseEntries(): void {
    for (const { list, path, document } of this.#entries) {
      if (list === undefined || this.#found.get(list)?.kind.kind !== 'number-list') {
        this.#keep(path, document, 'an entry of a list that is not here')
      } else {
        const own = this.#entriesByList.get(list)
        if (own) own.push(document)
        else this.#entriesByList.set(list, [document])
      }
    }
  }

  /** The id a phone number had here, when nothing else has it. */
  #ownId({ kind }: KazooKind, document: Json): string | undefined {
    const own = kind === 'phone-number' ? get(document, OWN_KEY, OWN_ID) : undefined
    const id = typeof own === 'string' ? toDocumentId(own) : undefined
    return id === own && id !== undefined && !this.#found.has(id) ? id : undefined
  }

  #addOwn(path: string, content: Json): void {
    const documents = get(content, 'documents')
    if (!Array.isArray(documents)) return this.refuse(path, 'documents: not a list')
    documents.forEach((document: Json, index) => this.#own.push({ path: `${path}#${index + 1}`, document }))
  }

  #readOwn(path: string, document: Json): void {
    const parsed = parseDocument(document)
    if (!parsed.ok) return this.refuse(path, parsed.error)
    const taken = this.#documents.get(parsed.document.id)
    if (taken) return this.refuse(path, `id ${taken.id} is already taken by ${taken.kind} "${taken.name}"`)
    this.#documents.set(parsed.document.id, parsed.document)
  }

  #keep(path: string, document: Json, why: string): void {
    this.#kept.push({ path, document })
    this.#note(path, `kept as it is: ${why}`)
  }

  #note(path: string, reason: string): void {
    if (this.#notes.length < MAX_NOTES) this.#notes.push({ path: path.slice(0, 512), reason: reason.slice(0, 400) })
  }

  /** Documents of a list's entries; undefined when there are none beside the list. */
  #entriesOf({ id, kind }: Found): readonly Json[] | undefined {
    if (kind.kind !== 'number-list') return undefined
    return this.#entriesByList.get(id)
  }

  #context(): Contexts {
    const { agents, entries } = readUserLinks([...this.#found.values()].filter(({ kind }) => kind.kind === 'user'))
    const common = {
      kindOf: (id: string) => this.#found.get(id)?.kind.kind,
      emailOf: (id: string) => emailIn(this.#found.get(id)),
      branches: [],
      zone: this.#zone(),
      bySpecificity: (routes: readonly string[]) => routes,
    }
    return {
      of: (found) => ({
        ...common,
        agents: agents.get(found.kazooId) ?? [],
        entries: entries.get(found.kazooId) ?? [],
        listEntries: this.#entriesOf(found) ?? inlineEntries(found.document) ?? [],
      }),
    }
  }

  #zone(): string {
    const zone = this.#account?.document['timezone']
    return firstKnownZone(typeof zone === 'string' ? zone : null)
  }

  #readDocument(found: Found, context: Contexts): void {
    const { kind, id, document, original, path } = found
    const entries = this.#entriesOf(found)
    const fixed = { id, kind: kind.kind, foreign: { kazoo: document, ...(entries && { [KEPT_ENTRIES]: entries }) } }
    const read = readRecord(kind, document, context.of(found), fixed)
    if (!read.ok) return this.#keep(path, original, read.error)
    const own = read.value as unknown as Document // what the kind's schema made of it
    const rule = own.kind === 'schedule-rule' ? importedRuleNotes(document, own) : []
    for (const problem of [...read.problems, ...rule]) this.#note(path, problem)
    this.#documents.set(id, own)
  }

  #readCallflows(flows: readonly Found[], context: Contexts): void {
    const tails = tailsByOwner(flows)
    const isTail = new Set([...tails.values()].flatMap((own) => [...own.keys()]))
    const folded = new Set<string>()
    for (const found of flows) {
      if (isTail.has(found.kazooId)) continue
      for (const id of this.#readCallflow(found, tails.get(found.kazooId) ?? noTails, context)) folded.add(id)
    }
    for (const found of flows) {
      if (isTail.has(found.kazooId) && !folded.has(found.kazooId)) this.#readCallflow(found, noTails, context)
    }
  }

  /** Kazoo ids of the tails that went into it. */
  #readCallflow(found: Found, tails: Tails, context: Contexts): Iterable<string> {
    const { kind, id, document, path, kazooId } = found
    const own = context.of(found)
    const flow = readFlow({ id: kazooId, document }, tails, own)
    if (!flow.ok) {
      this.refuse(path, flow.error)
      return []
    }
    const isTree = isStep(document.flow)
    const header = isTree ? withKeys(document, [['flow', undefined]]) : document
    const read = readRecord(kind, header, own, {
      id,
      kind: kind.kind,
      foreign: { kazoo: header },
      ...NO_GRAPH,
    })
    if (!read.ok) {
      this.#keep(path, document, read.error)
      return []
    }
    for (const problem of [...read.problems, ...flow.problems]) this.#note(path, problem)
    for (const module of unknownModules(flow.graph)) this.#note(path, `unknown step "${module}"`)
    const callflow = { ...(read.value as unknown as Callflow), ...flow.graph } // header by its schema, graph by readFlow
    for (const text of capturedNotes(callflow)) this.#note(path, text)
    this.#documents.set(id, callflow)
    return flow.folded
  }

  /** Kazoo matches with PCRE: what only that reads is kept and does nothing here. */
  #noteExpressions(): void {
    for (const { id, path } of this.#found.values()) {
      const document = this.#documents.get(id)
      for (const { field, source, effect, error } of document ? unreadableExpressions(document) : [])
        this.#note(path, `${field}: ${source} ${effect} here: ${error}`)
    }
  }

  #noteOtherDates(): void {
    const design = snapshotOf([...this.#documents.values()])
    for (const flow of design.list('callflow')) {
      const path = this.#found.get(flow.id)?.path ?? flow.id
      for (const text of otherDates(flow, design, this.#zone())) this.#note(path, text)
    }
  }

  #keepTheRest(): void {
    const known = this.#account && this.#documents.get(this.#account.id)
    const hasPatterns = [...this.#documents.values()].some(
      (each) => each.kind === 'callflow' && each.patterns.some((pattern) => pattern !== tailPattern(each.id)),
    )
    if (this.#kept.length === 0 && (known || !hasPatterns)) return
    const holder = known ?? holderAccount(this.#freeId('account'))
    this.#documents.set(holder.id, { ...holder, foreign: { ...holder.foreign, [KEPT_DOCUMENTS]: this.#kept } })
  }

  #freeId(wanted: string): DocumentId {
    let id = wanted
    for (let next = 2; this.#documents.has(id); next++) id = `${wanted}-${next}`
    return id
  }
}

/** An account made up to hold what belongs to none, and the modes that are Kazoo's way. */
export const holderAccount = (id: DocumentId): Document =>
  makeDocument('account', {
    id,
    name: 'Imported account',
    callerIdMode: 'user-first',
    patternMode: 'longest-group',
  })

/** A callflow's header is read without its graph. */
export const NO_GRAPH = { entry: null, nodes: {}, wires: [] } as const
const noTails: Tails = new Map()

const withId = (document: JsonObject, id: string) =>
  kazooIdOf(document) === undefined ? withKeys(document, [['id', id]]) : document

/** Documents marked by an export as parts of another callflow that is here too, and that nobody has given numbers since. */
function tailsByOwner(flows: readonly Found[]): Map<string, Map<string, JsonObject>> {
  const ownerOf = ({ document, kazooId }: Found) => {
    const owner = get(document, OWN_KEY, 'tail_of')
    const isPlain = [document.numbers, document.patterns].every(
      (list) =>
        list === undefined || (Array.isArray(list) && list.every((each: Json) => each === tailPattern(kazooId))),
    )
    return typeof owner === 'string' && isPlain && isStep(document.flow) ? owner : undefined
  }
  const owners = new Set(flows.filter((found) => ownerOf(found) === undefined).map(({ kazooId }) => kazooId))
  const tails = new Map<string, Map<string, JsonObject>>()
  for (const found of flows) {
    const owner = ownerOf(found)
    if (owner === undefined || !owners.has(owner)) continue
    const known = tails.get(owner)
    if (known) known.set(found.kazooId, found.document)
    else tails.set(owner, new Map([[found.kazooId, found.document]]))
  }
  return tails
}

function unknownModules({ nodes }: Pick<Callflow, 'nodes'>): ReadonlySet<string> {
  const unknown = Object.values(nodes).filter(({ type }) => type.startsWith('kazoo:'))
  return new Set(unknown.map(({ type }) => type.slice('kazoo:'.length)))
}

function emailIn(found: Found | undefined): string {
  const email = found?.kind.kind === 'user' ? found.document['email'] : undefined
  return typeof email === 'string' ? email.trim() : ''
}
