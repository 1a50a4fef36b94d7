import { ORPCError } from '@orpc/client'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../callflow/design/document.ts'
import { type Patch, documentsOf } from '../../callflow/design/edit/patch.ts'
import type { DesignInfo, ToldChange } from '../../main/api/contract.ts'
import { type AppClient, setApi } from '../api/client.ts'
import {
  applyChange,
  loadDesign,
  receiveChange,
  redoLabel,
  takeChange,
  tryAgain,
  undo,
  undoLabel,
  unsavedChanges,
  useDesign,
} from './design.ts'

// The page between two designs, with a back room that answers when told to. What a real one does on a full disk is in tests/kept.

interface Asked {
  readonly label: string
  readonly designId: string | undefined
  accept(): void
  refuse(code: string): void
}

let asked: Asked[]
let open: { info: DesignInfo; documents: Document[] }
let changeId = 0
let designs = 0

const group = (name: string) => makeDocument('group', { id: name, name })
const add = (name: string) => applyChange({ label: `Add ${name}`, put: [group(name)] })
const settle = () => new Promise((resolve) => setTimeout(resolve))
const shown = () => [...useDesign.getState().documents.byId.keys()]
const last = () => {
  const request = asked.at(-1)
  if (!request) throw new Error('nothing was asked')
  return request
}

function design(name: string, canRedo: string | null = null): typeof open {
  const info: DesignInfo = {
    designId: `${name}-${designs++}`,
    name,
    path: `/${name}.callwright`,
    readOnlyBecause: null,
    schemaVersion: 1,
    canUndo: null,
    canRedo,
    undoStepId: null,
    redoStepId: null,
    lastChangeId: 0,
  }
  return { info, documents: [] }
}

async function show(which: typeof open): Promise<void> {
  open = which
  await loadDesign()
}

beforeEach(() => {
  asked = []
  const client = {
    design: {
      info: () => Promise.resolve(open.info),
      documents: () =>
        Promise.resolve({
          designId: open.info.designId,
          documents: open.documents,
          revisions: {},
          lastChangeId: changeId,
        }),
    },
    documents: {
      edit: ({ label, patches, designId }: { label: string; patches: Patch[]; designId: string }) =>
        new Promise<ToldChange>((resolve, reject) => {
          asked.push({
            label,
            designId,
            accept: () =>
              resolve({
                designId,
                changeId: ++changeId,
                label,
                atMs: 0,
                added: [...documentsOf(patches)].map((id) => ({ document: group(id), revision: 1 })),
                updated: [],
                removed: [],
              }),
            refuse: (code) => reject(new ORPCError(code, { data: { why: 'disk-full' }, message: 'No.' })),
          })
        }),
    },
  }
  setApi(client as unknown as AppClient) // what these tests ask of it
})

describe('a change that waits while another design is open', () => {
  it('names its design, is not shown in the other, and is shown and sent again in its own', async () => {
    const [office, hotel] = [design('Office'), design('Hotel')]
    await show(office)
    void add('a')
    expect(last().designId).toBe(office.info.designId)
    last().refuse('CANNOT_WRITE')
    await settle()
    await show(hotel)
    expect(shown()).toEqual([])
    expect(useDesign.getState()).toMatchObject({
      unsaved: 0,
      held: null,
      newestWaiting: null,
      elsewhere: [{ name: 'Office', path: '/Office.callwright', count: 1 }],
    })
    expect(unsavedChanges()).toBe(1)
    await show(office)
    expect(shown()).toEqual(['a'])
    expect(asked).toHaveLength(2)
    expect(last().designId).toBe(office.info.designId)
    last().accept()
    await settle()
    expect(shown()).toEqual(['a'])
    expect(useDesign.getState().elsewhere).toEqual([])
    expect(unsavedChanges()).toBe(0)
  })

  it('is dropped where it waited when it is saved after all, and not put into the other', async () => {
    const [office, hotel] = [design('Office'), design('Hotel')]
    await show(office)
    void add('a')
    await show(hotel)
    last().accept() // it had arrived before the other was opened
    await settle()
    expect(shown()).toEqual([])
    expect(useDesign.getState().elsewhere).toEqual([])
    await show(office) // with what the back room has, which here is nothing
    expect(shown()).toEqual([])
  })
})

describe('what the back room tells', () => {
  const told = (designId: string) => ({
    designId,
    changeId: 99,
    label: 'Add',
    atMs: 0,
    updated: [],
    removed: [],
    added: [{ document: group('theirs'), revision: 1 }],
  })

  it('of another design than the one shown is passed over', async () => {
    const office = design('Office')
    await show(office)
    receiveChange(told('another'))
    expect(shown()).toEqual([])
    receiveChange(told(office.info.designId))
    expect(shown()).toEqual(['theirs'])
  })

  it('of a document that something was missed of makes the page read all again', async () => {
    const office = design('Office')
    await show(office)
    open = { ...office, documents: [group('read-again')] }
    const updated = [{ id: 'a', from: 4, to: 5, patches: [] }]
    receiveChange({ ...told(office.info.designId), added: [], updated })
    await settle()
    expect(shown()).toEqual(['read-again'])
  })

  it('is not asked to do in this design what was begun in another', async () => {
    const [office, hotel] = [design('Office'), design('Hotel')]
    await show(office)
    await show(hotel)
    const begunIn = office.info.designId
    const made = await applyChange({ label: 'Add', put: [group('late')], begunIn, quiet: true })
    expect(made).toMatchObject({ ok: false, refusal: { code: 'OTHER_DESIGN' } })
    const message = 'This was begun in “Office”, and “Hotel” is open now. Open “Office” again to save it.'
    expect(made).toMatchObject({ refusal: { message } })
    const wasAsked = asked.length
    await expect(
      takeChange(
        () => Promise.reject(new Error('asked')),
        () => told(''),
        begunIn,
      ),
    ).rejects.toThrow(message)
    expect([shown(), asked.length]).toEqual([[], wasAsked])
  })
})

describe('undo and redo over changes that wait', () => {
  it('offer what was taken back until something new is done or another design is shown', async () => {
    const office = design('Office')
    await show(office)
    void add('a')
    last().refuse('CANNOT_WRITE')
    await settle()
    await add('b')
    await undo()
    expect(shown()).toEqual(['a'])
    expect(undoLabel(useDesign.getState())).toBe('Add a')
    expect(redoLabel(useDesign.getState())).toBe('Add b')
    await add('c')
    expect(redoLabel(useDesign.getState())).toBeNull()
    await undo()
    expect(redoLabel(useDesign.getState())).toBe('Add c')
    await show(design('Hotel'))
    expect(redoLabel(useDesign.getState())).toBeNull()
    await show(office)
    last().accept()
    await settle()
    expect(unsavedChanges()).toBe(0)
  })

  it('offer nothing of the file again that a waiting change has ended', async () => {
    await show(design('Office', 'Old step'))
    expect(redoLabel(useDesign.getState())).toBe('Old step')
    void add('a')
    last().refuse('CANNOT_WRITE')
    await settle()
    expect(redoLabel(useDesign.getState())).toBeNull()
    tryAgain()
    last().accept()
    await settle()
  })
})
