import { type DocumentCodec, decodeDiff } from './codec.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import type { Ends } from './diff.ts'
import { documentAt } from './revisions.ts'

/** What a step did to one document: the revisions before and after. Null: it was not there. */
export interface StateStep {
  readonly id: string
  readonly before: number | null
  readonly after: number | null
}

export interface UndoStep {
  readonly stepId: number
  readonly label: string
  readonly mergeKey: string | null
  readonly atMs: number
  readonly states: readonly StateStep[]
  /** Of a step that the first format wrote, with whole documents; otherwise empty. */
  readonly diff: string
}

interface StepRow extends Omit<UndoStep, 'states'> {
  readonly states: string
}

const columns = 'step_id AS stepId, label, merge_key AS mergeKey, at_ms AS atMs, states, diff'

/** The step undo would take back, or the one named when it can still be taken back. */
export function nextUndo(db: ReadableDb, stepId?: number): UndoStep | undefined {
  return stepId === undefined
    ? step(db, `SELECT ${columns} FROM undo_step WHERE undone = 0 ORDER BY step_id DESC LIMIT 1`)
    : step(db, `SELECT ${columns} FROM undo_step WHERE undone = 0 AND step_id = ?`, stepId)
}

/** The step redo would do again, or the one named. */
export function nextRedo(db: ReadableDb, stepId?: number): UndoStep | undefined {
  return stepId === undefined
    ? step(db, `SELECT ${columns} FROM undo_step WHERE undone = 1 ORDER BY step_id LIMIT 1`)
    : step(db, `SELECT ${columns} FROM undo_step WHERE undone = 1 AND step_id = ?`, stepId)
}

/** The newest step, when a change with this key still belongs to it. */
export function mergeableStep(
  db: ReadableDb,
  args: { readonly mergeKey: string; readonly sinceMs: number },
): UndoStep | undefined {
  return step(
    db,
    `SELECT ${columns} FROM (SELECT * FROM undo_step ORDER BY step_id DESC LIMIT 1)
     WHERE undone = 0 AND diff = '' AND merge_key = ? AND at_ms >= ?`,
    args.mergeKey,
    args.sinceMs,
  )
}

export interface UndoNames {
  readonly undo: { readonly stepId: number; readonly label: string } | undefined
  readonly redo: { readonly stepId: number; readonly label: string } | undefined
}

export function undoNames(db: ReadableDb): UndoNames {
  return { undo: nextUndo(db), redo: nextRedo(db) }
}

/** Each document of a step before it and after. Undefined when a state that it needs is not kept any more. */
export function endsOf(db: ReadableDb, codec: DocumentCodec, { diff, states }: UndoStep): Ends[] | undefined {
  if (diff !== '') {
    const { added, updated, removed } = decodeDiff(codec, diff)
    return [
      ...added.map((after) => ({ before: undefined, after })),
      ...updated,
      ...removed.map((before) => ({ before, after: undefined })),
    ]
  }
  const ends: Ends[] = []
  for (const { id, before, after } of states) {
    const end = { before: at(db, codec, id, before), after: at(db, codec, id, after) }
    if ((before !== null && !end.before) || (after !== null && !end.after)) return undefined
    ends.push(end)
  }
  return ends
}

const at = (db: ReadableDb, codec: DocumentCodec, id: string, revision: number | null) =>
  revision === null ? undefined : documentAt(db, codec, { id, revision })

export function markUndone(db: WritableDb, stepId: number, undone: boolean): void {
  db.prepare('UPDATE undo_step SET undone = ? WHERE step_id = ?').run(undone ? 1 : 0, stepId)
}

/** A new change ends what could be redone; the oldest steps fall off beyond `UNDO_STEPS`. Revisions keep every state regardless. */
export function pushStep(db: WritableDb, args: Omit<UndoStep, 'stepId' | 'diff'>): void {
  db.exec('DELETE FROM undo_step WHERE undone = 1')
  db.prepare("INSERT INTO undo_step (label, merge_key, at_ms, states, diff) VALUES (?, ?, ?, ?, '')").run(
    args.label,
    args.mergeKey,
    args.atMs,
    JSON.stringify(args.states),
  )
  db.prepare(
    'DELETE FROM undo_step WHERE step_id <= (SELECT step_id FROM undo_step ORDER BY step_id DESC LIMIT 1 OFFSET ?)',
  ).run(UNDO_STEPS)
}

export function replaceStep(db: WritableDb, args: Omit<UndoStep, 'mergeKey' | 'diff'>): void {
  db.exec('DELETE FROM undo_step WHERE undone = 1')
  db.prepare('UPDATE undo_step SET label = ?, at_ms = ?, states = ? WHERE step_id = ?').run(
    args.label,
    args.atMs,
    JSON.stringify(args.states),
    args.stepId,
  )
}

export function removeStep(db: WritableDb, stepId: number): void {
  db.prepare('DELETE FROM undo_step WHERE step_id = ?').run(stepId)
}

function step(db: ReadableDb, sql: string, ...args: (string | number)[]): UndoStep | undefined {
  const row = db.prepare<(string | number)[], StepRow>(sql).get(...args)
  return row && { ...row, states: JSON.parse(row.states) as StateStep[] } // written by pushStep and replaceStep
}

const UNDO_STEPS = 1_000
