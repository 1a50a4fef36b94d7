import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { sha256Of } from './blobs.ts'
import { type DesignStore, openDesign } from './design-store.ts'
import { RefusedError } from './errors.ts'
import { flow, testDesign, type TestFolder, testFolder } from './test-design.ts'

let folder: TestFolder
let design: DesignStore
let path: string
let clock: { nowMs: number }

beforeEach(() => {
  folder = testFolder()
  ;({ design, path, clock } = testDesign(folder))
})

afterEach(() => {
  design.close()
  folder[Symbol.dispose]()
})

const names = () => design.documents().map(({ name }) => name)

describe('applying a change', () => {
  it('saves documents and reports what was added, updated and removed', () => {
    design.apply({ label: 'Add', put: [flow('a', 'A'), flow('b', 'B')] })
    const change = design.apply({ label: 'Edit', put: [flow('a', 'A2'), flow('c', 'C')], remove: ['b'] })
    expect(change.diff.added.map(({ id }) => id)).toEqual(['c'])
    expect(change.diff.updated.map(({ before, after }) => [before.name, after.name])).toEqual([['A', 'A2']])
    expect(change.diff.removed.map(({ id }) => id)).toEqual(['b'])
    expect(names()).toEqual(['A2', 'C'])
  })

  it('survives closing and opening the file', () => {
    design.apply({ label: 'Add', put: [flow('a', 'A', { numbers: ['8000'] })] })
    const before = design.documents()
    design.close()
    design = openDesign(path)
    expect(design.documents()).toEqual(before)
    expect(design.info()).toMatchObject({ name: 'Company', canUndo: 'Add', schemaVersion: 2, readOnlyBecause: null })
  })

  it('does nothing at all when one document of several is not valid', () => {
    const broken = { ...flow('b', 'B'), name: '' }
    const error = refusal(() => design.apply({ label: 'Add', put: [flow('a', 'A'), broken] }))
    expect(error).toMatchObject({ code: 'INVALID_DOCUMENT', data: { path: 'name' } })
    expect(error.message).toContain('name')
    expect(names()).toEqual([])
    expect(design.info().canUndo).toBeNull()
  })

  it('gives nobody an emergency number of the country, and keeps what an import brought', () => {
    const account = makeDocument('account', { id: 'account', name: 'A', country: 'DE' })
    const person = makeDocument('user', { id: 'u', name: 'U', extension: '110' })
    design.apply({ label: 'Import', put: [account, flow('a', 'A', { numbers: ['112'] })], undoable: false })
    expect(refusal(() => design.apply({ label: 'Add', put: [person] }))).toMatchObject({ data: { path: 'extension' } })
    const more = flow('a', 'A', { numbers: ['112', '110'] })
    expect(refusal(() => design.apply({ label: 'Edit', put: [more] })).message).toContain(
      '110 calls emergency services',
    )
    design.apply({ label: 'Rename', put: [flow('a', 'B', { numbers: ['112'] })] })
    expect(names()).toEqual(['A', 'B'])
  })

  it('makes no change of documents that are already so', () => {
    const first = design.apply({ label: 'Add', put: [flow('a', 'A')] })
    const again = design.apply({ label: 'Add again', put: [flow('a', 'A')] })
    expect(again.changeId).toBe(first.changeId)
    expect(again.diff).toEqual({ added: [], updated: [], removed: [] })
    expect(design.info().canUndo).toBe('Add')
  })

  it('refuses to remove what is not there', () => {
    expect(refusal(() => design.apply({ label: 'x', remove: ['nobody'] }))).toMatchObject({
      code: 'NOT_FOUND',
      data: { id: 'nobody' },
    })
  })

  it('refuses to turn a document into another kind', () => {
    design.apply({ label: 'Add', put: [flow('a', 'A')] })
    const menu = makeDocument('menu', { id: 'a', name: 'A' })
    expect(refusal(() => design.apply({ label: 'x', put: [menu] }))).toMatchObject({
      code: 'INVALID_DOCUMENT',
      data: { path: 'kind' },
    })
  })

  it('keeps exactly one account', () => {
    design.apply({ label: 'x', put: [makeDocument('account', { id: 'one', name: 'One' })] })
    const second = makeDocument('account', { id: 'two', name: 'Two' })
    expect(refusal(() => design.apply({ label: 'x', put: [second] })).message).toContain('one account')
    expect(refusal(() => design.apply({ label: 'x', remove: ['one'] })).message).toContain('needs its account')
  })
})

