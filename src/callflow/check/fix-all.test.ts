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
    const { put, count } = fixAll(design, checked, kind)
    expect(count).toBe(5)
    expect(put.map(({ id }) => id).toSorted()).toEqual(['one', 'two'])
    const after = check(snapshotOf([...design.documents(), ...put]))
    expect(after.findings.filter(({ code }) => code === 'dead-end')).toEqual([])
  })

  it('leaves findings of other kinds as they are', () => {
    if (!kind) throw new Error('there is no dead end')
    const { put } = fixAll(design, checked, kind)
    const others = (findings: typeof checked.findings) =>
      findings.filter(({ code }) => code === 'unknown-variable').length
    expect(others(check(snapshotOf([...design.documents(), ...put])).findings)).toBe(others(checked.findings))
  })

  it('writes nothing when there is nothing of that kind', () => {
    expect(fixAll(design, checked, { code: 'duplicate-number', label: 'Anything' })).toEqual({ put: [], count: 0 })
  })

  it('leaves those whose fix would bring up another, and says how many it settles', () => {
    const member = (id: string) => makeDocument('user', { id, name: id, enabled: false })
    const phone = (id: string, sipUsername: string) =>
      makeDocument('device', { id: `${id}-phone`, name: id, ownerId: id, sipUsername, sipPassword: 'kT7vm2Qx' })
    const group = makeDocument('group', {
      id: 'group',
      name: 'Group',
      members: ['ann', 'bob', 'eve'].map((id) => ({ id: `${id}-phone`, weight: 20 })),
    })
    const phones = [phone('ann', 'one'), phone('bob', ''), phone('eve', 'three')].map((each) => ({
      ...each,
      enabled: false,
    }))
    const off = snapshotOf([group, ...phones, ...['ann', 'bob', 'eve'].map(member)])
    const found = check(off)
    const labels = ['ann', 'bob', 'eve'].map((name) => `Switch "${name}" on`)
    expect(found.findings.flatMap(({ fix }) => fix?.label ?? [])).toEqual([labels[0], labels[2]])
    expect(fixAll(off, found, { code: 'disabled-reference', label: labels[1] ?? '' }).count).toBe(0)
    expect(fixAll(off, found, { code: 'disabled-reference', label: labels[2] ?? '' }).put).toMatchObject([
      { id: 'eve-phone', enabled: true },
    ])
  })

  it('settles what it can of a kind of which some would bring up another', () => {
    const flow = (id: string, next: boolean) =>
      makeDocument('callflow', {
        id,
        name: id,
        numbers: [id],
        entry: 'split',
        nodes: Object.fromEntries(
          [
            step('split', 'prepend', {}, stackPosition(0)),
            step('end', 'hang-up', {}, stackPosition(1)),
            step('more', 'hang-up', {}, stackPosition(2)),
          ]
            .filter((node) => next || node.id !== 'more')
            .map((node) => [node.id, node]),
        ),
        wires: [
          { from: 'split', branch: '_', to: 'end' },
          { from: 'split', branch: 'busy', to: next ? 'more' : 'end' },
        ],
      })
    const mixed = snapshotOf([flow('8001', false), flow('8002', true), flow('8003', false)])
    const found = check(mixed)
    const [wires] = fixKindsOf(found.findings)
    expect(wires).toMatchObject({ code: 'unknown-branch', label: 'Remove the wire', count: 3 })
    const { put, count } = fixAll(mixed, found, { code: 'unknown-branch', label: 'Remove the wire' })
    expect(count).toBe(2)
    expect(put.map(({ id }) => id).toSorted()).toEqual(['8001', '8003'])
  })
})
