import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Document, type DocumentOf, makeDocument, parseDocument } from '../../callflow/design/document.ts'
import { patchesBetween } from '../../callflow/design/edit/between.ts'
import type { Patch } from '../../callflow/design/edit/patch.ts'
import { type DesignStore, openDesign } from './design-store.ts'
import { RefusedError } from './errors.ts'
import { flow, testDesign, type TestFolder, testFolder } from './test-design.ts'

let folder: TestFolder
let design: DesignStore
let path: string
let clock: { nowMs: number }
let parsed: string[]

const counting: typeof parseDocument = (input) => {
  const result = parseDocument(input)
  if (result.ok) parsed.push(result.document.id)
  return result
}

beforeEach(() => {
  folder = testFolder()
  parsed = []
  ;({ design, path, clock } = testDesign(folder, { parse: counting }))
})
afterEach(() => {
  design.close()
  folder[Symbol.dispose]()
})

/** What a page has read, and the edits it makes of it. */
function page() {
  const revisions = design.revisions()
  const documents = new Map(design.documents().map((document) => [document.id, document]))
  const edit = (label: string, patches: readonly Patch[], mergeKey?: string) =>
    design.edit({ label, base: revisions, patches, mergeKey })
  return {
    document: (id: string) => documents.get(id),
    /** Makes it from what the page has read, whatever is there now. */
    put: (label: string, after: Document, mergeKey?: string) =>
      edit(label, patchesBetween(documents.get(after.id), after), mergeKey),
    remove: (label: string, id: string) => edit(label, patchesBetween(documents.get(id), undefined)),
  }
}
const step = (id: string, label: string, x = 0) => ({
  id,
  label,
  type: 'sleep',
  version: 1,
  disabled: false,
  settings: {},
  position: { x, y: 0 },
})
const main = () => flowOf(design.document('main'))
const flowOf = (document: Document | undefined): DocumentOf<'callflow'> => {
  if (document?.kind !== 'callflow') throw new Error('there is no flow')
  return document
}
const refusal = (run: () => unknown): RefusedError => {
  try {
    run()
  } catch (error) {
    if (error instanceof RefusedError) return error
    throw error
  }
  throw new Error('expected a refusal')
}
const begin = () => {
  design.apply({
    label: 'Begin',
    put: [flow('main', 'Main', { numbers: ['1'], nodes: { a: step('a', 'A'), b: step('b', 'B') } })],
  })
}