describe('numbers', () => {
  it('belong to one callflow; the refusal names number and holder', () => {
    design.apply({ label: 'Add', put: [flow('a', 'Main line', { numbers: ['8000', '8001'] })] })
    const error = refusal(() => design.apply({ label: 'Add', put: [flow('b', 'Other', { numbers: ['8001'] })] }))
    expect(error).toMatchObject({
      code: 'NUMBER_TAKEN',
      data: { number: '8001', documentId: 'a', documentName: 'Main line' },
    })
    expect(error.message).toBe('Number 8001 is already used by "Main line".')
    expect(names()).toEqual(['Main line'])
  })

  it('for callers from outside belong to one callflow, which need not be the one that colleagues reach by them (ADR 58)', () => {
    const outside = { numbersFromOutside: ['1001'] }
    design.apply({ label: 'Add', put: [flow('a', 'Alex', { numbers: ['1001'] }), flow('b', 'Main line', outside)] })
    const error = refusal(() => design.apply({ label: 'Add', put: [flow('c', 'Other', outside)] }))
    expect(error.message).toBe('Number for callers from outside 1001 is already used by "Main line".')
    design.apply({ label: 'Move', put: [flow('b', 'Main line'), flow('c', 'Other', outside)] })
    expect(names()).toEqual(['Alex', 'Main line', 'Other'])
  })

  it('A0: given a pattern that another callflow has, when a callflow with it is saved, then it is refused with both names', () => {
    const pattern = '^\\*74([0-9]*)$'
    design.apply({ label: 'Add', put: [flow('a', 'Forwarding', { patterns: [pattern] })] })
    const error = refusal(() => design.apply({ label: 'Add', put: [flow('b', 'Other', { patterns: [pattern] })] }))
    expect(error).toMatchObject({ code: 'NUMBER_TAKEN', data: { number: pattern, documentName: 'Forwarding' } })
    expect(names()).toEqual(['Forwarding'])
    design.apply({ label: 'Move', put: [flow('a', 'Forwarding'), flow('b', 'Other', { patterns: [pattern] })] })
    expect(names()).toEqual(['Forwarding', 'Other'])
  })

  it('can be swapped between two callflows in one change', () => {
    design.apply({ label: 'Add', put: [flow('a', 'A', { numbers: ['1'] }), flow('b', 'B', { numbers: ['2'] })] })
    design.apply({ label: 'Swap', put: [flow('a', 'A', { numbers: ['2'] }), flow('b', 'B', { numbers: ['1'] })] })
    expect(design.document('a')).toMatchObject({ numbers: ['2'] })
  })

  it('are free again when their callflow is removed', () => {
    design.apply({ label: 'Add', put: [flow('a', 'A', { numbers: ['8000'] })] })
    design.apply({ label: 'Move', put: [flow('b', 'B', { numbers: ['8000'] })], remove: ['a'] })
    expect(names()).toEqual(['B'])
  })

  it('we own are listed once, and may be answered by a callflow at the same time', () => {
    const owned = makeDocument('phone-number', { id: 'n', name: 'Main', number: '+15550100' })
    design.apply({ label: 'Add', put: [owned, flow('a', 'A', { numbers: ['+15550100'] })] })
    const twice = makeDocument('phone-number', { id: 'n2', name: 'Again', number: '+15550100' })
    expect(refusal(() => design.apply({ label: 'x', put: [twice] })).data).toMatchObject({ documentName: 'Main' })
  })

  it('of phones are SIP user names, which no two devices share', () => {
    design.apply({ label: 'Add', put: [makeDocument('device', { id: 'd1', name: 'Desk', sipUsername: 'u1' })] })
    const twin = makeDocument('device', { id: 'd2', name: 'Twin', sipUsername: 'u1' })
    expect(refusal(() => design.apply({ label: 'x', put: [twin] })).message).toContain('SIP user name u1')
  })
})

