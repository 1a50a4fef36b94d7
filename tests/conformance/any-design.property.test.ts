import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedBetween, check, recheck } from '../../src/callflow/check/check-design.ts'
import type { Finding } from '../../src/callflow/check/finding.ts'
import { type Document, parseDocument } from '../../src/callflow/design/document.ts'
import { countSeats } from '../../src/callflow/design/seats.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { readFiles } from '../../src/callflow/exchange/files/read.ts'
import { writeFiles } from '../../src/callflow/exchange/files/write.ts'
import { flowSvg } from '../../src/callflow/picture/flow-svg.ts'
import { flowTree } from '../../src/callflow/picture/flow-tree.ts'
import { anyDesign } from '../harness/any-design.ts'

const byId = (documents: Iterable<Document>) => new Map([...documents].map((document) => [document.id, document]))

const isSame = (one: Finding, other: Finding) =>
  one.code === other.code &&
  one.documentId === other.documentId &&
  one.nodeId === other.nodeId &&
  one.message === other.message

describe('any design', () => {
  it('comes back the same from a folder of YAML files', () => {
    fc.assert(
      fc.property(anyDesign(), (documents) => {
        const { documents: back, refused } = readFiles(writeFiles(snapshotOf(documents)).files)
        expect(refused).toEqual([])
        expect(byId(back)).toEqual(byId(documents))
      }),
      { seed: 11, numRuns: 60 },
    )
  })

  it('is checked again after an edit as if it were checked whole', () => {
    fc.assert(
      fc.property(anyDesign(), anyDesign(), fc.nat(), (documents, others, at) => {
        const before = snapshotOf(documents)
        const edited = documents.map((document, index) =>
          index % 7 === at % 7 ? (others.find(({ id }) => id === document.id) ?? document) : document,
        )
        const after = snapshotOf(edited)
        const again = recheck(check(before), before, after, changedBetween(before, after))
        expect(again.findings).toEqual(check(after).findings)
      }),
      { seed: 13, numRuns: 100 },
    )
  })

  it('is left without a finding by the fix that the finding offers', () => {
    fc.assert(
      fc.property(anyDesign(), (documents) => {
        const design = snapshotOf(documents)
        const { findings } = check(design)
        for (const finding of findings) {
          const put = finding.fix?.put ?? []
          expect(put.map((document) => parseDocument(document)).filter(({ ok }) => !ok)).toEqual([])
          if (!finding.fix) continue
          const after = check(snapshotOf(byId([...documents, ...put]).values())).findings
          const like = (all: readonly Finding[]) => all.filter((other) => isSame(other, finding)).length
          expect(like(after), `${finding.code}: ${finding.message}`).toBeLessThan(like(findings))
        }
      }),
      { seed: 14, numRuns: 60 },
    )
  })

  it('can be drawn, and its seats counted', () => {
    fc.assert(
      fc.property(anyDesign(), (documents) => {
        const design = snapshotOf(documents)
        for (const callflow of design.list('callflow')) {
          expect(flowTree(callflow, design)).toContain(callflow.name)
          expect(flowSvg(callflow, design)).toMatch(/^<svg[^]*<\/svg>\s*$/)
        }
        expect(countSeats(design)).toBeDefined()
      }),
      { seed: 15, numRuns: 60 },
    )
  })
})