describe('edits of two pages that read the same', () => {
  it('both stand when they touch different places, and each is a step of its own', () => {
    begin()
    const [ann, ben] = [page(), page()]
    ann.put('Rename A', { ...main(), nodes: { a: step('a', 'Ann'), b: step('b', 'B') } })
    const change = ben.put(
      'Rename B',
      flow('main', 'Main', { numbers: ['1', '2'], nodes: { a: step('a', 'A'), b: step('b', 'Ben') } }),
    )
    expect(main()).toMatchObject({ numbers: ['1', '2'], nodes: { a: { label: 'Ann' }, b: { label: 'Ben' } } })
    expect(change.revisions.get('main')).toEqual({ from: 2, to: 3 })
    expect(design.search('Ann', 5)).toHaveLength(1)
    expect(refusal(() => design.apply({ label: 'x', put: [flow('x', 'X', { numbers: ['2'] })] })).code).toBe(
      'NUMBER_TAKEN',
    )
    design.undo()
    expect(main()).toMatchObject({ numbers: ['1'], nodes: { a: { label: 'Ann' }, b: { label: 'B' } } })
  })

  it('that move different steps, or a step another writes in, never clash', () => {
    design.apply({
      label: 'Steps',
      put: [{ ...flow('main', 'Main'), nodes: { a: step('a', 'A'), b: step('b', 'B') } }],
    })
    const [one, two] = [page(), page()]
    one.put('Move a', { ...main(), nodes: { a: step('a', 'A', 100), b: step('b', 'B') } })
    two.put('Move b', { ...flowOf(two.document('main')), nodes: { a: step('a', 'A'), b: step('b', 'B', 200) } })
    page().put('Rename a', { ...main(), nodes: { ...main().nodes, a: step('a', 'First', 100) } })
    expect(main().nodes).toMatchObject({ a: { label: 'First', position: { x: 100 } }, b: { position: { x: 200 } } })
  })

  it('clash in one place: nothing is written, both values are told, and the sentence holds neither', () => {
    begin()
    const [ann, ben] = [page(), page()]
    ann.put('Rename', { ...main(), name: 'Theirs' })
    const before = design.lastChangeId()
    const error = refusal(() => ben.put('Rename', flow('main', 'Mine', { numbers: ['1', '2'], nodes: main().nodes })))
    expect(error).toMatchObject({
      code: 'CONFLICT',
      message: '"Theirs" was changed elsewhere meanwhile, in the same place.',
      data: {
        documentId: 'main',
        documentName: 'Theirs',
        clashes: [{ path: ['main', 'name'], theirs: 'Theirs', mine: 'Mine', isGone: false }],
      },
    })
    expect(main()).toMatchObject({ name: 'Theirs', numbers: ['1'] })
    expect(design.lastChangeId()).toBe(before)
  })

  it('of something that is gone are refused: a step, a document; deleting it twice is agreed', () => {
    begin()
    const [ann, ben, cho] = [page(), page(), page()]
    ann.put('Delete A', { ...main(), nodes: { b: step('b', 'B') } })
    const late = refusal(() =>
      ben.put('Rename A', flow('main', 'Main', { numbers: ['1'], nodes: { a: step('a', 'Z'), b: step('b', 'B') } })),
    )
    expect(late).toMatchObject({
      code: 'CONFLICT',
      data: { clashes: [{ path: ['main', 'nodes', 'a'], mine: 'Z', isGone: true }] },
    })
    expect(late.message).toContain('was deleted elsewhere meanwhile')
    page().remove('Delete', 'main')
    expect(refusal(() => cho.put('Rename', flow('main', 'Z', { numbers: ['1'] }))).data).toMatchObject({
      clashes: [{ path: ['main'], isGone: true }],
    })
    const { diff } = design.edit({
      label: 'Delete',
      base: {},
      patches: patchesBetween(ann.document('main'), undefined),
    })
    expect(diff.removed).toEqual([])
  })

  it('that delete what the other has changed clash; of what nobody has changed they do not', () => {
    begin()
    const [ann, ben] = [page(), page()]
    ann.put('Rename', { ...main(), name: 'Still needed' })
    expect(refusal(() => ben.remove('Delete', 'main')).code).toBe('CONFLICT')
    page().remove('Delete', 'main')
    expect(design.document('main')).toBeUndefined()
  })

  it('that make a document with the same id clash', () => {
    const patches = (name: string) => patchesBetween(undefined, flow('new', name))
    design.edit({ label: 'Add', base: {}, patches: patches('Ann') })
    expect(refusal(() => design.edit({ label: 'Add', base: {}, patches: patches('Ben') })).code).toBe('CONFLICT')
    const again = design.edit({ label: 'Add', base: {}, patches: patches('Ann') })
    expect(again.revisions.size).toBe(0)
  })
})

describe('an edit', () => {
  it('needs no comparing when its page has seen the newest: what a schema trims does not clash', () => {
    begin()
    const seen: Patch = { verb: 'set', path: ['main', 'name'], value: 'Next ', was: 'Main  ' }
    design.edit({ label: 'Rename', base: { main: 1 }, patches: [seen] })
    expect(main().name).toBe('Next')
    expect(refusal(() => design.edit({ label: 'Rename', base: { main: 1 }, patches: [seen] })).code).toBe('CONFLICT')
  })

  it('is refused as a whole when what comes out is no document, by the field', () => {
    begin()
    const set = (path: string[], value: unknown): Patch => ({ verb: 'set', path: ['main', ...path], value, was: 'x' })
    const edit = (...patches: Patch[]) => refusal(() => design.edit({ label: 'x', base: { main: 1 }, patches }))
    expect(edit(set(['numbers', '2'], '2'), set(['name'], ''))).toMatchObject({
      code: 'INVALID_DOCUMENT',
      data: { path: 'name' },
    })
    expect(edit(set(['nodes', 'a', 'position', 'x'], 'left')).data).toEqual({ path: 'nodes.a.position.x' })
    expect(edit(set(['id'], 'other')).data).toEqual({ path: 'id' })
    expect(edit(set(['kind'], 'menu')).data).toEqual({ path: 'kind' })
    expect(edit(set([], makeDocument('menu', { id: 'main', name: 'M' }))).data).toEqual({ path: 'kind' })
    expect(edit(set([], 7)).code).toBe('INVALID_DOCUMENT')
    expect(edit({ verb: 'set', path: ['other'], value: flow('main', 'M') }).data).toEqual({ path: 'id' })
    expect(main()).toMatchObject({ name: 'Main', numbers: ['1'] })
  })

  it('parses the document that it changes once, and no other', () => {
    begin()
    design.apply({ label: 'Account', put: [makeDocument('account', { id: 'account', name: 'Company' })] })
    for (const label of ['R', 'Re', 'Reception']) {
      const ann = page()
      parsed = []
      ann.put('Rename', { ...main(), nodes: { a: step('a', label), b: step('b', 'B') } }, 'a:label')
      expect(parsed).toEqual(['main'])
    }
    design.undo()
    expect(main().nodes['a']?.label).toBe('A')
  })

  it('that was rolled back leaves nothing behind that a later one would read', () => {
    begin()
    design.apply({ label: 'Taken', put: [flow('other', 'Other', { numbers: ['2'] })] })
    expect(refusal(() => page().put('Number', { ...main(), name: 'Rolled back', numbers: ['2'] })).code).toBe(
      'NUMBER_TAKEN',
    )
    page().put('Rename', { ...main(), name: 'Next' })
    expect(main()).toMatchObject({ name: 'Next', numbers: ['1'] })
    expect(design.revisions()['main']).toBe(2)
  })
})

