import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDesign } from '../design-store.ts'
import { migrate } from '../migrate.ts'
import { flow, type TestFolder, testFolder } from '../test-design.ts'
import { firstDesign } from './0001-design.ts'

describe('migration 2, undo by revision', () => {
  let folder: TestFolder
  beforeEach(() => {
    folder = testFolder()
  })
  afterEach(() => folder[Symbol.dispose]())

  it('keeps what could be undone and redone in a file of the first format', () => {
    const path = folder.file('old.callwright')
    const db = new BetterSqlite3(path)
    migrate(db, [firstDesign])
    const json = (name: string) => JSON.stringify(flow('a', name))
    db.exec(`INSERT INTO design VALUES ('designId', 'd'), ('name', 'Old');
      INSERT INTO change (label, who, at_ms) VALUES ('Add', 'x', 1), ('Rename', 'x', 2)`)
    db.prepare(
      "INSERT INTO document (id, kind, name, json, schema_version, revision) VALUES ('a', 'callflow', 'B', ?, 1, 2)",
    ).run(json('B'))
    const revision = db.prepare("INSERT INTO revision VALUES ('a', ?, 'callflow', ?, ?)")
    revision.run(1, json('A'), 1)
    revision.run(2, json('B'), 2)
    const step = db.prepare('INSERT INTO undo_step (label, merge_key, at_ms, diff, undone) VALUES (?, ?, ?, ?, ?)')
    step.run('Add', null, 1, JSON.stringify({ added: [json('A')], updated: [], removed: [] }), 0)
    step.run(
      'Rename',
      'k',
      2,
      JSON.stringify({ added: [], updated: [{ before: json('A'), after: json('B') }], removed: [] }),
      0,
    )
    step.run(
      'Again',
      null,
      3,
      JSON.stringify({ added: [], updated: [{ before: json('B'), after: json('C') }], removed: [] }),
      1,
    )
    db.close()

    const design = openDesign(path, { now: () => 3 })
    expect(design.info()).toMatchObject({ schemaVersion: 2, canUndo: 'Rename', canRedo: 'Again' })
    design.redo()
    expect(design.document('a')?.name).toBe('C')
    design.undo()
    design.undo()
    expect(design.document('a')?.name).toBe('A')
    design.redo()
    expect(design.document('a')?.name).toBe('B')
    // An old step does not grow: it holds whole documents.
    design.redo()
    design.undo()
    design.apply({ label: 'Rename', put: [flow('a', 'D')], mergeKey: 'k' })
    design.undo()
    expect(design.document('a')?.name).toBe('B')
    design.undo()
    design.undo()
    expect(design.documents()).toEqual([])
    design.close()
  })
})