describe('references', () => {
  const user = makeDocument('user', { id: 'ann', name: 'Ann' })
  const phone = makeDocument('device', { id: 'desk', name: 'Desk phone', ownerId: 'ann' })

  it('are listed as uses with the place inside the document', () => {
    const node = { id: 'n1', type: 'callflow', settings: { callflowId: 'b' }, position: { x: 0, y: 0 } }
    design.apply({ label: 'Add', put: [user, phone, flow('b', 'B'), { ...flow('a', 'A'), nodes: { n1: node } }] })
    expect(design.usages('ann')).toEqual([{ documentId: 'desk', kind: 'device', name: 'Desk phone', path: 'ownerId' }])
    expect(design.usages('b')).toMatchObject([{ documentId: 'a', path: 'nodes.n1.settings.callflowId' }])
  })

  it('keep a document that is used from being removed, and say where it is used', () => {
    design.apply({ label: 'Add', put: [user, phone] })
    const error = refusal(() => design.apply({ label: 'Delete', remove: ['ann'] }))
    expect(error).toMatchObject({ code: 'STILL_USED', data: { usages: [{ documentId: 'desk' }] } })
    expect(error.message).toBe('"Ann" is still used by "Desk phone".')
    expect(names()).toContain('Ann')
  })

  it('do not keep documents that are removed together', () => {
    design.apply({ label: 'Add', put: [user, phone] })
    design.apply({ label: 'Delete', remove: ['ann', 'desk'] })
    expect(names()).toEqual([])
  })

  it('are pointed at a replacement before the old document goes, as one undo step', () => {
    const ben = makeDocument('user', { id: 'ben', name: 'Ben' })
    design.apply({ label: 'Add', put: [user, ben, phone] })
    const change = design.replaceAndRemove('ann', 'ben')
    expect(change.label).toBe('Replace Ann by Ben')
    expect(design.document('desk')).toMatchObject({ ownerId: 'ben' })
    expect(design.document('ann')).toBeUndefined()
    design.undo()
    expect(design.document('desk')).toMatchObject({ ownerId: 'ann' })
    expect(design.document('ann')).toBeDefined()
  })

  it('can only be replaced by a document of the same kind', () => {
    design.apply({ label: 'Add', put: [user, phone] })
    expect(refusal(() => design.replaceAndRemove('ann', 'desk')).message).toContain('another user')
  })
})

describe('undo and redo', () => {
  it('take the last change back and do it again, on any page', () => {
    design.apply({ label: 'Add A', put: [flow('a', 'A')] })
    design.apply({ label: 'Rename A', put: [flow('a', 'A2')] })
    expect(design.undo()?.label).toBe('Undo: Rename A')
    expect(design.document('a')?.name).toBe('A')
    expect(design.info()).toMatchObject({ canUndo: 'Add A', canRedo: 'Rename A' })
    design.undo()
    expect(names()).toEqual([])
    expect(design.undo()).toBeNull()
    design.redo()
    design.redo()
    expect(design.document('a')?.name).toBe('A2')
    expect(design.redo()).toBeNull()
  })

  it('survive closing the app', () => {
    design.apply({ label: 'Add A', put: [flow('a', 'A')] })
    design.apply({ label: 'Add B', put: [flow('b', 'B')] })
    design.undo()
    design.close()
    design = openDesign(path)
    expect(design.info()).toMatchObject({ canUndo: 'Add A', canRedo: 'Add B' })
    design.redo()
    expect(names()).toEqual(['A', 'B'])
  })

  it('forget what could be redone when something else is changed', () => {
    design.apply({ label: 'Add A', put: [flow('a', 'A')] })
    design.undo()
    design.apply({ label: 'Add B', put: [flow('b', 'B')] })
    expect(design.redo()).toBeNull()
    expect(design.info().canRedo).toBeNull()
  })

  it('give every step a new change id, so that pages can follow', () => {
    const ids = [design.apply({ label: 'x', put: [flow('a', 'A')] }), design.undo(), design.redo()].map(
      (change) => change?.changeId ?? 0,
    )
    expect(ids).toEqual([1, 2, 3])
    expect(design.lastChangeId()).toBe(3)
  })

  it('bring a removed sound back, with its bytes, also after closing the app', () => {
    const bytes = Buffer.from('RIFF a sound')
    const sound = makeDocument('media', { id: 'm', name: 'Hello', sha256: sha256Of(bytes) })
    design.apply({ label: 'Add', put: [sound], blobs: [{ bytes, mimeType: 'audio/wav' }] })
    design.apply({ label: 'Delete', remove: ['m'] })
    design.close()
    design = openDesign(path)
    design.undo()
    expect(design.document('m')).toMatchObject({ sha256: sound.sha256 })
    expect(design.blob(sha256Of(bytes))?.bytes).toEqual(bytes)
  })
})

describe('typing', () => {
  const type = (name: string) => design.apply({ label: 'Rename', put: [flow('a', name)], mergeKey: 'a.name' })

  beforeEach(() => {
    design.apply({ label: 'Add', put: [flow('a', 'A')] })
  })

  it('is one undo step while the pauses are at most 2 s', () => {
    for (const name of ['Ma', 'Mai', 'Main']) {
      clock.nowMs += 1_900
      type(name)
    }
    design.undo()
    expect(design.document('a')?.name).toBe('A')
  })

  it('is another step after a longer pause', () => {
    type('Ma')
    clock.nowMs += 2_001
    type('Main')
    design.undo()
    expect(design.document('a')?.name).toBe('Ma')
  })

  it('is another step in another field', () => {
    type('Ma')
    design.apply({ label: 'Numbers', put: [flow('a', 'Ma', { numbers: ['1'] })], mergeKey: 'a.numbers' })
    design.undo()
    expect(design.document('a')).toMatchObject({ name: 'Ma', numbers: [] })
  })

  it('is one state in the history', () => {
    for (const name of ['M', 'Ma', 'Main']) type(name)
    expect(design.history('a').map(({ document }) => document?.name)).toEqual(['Main', 'A'])
  })

  it('that ends where it began leaves nothing to undo', () => {
    type('AB')
    type('A')
    expect(design.info().canUndo).toBe('Add')
  })
})

