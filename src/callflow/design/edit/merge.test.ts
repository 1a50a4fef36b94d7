import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Callflow, type Document, makeDocument } from '../document.ts'
import { anyFlow } from './testing/any-edit.ts'
import { patchesBetween } from './between.ts'
import { type Clash, keepMine, merge, type Merged, shownWith, takeTheirs } from './merge.ts'
import { isWithin, type Patch, patchSchema, squashed } from './patch.ts'
import { sameValue } from './same-value.ts'

const on = (document: Document | undefined, patches: readonly Patch[]): Merged =>
  merge(patches, () => ({ document, isAsSeen: false }))
const after = (document: Document | undefined, patches: readonly Patch[]) => on(document, patches).documents.get('main')

const node = (id: string, label = '', x = 0) => ({
  id,
  type: 'ring-group',
  version: 1,
  label,
  disabled: false,
  settings: {},
  position: { x, y: 0 },
})
const flow = (fields: Partial<Callflow> = {}): Callflow =>
  makeDocument('callflow', { id: 'main', name: 'Main', ...fields })
const nodes = (...all: ReturnType<typeof node>[]) => Object.fromEntries(all.map((each) => [each.id, each]))

const clashesOf = (base: Callflow, theirs: Callflow, mine: Callflow): readonly Clash[] =>
  on(theirs, patchesBetween(base, mine)).clashes
const merged = (base: Callflow, theirs: Callflow, mine: Callflow) => {
  const { clashes } = on(theirs, patchesBetween(base, mine))
  expect(clashes).toEqual([])
  return after(theirs, patchesBetween(base, mine))
}

describe('patches between two states', () => {
  it('make the one of the other, order of lists included', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, (a, b) => {
        const patches = patchesBetween(a, b)
        const there = on(a, patches)
        expect(there.clashes).toEqual([])
        expect(there.documents.get('main') ?? a).toEqual(b)
      }),
      { numRuns: 500 },
    )
  })

  it('are none of equal states, whatever the order of keys', () => {
    const a = flow({ nodes: nodes(node('a'), node('b')) })
    expect(patchesBetween(a, { ...structuredClone(a), nodes: nodes(node('b'), node('a')) })).toEqual([])
  })

  it('survive JSON and the schema of the contract', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, (a, b) => {
        const patches = patchesBetween(a, b)
        expect(patches.map((patch) => patchSchema.parse(JSON.parse(JSON.stringify(patch))))).toEqual(patches)
      }),
      { numRuns: 50 },
    )
  })

  it('name a field of a step, an item of a list by its id and a wire by where it comes from', () => {
    const members = (delaySec: number) => ({ members: [{ id: 'u1', delaySec }] })
    const a = flow({
      nodes: nodes({ ...node('a'), settings: members(0) }),
      wires: [{ from: 'a', branch: '_', to: 'b' }],
    })
    const b = flow({
      nodes: nodes({ ...node('a', 'Hi'), settings: members(5) }),
      wires: [{ from: 'a', branch: '_', to: 'c' }],
    })
    expect(patchesBetween(a, b).map(({ path }) => path.join(' '))).toEqual([
      'main nodes a label',
      'main nodes a settings members u1 delaySec',
      'main wires a/_ to',
    ])
  })

  it('move an item rather than write the list again', () => {
    const patches = patchesBetween(flow({ numbers: ['1', '2', '3', '4'] }), flow({ numbers: ['4', '1', '2', '3'] }))
    expect(patches).toEqual([{ verb: 'move', path: ['main', 'numbers', '4'], after: null, was: '3' }])
  })

  it('write a list as one value when its items have no names or most of it changes', () => {
    const long = (from: number) => Array.from({ length: 600 }, (_, at) => String(from + at))
    expect(patchesBetween(flow({ numbers: long(0) }), flow({ numbers: long(600) }))).toHaveLength(1)
    const rule = (days: number[]) => makeDocument('schedule-rule', { id: 'main', name: 'R', days })
    expect(patchesBetween(rule([1, 2]), rule([1, 3]))).toMatchObject([{ verb: 'set', value: [1, 3], was: [1, 2] }])
  })

  it('hold a new or a removed document whole', () => {
    expect(patchesBetween(undefined, flow())).toEqual([{ verb: 'set', path: ['main'], value: flow() }])
    expect(on(flow(), patchesBetween(flow(), undefined))).toEqual({
      documents: new Map([['main', undefined]]),
      clashes: [],
    })
  })
})

