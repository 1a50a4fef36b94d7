import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { step } from '../design/extension.ts'
import { stackPosition } from '../design/layout.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { check } from './check-design.ts'
import { fixAll, fixKindsOf } from './fix-all.ts'

/** A flow in which callers branch to `ends` steps that nothing follows. */
function flowWithDeadEnds(id: string, ends: number) {
  const nodes = [
    step(
      'split',
      'branch-on-variable',
      { variable: 'wanted', values: ['a', 'b', 'c'].slice(0, ends - 1) },
      stackPosition(0),
    ),
    ...Array.from({ length: ends }, (_, at) => step(`end-${at}`, 'sleep', {}, stackPosition(at + 1))),
  ]
  return makeDocument('callflow', {
    id,
    name: id,
    numbers: [],
    entry: 'split',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    wires: Array.from({ length: ends }, (_, at) => ({
      from: 'split',
      branch: at === 0 ? '_' : (['a', 'b', 'c'][at - 1] ?? ''),
      to: `end-${at}`,
    })),
  })
}

describe('fixing all findings of a kind', () => {
  const design = snapshotOf([flowWithDeadEnds('one', 3), flowWithDeadEnds('two', 2)])
  const checked = check(design)
  const kind = fixKindsOf(checked.findings).find(({ code }) => code === 'dead-end')

  it('counts what one kind of fix would settle', () => {
    expect(kind).toMatchObject({ code: 'dead-end', count: 5 })
  })

  it('settles all of them, several in one document too, and writes each document once', () => {
    if (!kind) throw new Error('there is no dead end')
    const put = fixAll(design, checked, kind)
    expect(put.map(({ id }) => id).toSorted()).toEqual(['one', 'two'])
    const after = check(snapshotOf([...design.documents(), ...put]))
    expect(after.findings.filter(({ code }) => code === 'dead-end')).toEqual([])
  })

  it('leaves findings of other kinds as they are', () => {
    if (!kind) throw new Error('there is no dead end')
    const put = fixAll(design, checked, kind)
    const others = (findings: typeof checked.findings) =>
      findings.filter(({ code }) => code === 'unknown-variable').length
    expect(others(check(snapshotOf([...design.documents(), ...put])).findings)).toBe(others(checked.findings))
  })

  it('writes nothing when there is nothing of that kind', () => {
    expect(fixAll(design, checked, { code: 'duplicate-number', label: 'Anything' })).toEqual([])
  })
})
