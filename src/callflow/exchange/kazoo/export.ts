import type { Document, DocumentOf } from '../../design/document.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import { documentRefusals } from './crossbar.ts'
import { firstKnownZone } from '../../schedule/local-time.ts'
import type { ExchangeContext } from './fields.ts'
import { writeFlow, type TailIds } from './flow-write.ts'
import { kazooIdOf, toDocumentId, toKazooId } from './ids.ts'
import { holderAccount, KEPT_DOCUMENTS, KEPT_ENTRIES, NO_GRAPH, OWN_FILE } from './import.ts'
import { get, isEqual, isObject, type Json, type JsonObject, put, withKeys } from './json.ts'
import type { KazooKind } from './kind.ts'
import { lossesOf } from './losses.ts'
import { inlineEntries, withInlineEntries, writeEntries } from './list-entries.ts'
import { kazooKinds, kindOfDocument } from './kinds.ts'
import { capturedNotes, patternNotes } from './pattern-notes.ts'
import { OWN_ID, OWN_KEY, writeRecord } from './record.ts'
import type { KazooFile } from './source.ts'
import { sortedEntries, userLinkWriter } from './user-links.ts'
import { ruleLosses } from './rule-notes.ts'
import { bySpecificity, takenTogether } from './specificity.ts'
import { otherDates } from './step-dates.ts'

export interface KazooExport {
  /** One document a file, in folders named as the API's collections are. */
  readonly files: readonly KazooFile[]
  /** What Kazoo will do otherwise than Callwright, about a document or a step of it. At most 10,000. */
  readonly notes: readonly { readonly documentId: string; readonly text: string }[]
}

const MAX_NOTES = 10_000

/** A design as one Kazoo account. Documents that came from Kazoo come out as they went in, but for what was edited. */
export function writeKazoo(design: DesignSnapshot): KazooExport {
  return new Writer(design).write()
}

class Writer {
  readonly #design: DesignSnapshot
  readonly #files = new Map<string, Json>()
  readonly #notes: { documentId: string; text: string }[] = []
  readonly #tailIds: TailIds
  readonly #withLinks: (user: JsonObject, userId: string) => JsonObject

  constructor(design: DesignSnapshot) {
    this.#design = design
    this.#tailIds = tailIdsOf(design)
    this.#withLinks = userLinkWriter(design)
  }

