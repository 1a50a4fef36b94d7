import type { Document } from '../../callflow/design/document.ts'
import { sameValue } from '../../callflow/design/edit/same-value.ts'
import type { Change, RevisionStep } from '../api/contract.ts'
import { getDocument } from './documents.ts'
import type { OpenDesign } from './open-design.ts'
import { documentAt, dropRevisionBefore } from './revisions.ts'
import { mergeableStep, pushStep, removeStep, replaceStep, type StateStep } from './undo-steps.ts'

/** Puts changes on the undo stack; changes in a row with the same key grow one step. */
export function undoMemory({ db, codec }: OpenDesign): (change: Change, mergeKey: string | null) => void {
  /** What the newest step found, as long as it may still grow: whether typing ends where it began is asked with every key. */
  let newest: { readonly states: string; readonly before: ReadonlyMap<string, Document> } | undefined

  /** Without documents that are again as the step found them. */
  const changedStates = (states: readonly StateStep[], found: ReadonlyMap<string, Document>): StateStep[] =>
    states.filter(({ id, before, after }) => {
      if (before === null || after === null) return before !== after
      const first = found.get(id) ?? documentAt(db, codec, { id, revision: before })
      return !first || !sameValue(first, getDocument(db, codec, id))
    })

  return (change, mergeKey) => {
    const { label, atMs, diff } = change
    const states = statesOf(change)
    const found = diff.updated.map(({ before }) => [before.id, before] as const)
    const last = mergeKey === null ? undefined : mergeableStep(db, { mergeKey, sinceMs: atMs - MERGE_WINDOW_MS })
    const grown = last && grownBy(last.states, states)
    if (!last || !grown) {
      pushStep(db, { label, mergeKey, atMs, states })
      newest = { states: JSON.stringify(states), before: new Map(found) }
      return
    }
    for (const { id, before } of states) if (grown.touched.has(id) && before !== null) dropRevisionBefore(db, id)
    const known = newest?.states === JSON.stringify(last.states) ? newest.before : new Map<string, Document>()
    const before = new Map([...found, ...known])
    const left = changedStates(grown.states, known)
    if (left.length === 0) removeStep(db, last.stepId)
    else replaceStep(db, { stepId: last.stepId, label, atMs, states: left })
    newest = { states: JSON.stringify(left), before }
  }
}

function statesOf({ diff, revisions }: Change): StateStep[] {
  const of = (id: string): RevisionStep => revisions.get(id) ?? { from: 0, to: 0 }
  return [
    ...diff.added.map(({ id }) => ({ id, before: null, after: of(id).to })),
    ...diff.updated.map(({ after: { id } }) => ({ id, before: of(id).from, after: of(id).to })),
    ...diff.removed.map(({ id }) => ({ id, before: of(id).from, after: null })),
  ]
}

/** One step that does what both do; undefined when somebody else has written a document of both between them. */
function grownBy(
  first: readonly StateStep[],
  second: readonly StateStep[],
): { readonly states: StateStep[]; readonly touched: ReadonlySet<string> } | undefined {
  const states = new Map(first.map((state) => [state.id, state]))
  for (const { id, before, after } of second) {
    const known = states.get(id)
    if (known && known.after !== before) return undefined
    states.set(id, { id, before: known ? known.before : before, after })
  }
  return { states: [...states.values()], touched: new Set(first.map(({ id }) => id)) }
}

const MERGE_WINDOW_MS = 2_000