describe('two people who edit one document', () => {
  it('both win wherever their edits do not touch, whoever is first', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, anyFlow, (base, mine, theirs) => {
        const [m, t] = [patchesBetween(base, mine), patchesBetween(base, theirs)]
        const apart = m.filter(({ path, verb }) => verb !== 'move' && !t.some((other) => touches(path, other.path)))
        const alsoApart = t.filter(({ verb }) => verb !== 'move')
        const first = on(base, alsoApart)
        const second = on((first.documents.get('main') ?? base) as Document, apart)
        expect(second.clashes).toEqual([])
        const otherFirst = (after(base, apart) ?? base) as Document
        const both = on(otherFirst, alsoApart)
        expect(both.clashes).toEqual([])
        const [x, y] = [
          second.documents.get('main') ?? first.documents.get('main'),
          both.documents.get('main') ?? otherFirst,
        ]
        expect(sameValue(sortedLists(x ?? base), sortedLists(y))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('both keep the steps and wires they add', () => {
    const base = flow({ nodes: nodes(node('a')), wires: [{ from: 'a', branch: '_', to: 'a' }] })
    const theirs = {
      ...base,
      nodes: nodes(node('a'), node('t')),
      wires: [...base.wires, { from: 't', branch: '_', to: 'a' }],
    }
    const mine = {
      ...base,
      nodes: nodes(node('a'), node('m')),
      wires: [...base.wires, { from: 'm', branch: '_', to: 'a' }],
    }
    expect(merged(base, theirs, mine)).toEqual({
      ...base,
      nodes: nodes(node('a'), node('t'), node('m')),
      wires: [base.wires[0], mine.wires[1], theirs.wires[1]],
    })
  })

  it('both keep what they move and rename of one step', () => {
    const [base, theirs, mine] = [node('a'), node('a', 'Hello'), node('a', '', 240)].map((each) =>
      flow({ nodes: nodes(each) }),
    )
    if (!base || !theirs || !mine) throw new Error('three were made')
    expect(merged(base, theirs, mine)).toEqual(flow({ nodes: nodes(node('a', 'Hello', 240)) }))
  })

  it('agree when they write the same', () => {
    const [base, both] = [flow(), flow({ name: 'Night', numbers: ['1'] })]
    expect(merged(base, both, both)).toEqual(both)
  })

  it('clash over one field, and both values are told', () => {
    expect(clashesOf(flow(), flow({ name: 'Theirs' }), flow({ name: 'Mine' }))).toEqual([
      { path: ['main', 'name'], theirs: 'Theirs', mine: 'Mine', isGone: false },
    ])
  })

  it('clash when one deletes a step that the other changes, whoever comes first', () => {
    const [base, gone, changed] = [flow({ nodes: nodes(node('a')) }), flow(), flow({ nodes: nodes(node('a', 'Hi')) })]
    expect(clashesOf(base, changed, gone)).toEqual([
      { path: ['main', 'nodes', 'a'], theirs: node('a', 'Hi'), isGone: false },
    ])
    expect(clashesOf(base, gone, changed)).toEqual([{ path: ['main', 'nodes', 'a'], mine: 'Hi', isGone: true }])
  })

  it('do not clash over where a step stands: the last one places it, and a step that is gone stays gone', () => {
    const at = (x: number) => flow({ nodes: nodes(node('a', '', x)) })
    expect(merged(at(0), at(120), at(240))).toEqual(at(240))
    expect(merged(at(0), flow(), at(240))).toEqual(flow())
    expect(merged(at(0), at(120), flow())).toEqual(flow())
    expect(clashesOf(at(0), flow({ nodes: nodes(node('a', 'Hi', 120)) }), flow())).toHaveLength(1)
  })

  it('clash once over what is gone, however much was written in it', () => {
    const base = flow({ nodes: nodes(node('a')) })
    const changed = flow({ nodes: nodes({ ...node('a', 'Hi', 240), disabled: true }) })
    expect(clashesOf(base, flow(), changed)).toHaveLength(1)
    expect(on(undefined, patchesBetween(base, changed)).clashes).toMatchObject([{ path: ['main'], isGone: true }])
  })

  it('may put items into a list that the other reorders, and clash when both move the same', () => {
    const of = (numbers: string) => flow({ numbers: numbers.split('') })
    expect(merged(of('123'), of('312'), of('1234'))).toMatchObject({ numbers: ['3', '4', '1', '2'] })
    expect(clashesOf(of('1234'), of('2134'), of('3124'))).toEqual([])
    expect(clashesOf(of('1234'), of('4123'), of('1423'))).toEqual([
      { path: ['main', 'numbers', '4'], theirs: null, mine: '1', isGone: false },
    ])
  })

  it('need no comparing when nobody else wrote since', () => {
    const patches = patchesBetween(flow({ name: 'As typed' }), flow({ name: 'Mine' }))
    const { documents, clashes } = merge(patches, () => ({ document: flow({ name: 'As trimmed' }), isAsSeen: true }))
    expect(clashes).toEqual([])
    expect(documents.get('main')).toEqual(flow({ name: 'Mine' }))
  })
})

describe('a clash', () => {
  const base = flow({ numbers: ['1'], nodes: nodes(node('a'), node('b')) })
  const theirs = flow({ name: 'Theirs', numbers: ['1'], nodes: nodes(node('a', 'There')) })
  const mine = flow({ name: 'Mine', numbers: ['1', '2'], nodes: nodes(node('a', 'Here'), node('b', 'Here')) })
  const patches = patchesBetween(base, mine)
  const { clashes } = on(theirs, patches)

  it('is settled by keeping mine where there still is a place for it, with what did not clash', () => {
    const kept = on(theirs, keepMine(patches, clashes))
    expect(kept.clashes).toEqual([])
    expect(kept.documents.get('main')).toEqual({ ...mine, nodes: nodes(node('a', 'Here')) })
  })

  it('is settled by taking theirs, and what did not clash still stands', () => {
    const taken = on(theirs, takeTheirs(patches, clashes))
    expect(taken.clashes).toEqual([])
    expect(taken.documents.get('main')).toEqual({ ...theirs, numbers: ['1', '2'] })
  })

  it('that others write on clashes again', () => {
    const kept = keepMine(patches, clashes)
    expect(on({ ...theirs, name: 'Theirs again' }, kept).clashes).toMatchObject([
      { theirs: 'Theirs again', mine: 'Mine' },
    ])
  })

  it('of moving an item is settled like any other', () => {
    const of = (numbers: string) => flow({ numbers: numbers.split('') })
    const moves = patchesBetween(of('1234'), of('1423'))
    const found = on(of('4123'), moves).clashes
    expect(found).toHaveLength(1)
    expect(on(of('4123'), keepMine(moves, found))).toMatchObject({ clashes: [] })
    expect(after(of('4123'), keepMine(moves, found))).toEqual(of('1423'))
    expect(takeTheirs(moves, found)).toEqual([])
  })

  it('of typing tells what was typed last', () => {
    const typed = ['M', 'Mi', 'Mine'].map((name, at, all) => ({
      verb: 'set' as const,
      path: ['main', 'name'],
      value: name,
      was: all[at - 1] ?? 'Main',
    }))
    expect(on(theirs, typed).clashes).toEqual([
      { path: ['main', 'name'], theirs: 'Theirs', mine: 'Mine', isGone: false },
    ])
    expect(squashed(typed)).toEqual([{ verb: 'set', path: ['main', 'name'], value: 'Mine', was: 'Main' }])
    expect(after(theirs, keepMine(typed, on(theirs, typed).clashes))).toMatchObject({ name: 'Mine' })
  })
})

describe('what a page shows', () => {
  it('shares with the saved document whatever waits to be saved leaves alone', () => {
    const base = flow({ nodes: nodes(node('a'), node('b')) })
    const shown = shownWith(base, patchesBetween(base, { ...base, nodes: { ...base.nodes, b: node('b', 'Hi') } }))
    expect(shown).toMatchObject({ nodes: { b: { label: 'Hi' } } })
    expect(shown?.kind === 'callflow' && shown.nodes['a']).toBe(base.nodes['a'])
    expect(base.nodes['b']?.label).toBe('')
  })
})

describe('a path', () => {
  it('of hostile names writes members of those names and nothing else', () => {
    const foreign = JSON.parse('{"kazoo":{"__proto__":{"polluted":1}}}') as Record<string, unknown>
    const patches = patchesBetween(flow({ foreign: { kazoo: {} } }), { ...flow(), foreign })
    const result = after(flow({ foreign: { kazoo: {} } }), patches)
    expect(Object.hasOwn((result as { foreign: { kazoo: object } }).foreign.kazoo, '__proto__')).toBe(true)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    const onto = { verb: 'set' as const, path: ['main', '__proto__', 'polluted'], value: 1 }
    expect(on(flow(), [onto]).clashes).toMatchObject([{ isGone: true }])
    expect(on(flow(), [{ ...onto, path: ['main', 'constructor', 'polluted'] }]).clashes).toMatchObject([
      { isGone: true },
    ])
  })

  it('through something that is no object, or of a move where there is no list, is gone', () => {
    expect(on(flow(), [{ verb: 'set', path: ['main', 'name', 'x'], value: 1 }]).clashes).toMatchObject([
      { isGone: true },
    ])
    expect(on(flow(), [{ verb: 'move', path: ['main', 'name'], after: null, was: null }]).clashes).toMatchObject([
      { isGone: true },
    ])
    const gone = { verb: 'move' as const, path: ['main', 'numbers', '9'], after: null, was: null }
    expect(on(flow(), [gone])).toEqual({ documents: new Map([['main', flow()]]), clashes: [] })
  })
})

const touches = (a: readonly string[], b: readonly string[]) => isWithin(a, b) || isWithin(b, a)

/** New items of both stand side by side; which is first is who was last. */
function sortedLists(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortedLists).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, sortedLists(member)]))
}
