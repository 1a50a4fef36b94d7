import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Callflow, type Document, type FlowNode, parseDocument } from '../../../src/callflow/design/document.ts'
import { sampleDesign } from '../../../src/callflow/design/sample.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { type KazooFile, readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import { moduleFor } from '../../../src/callflow/modules/registry.ts'
import { type Conduct, phoneStates, playThrough } from '../../../src/callflow/rehearse/play-through.ts'
import { insideCaller, outsideCaller } from '../../../src/callflow/rehearse/small-design.ts'
import { anyDesign } from '../../harness/any-design.ts'

const sample = sampleDesign({ sipPassword: (extension) => `secret-${extension}` })

function throughKazoo(documents: readonly Document[]): readonly Document[] {
  const { documents: back, refused } = readKazoo(writeKazoo(snapshotOf(documents)).files)
  expect(refused).toEqual([])
  for (const document of back) expect(parseDocument(document)).toMatchObject({ ok: true })
  return back
}

/** Steps in the order in which a walk by branch names meets them, without their names and places. */
function shapeOf({ entry, nodes, wires }: Callflow) {
  const next = new Map<string, Map<string, string>>()
  for (const { from, branch: drawn, to } of wires) {
    const branch = drawn.replace('kazoo:', '') // a branch that the step does not have comes back marked
    if (nodes[from] && nodes[to]) next.set(from, (next.get(from) ?? new Map<string, string>()).set(branch, to))
  }
  const met = new Map<string, number>()
  const open = entry !== null && nodes[entry] ? [entry] : []
  for (const id of open) {
    if (met.has(id)) continue
    met.set(id, met.size)
    open.push(...[...(next.get(id) ?? [])].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, to]) => to))
  }
  const reached = [...met.keys()].map((id) => ({
    ...content(nodes[id]),
    next: Object.fromEntries([...(next.get(id) ?? [])].map(([branch, to]) => [branch, met.get(to)])),
  }))
  const apart = Object.values(nodes).filter(({ id }) => !met.has(id))
  return { reached, apart: apart.map((node) => JSON.stringify(content(node))).toSorted() }
}

/** Settings as the module reads them, defaults filled in. */
function content(node: FlowNode | undefined) {
  if (!node) return {}
  const { type, label, disabled, settings } = node
  const parsed = moduleFor(type)?.settings.safeParse(settings)
  return { type, label, disabled, settings: parsed?.success ? parsed.data : settings }
}

function comparable(document: Document) {
  const own = { ...document, foreign: undefined }
  return own.kind === 'callflow'
    ? { ...own, entry: null, nodes: {}, wires: [], shape: shapeOf(document as Callflow) }
    : own
}
/** A number belongs to one document; to Kazoo it is its id. */
function withoutTwins(documents: readonly Document[]): readonly Document[] {
  const numbers = new Set<string>()
  return documents.filter(
    (each) => each.kind !== 'phone-number' || (!numbers.has(each.number) && numbers.add(each.number)),
  )
}

const byId = (documents: readonly Document[]) =>
  Object.fromEntries(documents.map((document) => [document.id, comparable(document)]))

describe('a design made here, exported as a Kazoo account and imported into an empty design', () => {
  it('the sample is the same design', () => {
    expect(byId(throughKazoo(sample))).toEqual(byId(sample))
  })

  it('any design is the same design', () => {
    fc.assert(
      fc.property(anyDesign(), (drawn) => {
        const documents = withoutTwins(drawn)
        expect(byId(throughKazoo(documents))).toEqual(byId(documents))
      }),
      { seed: 56, numRuns: 60, interruptAfterTimeLimit: 15_000, endOnFailure: true },
    )
  })
})

/** What the world was asked and what it said, without what a graph cut into trees is bound to tell otherwise: names of steps, jumps. */
function heardOf(documents: readonly Document[], callflowId: string, conduct: Conduct, isInside: boolean) {
  const setup = {
    callflowId,
    dialled: '8000',
    caller: isInside ? insideCaller('1002') : outsideCaller,
    startMs: Date.UTC(2026, 10, 20, 20, 30),
  }
  const { trace } = playThrough(snapshotOf(documents), setup, conduct)
  return trace.flatMap(({ atMs, ...event }): unknown[] => {
    // In which order rules are looked up is nobody's to hear: the export lists them as they win.
    if (event.kind === 'operation')
      return event.operation.kind === 'read-state' ? [] : [{ atMs, asked: event.operation }]
    if (event.kind === 'result') return event.operation === 'read-state' ? [] : [{ atMs, said: event.result }]
    return event.kind === 'call-ended' ? [{ atMs, ended: event.reason }] : []
  })
}

const conducts: readonly Conduct[] = [
  ...phoneStates.map((otherPhones) => ({ keys: [], phones: {}, otherPhones })),
  ...['1', '2', '3', '5', '1001', '#', '9'].map((key) => ({
    keys: [key, '266', '1', '1'],
    phones: {},
    otherPhones: 'no-answer' as const,
  })),
]
const calls = conducts.flatMap((conduct) => [true, false].map((isInside) => ({ conduct, isInside })))
const flowsOf = (documents: readonly Document[]) =>
  documents.flatMap((each) => (each.kind === 'callflow' ? [each.id] : []))

function flowsThatDiffer(one: readonly Document[], other: readonly Document[]): string[] {
  return flowsOf(one).filter((id) =>
    calls.some(({ conduct, isInside }) => {
      const [before, after] = [one, other].map((documents) => JSON.stringify(heardOf(documents, id, conduct, isInside)))
      return before !== after
    }),
  )
}

/** The export as Kazoo reads it: without what stands beside its keys. */
function asKazooReads({ path, text }: KazooFile): KazooFile {
  const own = (key: string, value: unknown) => (key === 'callwright' ? undefined : value)
  return { path, text: JSON.stringify(JSON.parse(text, own)) }
}

describe('what was rehearsed is what runs', () => {
  const { files, notes } = writeKazoo(snapshotOf(sample))

  it('every call of the sample goes the same way after a stay at Kazoo', () => {
    expect(flowsOf(sample).length).toBeGreaterThan(15)
    expect(flowsThatDiffer(sample, readKazoo(files).documents)).toEqual([])
  })

  it('and the same way from what Kazoo itself reads, but for what the export names', () => {
    const read = readKazoo(files.filter(({ path }) => path !== 'callwright.json').map(asKazooReads)).documents
    expect(flowsThatDiffer(sample, read)).toEqual([])
    expect(notes.map(({ documentId, text }) => `${documentId}: ${text}`)).toEqual([
      'account: Kazoo has nothing for "Country", "Outbound trunk", "Outside calls that look wrong"',
      'feature-move: Pull a call here: Kazoo never leaves it by "Nothing to pull"',
      'feature-eavesdrop-action-listen: Listen in: Kazoo never leaves it by "Nobody talks there"',
      'feature-eavesdrop-action-whisper: Listen in: Kazoo has nothing for "Begins with"',
      'feature-eavesdrop-action-whisper: Listen in: Kazoo never leaves it by "Nobody talks there"',
      'feature-eavesdrop-action-barge: Listen in: Kazoo has nothing for "Begins with"',
      'feature-eavesdrop-action-barge: Listen in: Kazoo never leaves it by "Nobody talks there"',
      'did-main: Kazoo has nothing for "Trunk"',
      'did-fax: Kazoo has nothing for "Trunk"',
      'directory-staff: Kazoo has nothing for "Number of letters"',
      'trunk-carrier: Kazoo has nothing for "Accept calls from"',
    ])
  })
})
