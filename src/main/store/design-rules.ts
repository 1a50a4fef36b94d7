import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { emergencyRefused } from '../../callflow/numbering/emergency-claim.ts'
import { portalRefused } from '../../callflow/office-anywhere/portal-rules.ts'
import type { DocumentDiff } from '../api/contract.ts'
import { countOfKind, getAccount, listDocuments } from './documents.ts'
import type { OpenDesign } from './open-design.ts'
import { listUsages } from './references.ts'
import { invalid, stillUsed } from './refusals.ts'

/**
 * Nobody takes an emergency number of the country; portals keep their number and have an extension of their own (M108, M110). Whoever edits is held to
 * it; undo and import are not.
 */
export function checkEdits({ db, codec }: OpenDesign, { added, updated }: DocumentDiff): void {
  const puts = [...added.map((after) => ({ before: undefined, after })), ...updated]
  const country = countryOf({ account: getAccount(db, codec) })
  const hasPortals = puts.some(({ after }) => after.kind === 'portal')
  const design = hasPortals ? snapshotOf(listDocuments(db, codec)) : undefined
  for (const { before, after } of puts) {
    const earlier = before?.kind === 'portal' ? before : undefined
    const ofPortal = design && after.kind === 'portal' ? portalRefused(design, earlier, after) : undefined
    const refused = emergencyRefused(before, after, country) ?? ofPortal
    if (refused) throw invalid(refused.field, refused.problem)
  }
}

/** Rules about the design as it stands after the change. */
export function checkWhole({ db }: OpenDesign, diff: DocumentDiff): void {
  for (const removed of diff.removed) {
    const usages = listUsages(db, removed.id)
    if (usages.length > 0) throw stillUsed(removed, usages)
  }
  if (diff.removed.some(({ kind }) => kind === 'account') && countOfKind(db, 'account') === 0) {
    throw invalid('kind', 'A design needs its account; it cannot be deleted.')
  }
  if (diff.added.some(({ kind }) => kind === 'account') && countOfKind(db, 'account') > 1) {
    throw invalid('kind', 'A design has one account; a second cannot be added.')
  }
}
