import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../callflow/design/document.ts'
import type { Change } from '../../main/api/contract.ts'
import { loaded, noDocuments, withConfirmed, withoutPending, withPending } from './documents.ts'

const group = (id: string, name: string) => makeDocument('group', { id, name })
const user = makeDocument('user', { id: 'u', name: 'Alex' })

const change = (changeId: number, diff: Partial<Change['diff']>, atMs = changeId): Change => ({
  changeId,
  label: 'Edit',
  atMs,
  diff: { added: [], updated: [], removed: [], ...diff },
})
const renamed = (before: Document, after: Document) => ({ updated: [{ before, after }] })
const nameOf = (state: typeof noDocuments, id: string) => state.byId.get(id)?.name

describe('the documents of a page', () => {
  const start = loaded(noDocuments, [group('g', 'Sales'), user], 1)

  it('show a change before it is confirmed', () => {
    const state = withPending(start, { seq: 1, put: [group('g', 'Support')], remove: [] })
    expect(nameOf(state, 'g')).toBe('Support')
    expect(state.byKind.get('group')?.map((each) => each.name)).toEqual(['Support'])
  })

  it('take a refused change back', () => {
    const state = withPending(start, { seq: 1, put: [], remove: ['g'] })
    expect(nameOf(state, 'g')).toBeUndefined()
    expect(nameOf(withoutPending(state, 1), 'g')).toBe('Sales')
  })

  it('keep what is typed on top of what somebody else changed meanwhile', () => {
    const typed = withPending(start, { seq: 1, put: [group('g', 'Mine')], remove: [] })
    const state = withConfirmed(typed, change(2, renamed(group('g', 'Sales'), group('g', 'Theirs'))))
    expect(nameOf(state, 'g')).toBe('Mine')
    expect(nameOf(withoutPending(state, 1), 'g')).toBe('Theirs')
  })

  it('do not go back to an older change that comes late', () => {
    const newer = withConfirmed(start, change(5, renamed(group('g', 'Sales'), group('g', 'Fifth'))))
    const late = withConfirmed(newer, change(4, renamed(group('g', 'Sales'), group('g', 'Fourth'))))
    expect(nameOf(late, 'g')).toBe('Fifth')
  })

  it('follow a merged change, which keeps its number and comes later', () => {
    const first = withConfirmed(start, change(2, renamed(group('g', 'Sales'), group('g', 'S')), 100))
    const merged = withConfirmed(first, change(2, renamed(group('g', 'Sales'), group('g', 'Su')), 200))
    const repeated = withConfirmed(merged, change(2, renamed(group('g', 'Sales'), group('g', 'S')), 100))
    expect(nameOf(merged, 'g')).toBe('Su')
    expect(nameOf(repeated, 'g')).toBe('Su')
  })

  it('leave lists of other kinds untouched, so that nothing else is drawn again', () => {
    const state = withPending(start, { seq: 1, put: [group('g2', 'Support')], remove: [] })
    expect(state.byKind.get('user')).toBe(start.byKind.get('user'))
    expect(state.byKind.get('group')).not.toBe(start.byKind.get('group'))
  })

  it('drop a kind whose last document is gone', () => {
    const state = withConfirmed(start, change(2, { removed: [group('g', 'Sales')] }))
    expect(state.byKind.has('group')).toBe(false)
  })
})
