import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedBetween, check, type Checked, recheck } from '../../src/callflow/check/check-design.ts'
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

/** What the checks found, in their order. Their fixes are what they suggest: whether they are offered follows from both. */
const foundIn = ({ byDocument, ofWhole }: Checked) =>
  [...[...byDocument.values()].flat(), ...ofWhole].map((each) => each.findings)

const placeOf = ({ code, documentId, nodeId }: Finding) => `${code} ${documentId} ${nodeId ?? ''}`

const numberOf = (findings: readonly Finding[], finding: Finding) =>
  findings.filter((each) => placeOf(each) === placeOf(finding) && each.message === finding.message).length

/** Places with more findings of a kind than before. */
function newIn(after: readonly Finding[], before: readonly Finding[]): readonly string[] {
  const known = Map.groupBy(before, placeOf)
  return [...Map.groupBy(after, placeOf)]
    .filter(([place, found]) => found.length > (known.get(place)?.length ?? 0))
    .map(([place]) => place)
}

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
        expect(foundIn(again)).toEqual(foundIn(check(after)))
      }),
      { seed: 13, numRuns: 100 },
    )
  })

  it('is left without a finding by the fix that the finding offers, and without a new one', () => {
    fc.assert(
      fc.property(anyDesign(), (documents) => {
        const { findings } = check(snapshotOf(documents))
        for (const finding of findings) {
          const { fix } = finding
          if (!fix) continue
          expect(fix.put.map((document) => parseDocument(document)).filter(({ ok }) => !ok)).toEqual([])
          const after = check(snapshotOf(byId([...documents, ...fix.put]).values())).findings
          expect(numberOf(after, finding), `${finding.code}: ${finding.message}`).toBeLessThan(
            numberOf(findings, finding),
          )
          expect(newIn(after, findings), `${fix.label} for ${finding.message}`).toEqual([])
        }
      }),
      { seed: 14, numRuns: 12 },
    )
  }, 120_000)

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
