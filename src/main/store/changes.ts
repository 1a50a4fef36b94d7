import type { DocumentDiff } from '../api/contract.ts'
import { type DocumentCodec, decodeDiff, encodeDiff } from './codec.ts'
import type { ReadableDb, WritableDb } from './database.ts'

export function addChange(
  db: WritableDb,
  args: { readonly label: string; readonly who: string; readonly atMs: number },
): number {
  const { lastInsertRowid } = db
    .prepare('INSERT INTO change (label, who, at_ms) VALUES (?, ?, ?)')
    .run(args.label, args.who, args.atMs)
  return Number(lastInsertRowid)
}

export function lastChangeId(db: ReadableDb): number {
  return db.prepare<[], { id: number | null }>('SELECT max(change_id) AS id FROM change').get()?.id ?? 0
}

export interface UndoStep {
  readonly stepId: number
  readonly label: string
  readonly mergeKey: string | null
  readonly atMs: number
  readonly diff: DocumentDiff
}

interface StepRow {
  stepId: number
  label: string
  mergeKey: string | null
  atMs: number
  diff: string
}

const columns = 'step_id AS stepId, label, merge_key AS mergeKey, at_ms AS atMs, diff'

/** The step undo would take back. */
export function nextUndo(db: ReadableDb, codec: DocumentCodec): UndoStep | undefined {
  return step(db, codec, `SELECT ${columns} FROM undo_step WHERE undone = 0 ORDER BY step_id DESC LIMIT 1`)
}

/** The newest step, when a change with this key still belongs to it. Looks before it decodes: that step may hold a whole import. */
export function mergeableStep(
  db: ReadableDb,
  codec: DocumentCodec,
  args: { readonly mergeKey: string; readonly sinceMs: number },
): UndoStep | undefined {
  const last = db
    .prepare<[], { mergeKey: string | null; atMs: number; undone: number }>(
      'SELECT merge_key AS mergeKey, at_ms AS atMs, undone FROM undo_step ORDER BY step_id DESC LIMIT 1',
    )
    .get()
  const belongs = last?.undone === 0 && last.mergeKey === args.mergeKey && last.atMs >= args.sinceMs
  return belongs ? nextUndo(db, codec) : undefined
}

/** The step redo would do again. */
export function nextRedo(db: ReadableDb, codec: DocumentCodec): UndoStep | undefined {
  return step(db, codec, `SELECT ${columns} FROM undo_step WHERE undone = 1 ORDER BY step_id LIMIT 1`)
}

export function undoLabels(db: ReadableDb): { readonly undo: string | null; readonly redo: string | null } {
  const undo = db
    .prepare<[], { label: string }>('SELECT label FROM undo_step WHERE undone = 0 ORDER BY step_id DESC LIMIT 1')
    .get()
  const redo = db
    .prepare<[], { label: string }>('SELECT label FROM undo_step WHERE undone = 1 ORDER BY step_id LIMIT 1')
    .get()
  return { undo: undo?.label ?? null, redo: redo?.label ?? null }
}

export function markUndone(db: WritableDb, stepId: number, undone: boolean): void {
  db.prepare('UPDATE undo_step SET undone = ? WHERE step_id = ?').run(undone ? 1 : 0, stepId)
}

/** A new change ends what could be redone; the oldest steps fall off beyond `UNDO_STEPS`. Revisions keep every state regardless. */
export function pushStep(db: WritableDb, codec: DocumentCodec, args: Omit<UndoStep, 'stepId'>): void {
  db.exec('DELETE FROM undo_step WHERE undone = 1')
  db.prepare('INSERT INTO undo_step (label, merge_key, at_ms, diff) VALUES (?, ?, ?, ?)').run(
    args.label,
    args.mergeKey,
    args.atMs,
    encodeDiff(codec, args.diff),
  )
  db.prepare(
    'DELETE FROM undo_step WHERE step_id <= (SELECT step_id FROM undo_step ORDER BY step_id DESC LIMIT 1 OFFSET ?)',
  ).run(UNDO_STEPS)
}

export function replaceStep(db: WritableDb, codec: DocumentCodec, args: Omit<UndoStep, 'mergeKey'>): void {
  db.exec('DELETE FROM undo_step WHERE undone = 1')
  db.prepare('UPDATE undo_step SET label = ?, at_ms = ?, diff = ? WHERE step_id = ?').run(
    args.label,
    args.atMs,
    encodeDiff(codec, args.diff),
    args.stepId,
  )
}

export function removeStep(db: WritableDb, stepId: number): void {
  db.prepare('DELETE FROM undo_step WHERE step_id = ?').run(stepId)
}

function step(db: ReadableDb, codec: DocumentCodec, sql: string): UndoStep | undefined {
  const row = db.prepare<[], StepRow>(sql).get()
  return row && { ...row, diff: decodeDiff(codec, row.diff) }
}

const UNDO_STEPS = 1_000
