import type { Document } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { checkOneDocument } from './document-checks.ts'
import { checkEmergency } from './emergency-checks.ts'
import type { Finding, Severity } from './finding.ts'
import { checkFlow } from './flow-checks.ts'
import { checkHunting } from './hunting-checks.ts'
import { checkNumbers } from './number-checks.ts'
import { checkPortals } from './portal-checks.ts'
import { checkReferences } from './reference-checks.ts'
import { EVERYTHING, kindKey, type LookedAt, tracked } from './tracked-design.ts'
import { checkWayOut } from './way-out-checks.ts'

export type { Finding, FindingCode, QuickFix, Severity } from './finding.ts'

/** A checked design, with what the next check can start from. */
export interface Checked {
  /** Errors first. */
  readonly findings: readonly Finding[]
  readonly byDocument: ReadonlyMap<DocumentId, DocumentFindings>
}

interface DocumentFindings {
  readonly findings: readonly Finding[]
  readonly lookedAt: LookedAt
}

/** Everything worth saying about a design, errors first. */
export function checkDesign(design: DesignSnapshot): Finding[] {
  return [...check(design).findings]
}

export function check(design: DesignSnapshot): Checked {
  const byDocument = new Map<DocumentId, DocumentFindings>()
  for (const document of design.documents()) byDocument.set(document.id, checkDocument(document, design))
  return { byDocument, findings: gathered(byDocument, design) }
}

/**
 * The same as `check(after)`, from a check of the design before: only documents that were edited, or looked at something that was, are
 * looked at again. `changedIds` are those put and removed.
 */
export function recheck(
  previous: Checked,
  before: DesignSnapshot,
  after: DesignSnapshot,
  changedIds: readonly DocumentId[],
): Checked {
  if (changedIds.length === 0) return previous
  const touched = new Set<string>([...changedIds, EVERYTHING])
  for (const id of changedIds) {
    for (const document of [before.get(id), after.get(id)]) if (document) touched.add(kindKey(document.kind))
  }
  const keys = [...touched]
  const byDocument = new Map<DocumentId, DocumentFindings>()
  for (const document of after.documents()) {
    const known = previous.byDocument.get(document.id)
    const isSame = known && !touched.has(document.id) && !keys.some((key) => known.lookedAt.has(key))
    byDocument.set(document.id, isSame ? known : checkDocument(document, after))
  }
  return { byDocument, findings: gathered(byDocument, after) }
}

/** Ids of the documents that are not the same object in both: what `recheck` wants to know. */
export function changedBetween(before: DesignSnapshot, after: DesignSnapshot): DocumentId[] {
  const changed: DocumentId[] = []
  for (const document of after.documents()) if (before.get(document.id) !== document) changed.push(document.id)
  for (const { id } of before.documents()) if (!after.get(id)) changed.push(id)
  return changed
}

function checkDocument(document: Document, design: DesignSnapshot): DocumentFindings {
  const { design: watched, lookedAt } = tracked(design)
  const findings = [
    ...checkReferences(document, watched),
    ...checkOneDocument(document, watched),
    ...(document.kind === 'callflow' ? checkFlow(document, watched) : []),
  ]
  return { findings, lookedAt }
}

/** Those of single documents, and those that only the whole shows: they are quick, so they are made anew each time. */
function gathered(byDocument: ReadonlyMap<DocumentId, DocumentFindings>, design: DesignSnapshot): Finding[] {
  const bySeverity: Record<Severity, Finding[]> = { error: [], warning: [], info: [] }
  for (const { findings } of byDocument.values())
    for (const finding of findings) bySeverity[finding.severity].push(finding)
  for (const checkAll of [checkNumbers, checkHunting, checkEmergency, checkWayOut, checkPortals]) {
    for (const finding of checkAll(design)) bySeverity[finding.severity].push(finding)
  }
  return [...bySeverity.error, ...bySeverity.warning, ...bySeverity.info]
}