describe('undo of a step while others have written since', () => {
  it('takes back the step it names and keeps what others wrote elsewhere', () => {
    begin()
    page().put('Rename A', { ...main(), nodes: { a: step('a', 'Ann'), b: step('b', 'B') } })
    const { undoStepId } = design.info()
    page().put('Rename B', { ...main(), nodes: { a: step('a', 'Ann'), b: step('b', 'Ben') } })
    expect(design.undo(undoStepId ?? 0)?.label).toBe('Undo: Rename A')
    expect(main().nodes).toMatchObject({ a: { label: 'A' }, b: { label: 'Ben' } })
    expect(design.undo(undoStepId ?? 0)).toBeNull()
    expect(design.info()).toMatchObject({ canUndo: 'Rename B', canRedo: 'Rename A', redoStepId: undoStepId })
    expect(design.redo(undoStepId ?? 0)?.label).toBe('Redo: Rename A')
    expect(main().nodes).toMatchObject({ a: { label: 'Ann' }, b: { label: 'Ben' } })
  })

  it('is refused with the reason when they wrote in the same place, and stays to be taken back', () => {
    begin()
    page().put('Rename', { ...main(), name: 'Ann' })
    const { undoStepId } = design.info()
    page().put('Rename again', { ...main(), name: 'Ben' })
    const error = refusal(() => design.undo(undoStepId ?? 0))
    expect(error).toMatchObject({ code: 'CONFLICT', data: { clashes: [{ theirs: 'Ben', mine: 'Main' }] } })
    expect(error.message).toBe('"Ben" was changed elsewhere meanwhile, in the same place.')
    expect(main().name).toBe('Ben')
    design.undo()
    design.undo()
    expect(main().name).toBe('Main')
  })

  it('is refused when what it would take away is used by now', () => {
    const ann = makeDocument('user', { id: 'ann', name: 'Ann' })
    design.apply({ label: 'Add Ann', put: [ann] })
    const { undoStepId } = design.info()
    design.apply({ label: 'Add phone', put: [makeDocument('device', { id: 'desk', name: 'Desk', ownerId: 'ann' })] })
    expect(refusal(() => design.undo(undoStepId ?? 0)).code).toBe('STILL_USED')
  })

  it('goes by the states that the history keeps, however many came after them', () => {
    begin()
    for (let at = 0; at < 230; at++) page().put('Rename', { ...main(), name: `M${at}` })
    design.close()
    design = openDesign(path, { now: () => clock.nowMs })
    for (let at = 0; at < 230; at++) expect(design.undo()?.label).toBe('Undo: Rename')
    expect(main().name).toBe('Main')
  })

  it('does not melt what one types with what another has taken back between', () => {
    begin()
    page().put('Rename', { ...main(), name: 'Before' })
    const { undoStepId } = design.info()
    const type = (label: string) =>
      page().put('Rename A', { ...main(), nodes: { ...main().nodes, a: step('a', label) } }, 'a:label')
    type('R')
    design.undo(undoStepId ?? 0)
    type('Re')
    design.undo()
    expect(main()).toMatchObject({ name: 'Main', nodes: { a: { label: 'R' } } })
    design.undo()
    expect(main()).toMatchObject({ name: 'Main', nodes: { a: { label: 'A' } } })
  })

  it('does not melt what one types into a step with what another has written between', () => {
    begin()
    const type = (label: string) =>
      page().put('Rename A', { ...main(), nodes: { ...main().nodes, a: step('a', label) } }, 'a:label')
    type('R')
    page().put('Rename', { ...main(), name: 'Between' })
    type('Re')
    design.undo()
    expect(main()).toMatchObject({ name: 'Between', nodes: { a: { label: 'R' } } })
    design.undo()
    design.undo()
    expect(main()).toMatchObject({ name: 'Main', nodes: { a: { label: 'A' } } })
  })
})
