import { describe, expect, it } from 'vitest'
import { type Callflow, type Document, makeDocument } from '../../callflow/design/document.ts'
import { patchesBetween } from '../../callflow/design/edit/between.ts'
import type { ToldChange } from '../../main/api/contract.ts'
import { type Documents, loaded, withConfirmed, withoutPending, withPending, withRewritten } from './documents.ts'

const group = (id: string, name: string) => makeDocument('group', { id, name })
const user = makeDocument('user', { id: 'u', name: 'Alex' })

const told = (changeId: number, change: Partial<ToldChange>): ToldChange => ({
  designId: 'd',
  changeId,
  label: 'Edit',
  atMs: changeId,
  added: [],
  updated: [],
  removed: [],
  ...change,
})
const updated = (from: number, before: Document, after: Document) => ({
  updated: [{ id: before.id, from, to: from + 1, patches: patchesBetween(before, after) }],
})
const nameOf = (state: Documents, id: string) => state.byId.get(id)?.name
const pending = (seq: number, before: Document | undefined, after: Document | undefined) => ({
  seq,
  patches: patchesBetween(before, after),
})

describe('the documents of a page', () => {
  const sales = group('g', 'Sales')
  const start = loaded({ documents: [sales, user], revisions: { g: 1, u: 1 }, lastChangeId: 1 }, [])

  it('show a change before it is confirmed', () => {
    const state = withPending(start, pending(1, sales, group('g', 'Support')))
    expect(nameOf(state, 'g')).toBe('Support')
    expect(state.byKind.get('group')?.map((each) => each.name)).toEqual(['Support'])
  })

  it('take a refused change back', () => {
    const state = withPending(start, pending(1, sales, undefined))
    expect(nameOf(state, 'g')).toBeUndefined()
    expect(nameOf(withoutPending(state, [1]), 'g')).toBe('Sales')
  })

  it('keep what is typed on top of what somebody else changed meanwhile', () => {
    const typed = withPending(start, pending(1, sales, group('g', 'Mine')))
    const state = withConfirmed(typed, told(2, updated(1, sales, group('g', 'Theirs'))))
    expect(nameOf(state, 'g')).toBe('Mine')
    expect(nameOf(withoutPending(state, [1]), 'g')).toBe('Theirs')
  })

  it('show what somebody else changed beside what is typed, and both survive a new reading', () => {
    const theirs = { ...sales, members: [{ id: 'u', weight: 20 }] }
    const typed = withPending(start, pending(1, sales, group('g', 'Mine')))
    const state = withConfirmed(typed, told(2, updated(1, sales, theirs)))
    expect(state.byId.get('g')).toEqual({ ...theirs, name: 'Mine' })
    const again = loaded({ documents: [theirs, user], revisions: { g: 2, u: 1 }, lastChangeId: 2 }, state.pending)
    expect(again.byId.get('g')).toEqual({ ...theirs, name: 'Mine' })
    expect(again.byKind.get('group')).toEqual([{ ...theirs, name: 'Mine' }])
  })

  it('do not go back to an older change that comes late or twice', () => {
    const two = group('g', 'Second')
    const second = told(2, updated(1, sales, two))
    const third = withConfirmed(withConfirmed(start, second), told(3, updated(2, two, group('g', 'Third'))))
    expect(withConfirmed(third, second)).toMatchObject({ hasGap: false, lastChangeId: 3 })
    expect(nameOf(withConfirmed(third, second), 'g')).toBe('Third')
  })

  it('do not bring back what was deleted meanwhile', () => {
    const added = told(2, { added: [{ document: group('n', 'New'), revision: 1 }] })
    const gone = withConfirmed(withConfirmed(start, added), told(3, { removed: [{ id: 'n', revision: 2 }] }))
    expect(nameOf(withConfirmed(gone, added), 'n')).toBeUndefined()
    const back = withConfirmed(gone, told(4, { added: [{ document: group('n', 'Back'), revision: 3 }] }))
    expect(nameOf(back, 'n')).toBe('Back')
  })

  it('say when a change between is missing, and stay as they were', () => {
    const state = withConfirmed(start, told(9, updated(2, sales, group('g', 'Third'))))
    expect(state.hasGap).toBe(true)
    expect(nameOf(state, 'g')).toBe('Sales')
    expect(withConfirmed(start, told(9, updated(0, group('x', 'X'), group('x', 'Y')))).hasGap).toBe(true)
  })

  it('leave lists of other kinds untouched, so that nothing else is drawn again', () => {
    const state = withPending(start, pending(1, undefined, group('g2', 'Support')))
    expect(state.byKind.get('user')).toBe(start.byKind.get('user'))
    expect(state.byKind.get('group')).not.toBe(start.byKind.get('group'))
  })

  it('drop a kind whose last document is gone', () => {
    const state = withConfirmed(start, told(2, { removed: [{ id: 'g', revision: 2 }] }))
    expect(state.byKind.has('group')).toBe(false)
  })

  it('stay the same objects when what was typed is confirmed, so that nothing is drawn twice', () => {
    const mine = group('g', 'Mine')
    const typed = withPending(start, pending(1, sales, mine))
    const state = withoutPending(withConfirmed(typed, told(2, updated(1, sales, mine))), [1])
    expect(state.byId.get('g')).toBe(typed.byId.get('g'))
    expect(state.byId.get('g')).toEqual(mine)
    expect(state.pending).toEqual([])
  })

  it('keep the steps of a flow that a change leaves alone the same objects', () => {
    const node = (id: string, label: string) => ({
      id,
      label,
      type: 'sleep',
      version: 1,
      disabled: false,
      settings: {},
      position: { x: 0, y: 0 },
    })
    const flow = (label: string): Callflow =>
      makeDocument('callflow', { id: 'f', name: 'F', nodes: { a: node('a', label), b: node('b', '') } })
    const read = loaded({ documents: [flow('')], revisions: { f: 1 }, lastChangeId: 1 }, [])
    const state = withConfirmed(read, told(2, updated(1, flow(''), flow('Hi'))))
    const nodesOf = ({ byId }: Documents) => (byId.get('f') as Callflow).nodes
    expect(nodesOf(state)['a']?.label).toBe('Hi')
    expect(nodesOf(state)['b']).toBe(nodesOf(read)['b'])
  })

  it('show what a settled clash leaves of pending changes, as one', () => {
    const two = withPending(
      withPending(start, pending(1, sales, group('g', 'M'))),
      pending(2, group('g', 'M'), group('g', 'Mine')),
    )
    const kept = withRewritten(two, [2, 1], patchesBetween(group('g', 'Theirs'), group('g', 'Mine')))
    expect(kept.pending.map(({ seq }) => seq)).toEqual([2])
    expect(nameOf(kept, 'g')).toBe('Mine')
    expect(nameOf(withoutPending(kept, [2, 1]), 'g')).toBe('Sales')
  })
})