describe('history', () => {
  it('holds every state of a document with who, when and why, newest first', () => {
    design.apply({ label: 'Add', put: [flow('a', 'A')] })
    clock.nowMs += 60_000
    design.apply({ label: 'Rename', put: [flow('a', 'B')] })
    design.apply({ label: 'Delete', remove: ['a'] })
    expect(design.history('a').map(({ revision, label, document }) => [revision, label, document?.name])).toEqual([
      [3, 'Delete', undefined],
      [2, 'Rename', 'B'],
      [1, 'Add', 'A'],
    ])
    expect(design.history('a')[1]).toMatchObject({ who: 'administrator', atMs: clock.nowMs })
  })

  it('keeps the newest 200 states when the design is opened again', () => {
    for (let at = 0; at < 210; at += 1) design.apply({ label: 'Rename', put: [flow('a', `A${at}`)] })
    design.apply({ label: 'Add', put: [flow('b', 'B')] })
    design.close()
    design = openDesign(path)
    expect(design.history('a').map(({ revision }) => revision)).toEqual(
      Array.from({ length: 200 }, (_, at) => 210 - at),
    )
    expect(design.history('b')).toHaveLength(1)
  })
})

describe('search', () => {
  const found = (text: string) => design.search(text, 20).map(({ name }) => name)

  beforeEach(() => {
    const node = { id: 'n1', type: 'hang-up', label: 'Good-bye Zürich', settings: {}, position: { x: 0, y: 0 } }
    design.apply({
      label: 'Add',
      put: [
        { ...flow('a', 'Main line', { numbers: ['8000'] }), nodes: { n1: node } },
        makeDocument('user', { id: 'u', name: 'Ann Smith', email: 'ann@example.test', extension: '1001' }),
        makeDocument('device', { id: 'd', name: 'Desk phone', sipUsername: 'sip-1', sipPassword: 'opensesame' }),
      ],
    })
  })

  it('finds names by the first letters of each word', () => {
    expect(found('mai')).toEqual(['Main line'])
    expect(found('li ma')).toEqual(['Main line'])
  })

  it('finds numbers, step labels without accents, and fields of people', () => {
    expect(found('800')).toEqual(['Main line'])
    expect(found('zurich')).toEqual(['Main line'])
    expect(found('ann@exa')).toEqual(['Ann Smith'])
    expect(found('1001')).toEqual(['Ann Smith'])
  })

  it('finds a number by any of its digits, however they are set apart', () => {
    design.apply({
      label: 'Add',
      put: [makeDocument('phone-number', { id: 'did', name: 'Head office', number: '+16045550100' })],
    })
    for (const text of ['6045550100', '(604) 555-0100', '604.555.0100', '0100', '+1 604 555', '+16045550100']) {
      expect(found(text)).toEqual(['Head office'])
    }
    expect(found('00')).not.toContain('Head office')
    expect(found('555-0199')).toEqual([])
  })

  it('still finds a document by its words after an edit that changes none of them', () => {
    const node = { id: 'n1', type: 'hang-up', label: 'Good-bye Zürich', settings: {}, position: { x: 40, y: 80 } }
    design.apply({ label: 'Move', put: [{ ...flow('a', 'Main line', { numbers: ['8000'] }), nodes: { n1: node } }] })
    expect(found('zurich')).toEqual(['Main line'])
    expect(found('8000')).toEqual(['Main line'])
  })

  it('never finds secrets', () => {
    expect(found('opensesame')).toEqual([])
  })

  it('takes any text for words, never for a query language', () => {
    for (const text of ['"', 'NOT (', 'a AND', '*', 'name:main', '^']) expect(() => found(text)).not.toThrow()
    expect(found('')).toEqual([])
  })

  it('follows changes and removal', () => {
    design.apply({ label: 'Rename', put: [flow('a', 'Reception')] })
    expect(found('main')).toEqual([])
    expect(found('recep')).toEqual(['Reception'])
    design.apply({ label: 'Delete', remove: ['a'] })
    expect(found('recep')).toEqual([])
  })
})

function refusal(run: () => unknown): RefusedError {
  try {
    run()
  } catch (error) {
    if (error instanceof RefusedError) return error
    throw error
  }
  throw new Error('expected a refusal')
}
