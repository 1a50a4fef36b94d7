import { patchesBetween } from '../../callflow/design/edit/between.ts'
import { oncePer } from '../../callflow/design/once-per.ts'
import type { Change, ToldChange } from './contract.ts'

const toldOf = oncePer(({ changeId, label, atMs, diff, revisions }: Change): Omit<ToldChange, 'designId'> => {
  const of = (id: string) => revisions.get(id) ?? { from: 0, to: 0 }
  return {
    changeId,
    label,
    atMs,
    added: diff.added.map((document) => ({ document, revision: of(document.id).to })),
    updated: diff.updated.map(({ before, after }) => ({
      id: after.id,
      ...of(after.id),
      patches: patchesBetween(before, after),
    })),
    removed: diff.removed.map(({ id }) => ({ id, revision: of(id).to })),
  }
})

/** A change as pages are told of it, worked out once for all of them. */
export const told = (designId: string, change: Change): ToldChange => ({ designId, ...toldOf(change) })
