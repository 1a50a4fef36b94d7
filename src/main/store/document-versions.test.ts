import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Document, documentSchemas, makeDocument, type parseDocument } from '../../callflow/design/document.ts'
import { type KindTable, parseWith } from '../../callflow/design/versions.ts'
import { openDesign } from './design-store.ts'
import { CannotOpenError } from './errors.ts'
import { flow, testDesign, type TestFolder, testFolder } from './test-design.ts'

/** A newer program: its menus are of version 2, where what was tried is counted otherwise, and it has a kind more. */
const newerKinds: KindTable = {
  ...Object.fromEntries(Object.entries(documentSchemas).map(([kind, schema]) => [kind, { version: 1, schema }])),
  callflow: {
    version: 2,
    schema: documentSchemas.callflow.extend({ version: z.literal(2) }),
    migrations: [
      { to: 2, up: ({ numbers, ...rest }) => ({ ...rest, numbers: (numbers as string[]).map((each) => `9${each}`) }) },
    ],
  },
  'video-room': {
    version: 1,
    schema: z.object({ id: z.string(), kind: z.literal('video-room'), name: z.string(), seats: z.number() }),
  },
}
const parse: typeof parseDocument = (input) => parseWith<Document>(newerKinds, input)

let folder: TestFolder
let path: string
beforeEach(() => {
  folder = testFolder()
  const made = testDesign(folder)
  path = made.path
  made.design.apply({
    label: 'Begin',
    put: [flow('main', 'Main', { numbers: ['100', '101'] }), makeDocument('menu', { id: 'menu', name: 'Menu' })],
  })
  made.design.close()
})
afterEach(() => folder[Symbol.dispose]())

const rows = (sql: string) => {
  const db = new BetterSqlite3(path)
  try {
    return db.prepare<[], Record<string, unknown>>(sql).all()
  } finally {
    db.close()
  }
}
const problem = () => {
  try {
    openDesign(path)
  } catch (error) {
    if (error instanceof CannotOpenError) return error
    throw error
  }
  throw new Error('expected it not to open')
}

describe('documents of an older version', () => {
  it('are brought up to date when the design is opened, with all that is derived of them', () => {
    const design = openDesign(path, { parse })
    expect(design.document('main')).toMatchObject({ version: 2, numbers: ['9100', '9101'] })
    expect(design.document('menu')).not.toHaveProperty('version')
    expect(design.search('9100', 5)).toMatchObject([{ documentId: 'main' }])
    expect(design.history('main').map(({ label, revision }) => [label, revision])).toEqual([
      ['Bring documents up to date', 2],
      ['Begin', 1],
    ])
    expect(design.info().canUndo).toBe('Begin')
    design.close()
    expect(rows('SELECT number FROM number ORDER BY number')).toEqual([{ number: '9100' }, { number: '9101' }])
    expect(rows("SELECT schema_version FROM document WHERE id = 'main'")).toEqual([{ schema_version: 2 }])
    const again = openDesign(path, { parse })
    expect(again.history('main')).toHaveLength(2)
    again.close()
  })

  it('are edited and taken back as they are now', () => {
    const design = openDesign(path, { parse })
    design.edit({
      label: 'Rename',
      base: { main: 2 },
      patches: [{ verb: 'set', path: ['main', 'name'], value: 'M', was: 'Main' }],
    })
    design.undo()
    expect(design.document('main')).toMatchObject({ version: 2, name: 'Main', numbers: ['9100', '9101'] })
    design.close()
  })
})

describe('documents of a newer version', () => {
  it('are called newer by name and version, and the file is left as it is', () => {
    openDesign(path, { parse }).close()
    const before = rows('SELECT * FROM document')
    expect(problem()).toMatchObject({
      reason: 'newer',
      message:
        'callflow "Main" was written by a newer Callwright: it has version 2, this one knows up to 1. Update Callwright to open the design; it was left as it is.',
    })
    expect(rows('SELECT * FROM document')).toEqual(before)
  })

  it('of a kind that is not known are called newer, and stand there word by word', () => {
    const room = { id: 'room', kind: 'video-room', name: 'Lounge', seats: 12 }
    const db = new BetterSqlite3(path)
    db.prepare(
      "INSERT INTO document (id, kind, name, json, schema_version, revision) VALUES ('room', 'video-room', 'Lounge', ?, 1, 1)",
    ).run(JSON.stringify(room))
    db.close()
    const before = rows('SELECT * FROM document')
    expect(problem()).toMatchObject({
      reason: 'newer',
      message: expect.stringContaining('video-room "Lounge" is of a kind'),
    })
    expect(rows('SELECT * FROM document')).toEqual(before)
    const later = openDesign(path, { parse })
    expect(later.document('room')).toEqual(room)
    later.close()
  })
})
