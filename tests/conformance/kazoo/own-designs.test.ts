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
  const { foreign: _, ...own } = document
  return own.kind === 'callflow' ? { ...own, entry: null, nodes: {}, wires: [], shape: shapeOf(document as Callflow) } : own
}
/** A number belongs to one document; to Kazoo it is its id. */
function withoutTwins(documents: readonly Document[]): readonly Document[] {
  const numbers = new Set<string>()
  return documents.filter((each) => each.kind !== 'phone-number' || (!numbers.has(each.number) && numbers.add(each.number)))
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