  write(): KazooExport {
    const own: Document[] = []
    for (const kind of kazooKinds)
      for (const document of this.#design.list(kind.kind)) this.#addDocument(kind, document)
    for (const document of this.#design.documents()) if (!kindOfDocument(document.kind)) own.push(document)
    for (const { id, kind } of own) this.#note(id, `Kazoo has no such documents (${kind}); it stands in ${OWN_FILE}`)
    if (own.length > 0) this.#files.set(OWN_FILE, { documents: own as unknown as Json }) // documents are JSON
    for (const { path, document } of keptDocuments(this.#design)) this.#addFile(path, document)
    const files = [...this.#files].map(([path, document]) => ({ path, text: textOf(document) }))
    return { files, notes: this.#notes }
  }

  #addDocument(kind: KazooKind, document: Document): void {
    if (isHolder(document)) return
    const written = this.#writeHeader(kind, document)
    if (document.kind === 'number-list') return this.#addNumberList(kind, document, written)
    if (document.kind !== 'callflow') return this.#addFile(pathOf(kind, document, written), written)
    const { flow, tails, problems } = writeFlow(document, this.#context(document), this.#tailIds)
    for (const { text } of problems) this.#note(document.id, text)
    const { zone } = this.#context(document)
    const changed = [...patternNotes(document, this.#design.account), ...capturedNotes(document)]
    const hours = [...takenTogether(this.#design, document), ...otherDates(document, this.#design, zone)]
    for (const text of [...changed, ...hours]) this.#note(document.id, text)
    this.#addFile(pathOf(kind, document), withFlow(written, flow))
    for (const tail of tails) this.#addFile(`${kind.collection}/${fileName(kazooIdOf(tail) ?? '')}.json`, tail)
  }

  #addNumberList(kind: KazooKind, document: DocumentOf<'number-list'>, written: JsonObject): void {
    const entries = listEntries(document)
    const path = pathOf(kind, document)
    if (inlineOf(document)) return this.#addFile(path, withInlineEntries(written, entries))
    this.#addFile(path, written)
    if (entries.length > 0) this.#addFile(path.replace(/\.json$/, '/entries.json'), entries)
  }

  #writeHeader(kind: KazooKind, document: Document): JsonObject {
    const original = get(document.foreign, 'kazoo')
    const kept = isObject(original) ? original : undefined
    const graph = document.kind === 'callflow' ? NO_GRAPH : {}
    const fixed = { id: document.id, kind: kind.kind, foreign: document.foreign, ...graph }
    const written = writeRecord(kind, { ...document, ...graph }, kept, this.#context(document), fixed)
    const known = kept ? written : withKeys({ id: toKazooId(document.id) }, Object.entries(written))
    for (const text of lossesOf(undefined, kind, known)) this.#note(document.id, text)
    if (document.kind === 'media' && document.sha256 !== null) {
      this.#note(document.id, 'the sound itself is not part of the folder; upload it')
    }
    if (document.kind === 'schedule-rule') {
      for (const text of ruleLosses(document, known, this.#context(document))) this.#note(document.id, text)
    }
    for (const text of documentRefusals(kind.collection, known)) this.#note(document.id, text)
    if (document.kind === 'user') return this.#withLinks(known, document.id)
    return document.kind === 'phone-number' ? withOwnId(known, document.id) : known
  }

  #context(document: Document): ExchangeContext {
    const isUser = (id: string) => this.#design.get(id)?.kind === 'user'
    return {
      kindOf: (id) => this.#design.get(id)?.kind,
      emailOf: (id) => this.#design.find('user', id)?.email.trim() ?? '',
      agents: document.kind === 'queue' ? [...new Set(document.agentIds)].filter((id) => isUser(id)).toSorted() : [],
      entries: document.kind === 'directory' ? entriesOf(document, isUser) : [],
      listEntries: document.kind === 'number-list' ? listEntries(document) : [],
      branches: [],
      zone: firstKnownZone(this.#design.account?.timezone),
      bySpecificity: (routes) => bySpecificity(this.#design, routes),
    }
  }

  #addFile(path: string, document: Json): void {
    let free = path
    for (let next = 2; this.#files.has(free); next++) free = path.replace(/(\.json)?$/, `-${next}$1`)
    this.#files.set(free, document)
  }

  #note(documentId: string, text: string): void {
    if (this.#notes.length < MAX_NOTES) this.#notes.push({ documentId, text })
  }
}

/** As the users will say them: each once. */
function entriesOf({ entries }: DocumentOf<'directory'>, isUser: (id: string) => boolean) {
  const lastOf = new Map(entries.map((entry) => [entry.userId, entry]))
  return sortedEntries([...lastOf.values()].filter(({ userId }) => isUser(userId)))
}

const keptEntries = ({ foreign }: Document): readonly Json[] | undefined => {
  const kept = get(foreign, KEPT_ENTRIES)
  return Array.isArray(kept) ? (kept as readonly Json[]) : undefined
}

/** Entries that stand in the list document itself, and not beside it. */
function inlineOf(document: Document): readonly Json[] | undefined {
  const original = get(document.foreign, 'kazoo')
  return keptEntries(document) === undefined && isObject(original) ? inlineEntries(original) : undefined
}

const listEntries = (document: DocumentOf<'number-list'>) =>
  writeEntries(toKazooId(document.id), document.entries, keptEntries(document) ?? inlineOf(document) ?? [])

/** Indented for people, unless that makes a deep tree a large file. */
function textOf(document: Json): string {
  const indented = JSON.stringify(document, null, 2)
  return `${indented.length > MAX_INDENTED ? JSON.stringify(document) : indented}\n`
}

const MAX_INDENTED = 500_000

function withFlow(header: JsonObject, flow: JsonObject | undefined): JsonObject {
  return flow ? withKeys(header, [['flow', flow]]) : header
}

function pathOf({ collection }: KazooKind, { kind, id }: Document, written?: JsonObject): string {
  const kazooId = kind === 'phone-number' && written ? kazooIdOf(written) : undefined
  return kind === 'account' ? 'account.json' : `${collection}/${fileName(kazooId ?? toKazooId(id))}.json`
}

/** A number's id is the number to Kazoo; ours travels beside it. */
function withOwnId(written: JsonObject, id: string): JsonObject {
  const kazooId = kazooIdOf(written)
  const isSame = kazooId !== undefined && toDocumentId(kazooId) === id
  return isSame ? written : put(written, [OWN_KEY, OWN_ID], id)
}

/** Ids as file names: what a file system might refuse is spelt with percent signs. */
const fileName = (id: string) =>
  encodeURIComponent(id)
    .replace(/%2B/g, '+')
    .replace(/[*.]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

/** An account made up by an import, and not touched since, is none of Kazoo's. */
function isHolder(document: Document): boolean {
  if (document.kind !== 'account' || !document.foreign || document.foreign.kazoo !== undefined) return false
  if (!Array.isArray(document.foreign[KEPT_DOCUMENTS])) return false
  return isEqual({ ...document, foreign: undefined }, holderAccount(document.id))
}

function* keptDocuments(design: DesignSnapshot): Generator<{ path: string; document: Json }> {
  for (const account of design.list('account')) {
    const kept = account.foreign?.[KEPT_DOCUMENTS]
    for (const each of Array.isArray(kept) ? kept : []) {
      const path = get(each, 'path')
      const document = get(each, 'document')
      if (typeof path === 'string' && document !== undefined) yield { path, document }
    }
  }
}

function tailIdsOf(design: DesignSnapshot): TailIds {
  const taken = new Set<string>()
  for (const { id } of design.documents()) taken.add(toKazooId(id))
  const before = new Set<string>()
  for (const { nodes } of design.list('callflow')) {
    for (const { foreign } of Object.values(nodes)) {
      const tail = get(foreign, 'kazoo-tail')
      const id = isObject(tail) ? kazooIdOf(tail) : undefined
      if (id !== undefined) before.add(id)
    }
  }
  const claim = (id: string) => !taken.has(id) && taken.add(id) !== undefined
  return { claimOld: claim, claimNew: (id) => !before.has(id) && claim(id) }
}
