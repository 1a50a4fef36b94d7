import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../design/document.ts'
import { sampleDesign } from '../design/sample.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { changedBetween, check, type Finding, recheck } from './check-design.ts'

const sample = sampleDesign({ sipPassword: () => 'x' })

/** Edits of every sort: taken away, renamed, switched off, emptied, rewired, put there anew. */
function edited(document: Document, how: number): Document | undefined {
  switch (how) {
    case 0:
      return undefined
    case 1:
      return { ...document, name: `${document.name} 2` }
    case 2:
      if (document.kind === 'user' || document.kind === 'device') return { ...document, enabled: !document.enabled }
      if (document.kind === 'schedule-rule') return { ...document, forced: document.forced === 'on' ? 'off' : 'on' }
      return { ...document }
    case 3:
      if (document.kind === 'callflow') return { ...document, wires: document.wires.slice(1), numbers: ['8000', '*72'] }
      if (document.kind === 'group') return { ...document, members: [] }
      return { ...document }
    default:
      if (document.kind === 'callflow') return { ...document, entry: null, nodes: {}, wires: [] }
      if (document.kind === 'menu') return { ...document, huntAllow: '', greetingId: null }
      if (document.kind === 'account') return { ...document, country: 'US', outboundTrunkId: null }
      return { ...document }
  }
}

/** All of a finding but its fix, which is tried when it is asked for. */
const words = ({ code, severity, documentId, nodeId, message }: Finding) => [
  code,
  severity,
  documentId,
  nodeId,
  message,
]

describe('checking again after an edit', () => {
  it('finds what a whole check finds, after any number of edits', () => {
    const edits = fc.array(
      fc.array(fc.tuple(fc.nat({ max: sample.length }), fc.nat({ max: 4 })), { minLength: 1, maxLength: 3 }),
      { minLength: 1, maxLength: 5 },
    )
    fc.assert(
      fc.property(edits, (rounds) => {
        let documents = sample
        let before = snapshotOf(documents)
        let checked = check(before)
        for (const round of rounds) {
          for (const [at, how] of round) {
            const document = documents[at] ?? makeDocument('menu', { id: `new-${documents.length}`, name: 'New' })
            const next = edited(document, how)
            documents = documents.flatMap((each) => (each.id === document.id ? (next ? [next] : []) : [each]))
            if (next && !documents.includes(next)) documents = [...documents, next]
          }
          const after = snapshotOf(documents)
          checked = recheck(checked, before, after, changedBetween(before, after))
          before = after
          expect(checked.findings.map(words)).toEqual(check(after).findings.map(words))
        }
      }),
      { seed: 20261121, numRuns: 40 },
    )
  })

  it('looks at nothing again that does not depend on the edit', () => {
    const before = snapshotOf(sample)
    const checked = check(before)
    const after = snapshotOf(sample.map((each) => (each.id === 'user-1003' ? { ...each, name: 'Someone' } : each)))
    const again = recheck(checked, before, after, ['user-1003'])
    const same = [...again.byDocument].filter(([id, found]) => checked.byDocument.get(id) === found).map(([id]) => id)
    expect(same).toContain('callflow-8002')
    expect(same).not.toContain('callflow-1003')
  })

  it('knows what changed between two designs', () => {
    const [first, second, ...rest] = sample
    if (!first || !second) throw new Error('the sample is empty')
    const after = snapshotOf([{ ...first }, ...rest])
    expect(changedBetween(snapshotOf(sample), after)).toEqual([first.id, second.id])
  })
})
