import type { Document } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { checkOneDocument } from './document-checks.ts'
import { checkEmergency } from './emergency-checks.ts'
import { checkExpressions } from './expression-checks.ts'
import type { Finding, Severity } from './finding.ts'
import { checkFlow, isEndOfPreflow } from './flow-checks.ts'
import { checkHunting } from './hunting-checks.ts'
import { checkNumbers } from './number-checks.ts'
import { checkOutsideLines } from './outside-line-checks.ts'
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

/** By check: one that looked at nothing that was edited need not look again. */
type DocumentFindings = readonly CheckFindings[]

interface CheckFindings {
  readonly findings: readonly Finding[]
  readonly lookedAt: LookedAt
}

type CheckOfDocument = (document: Document, design: DesignSnapshot) => readonly Finding[]

const checksOfDocuments: readonly CheckOfDocument[] = [
  checkReferences,
  checkOneDocument,
  checkExpressions,
  (document, design) => (document.kind === 'callflow' ? checkFlow(document, design) : []),
]

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
 * The same as `check(after)`, from a check of the design before: only documents that were edited are looked at again, and others by the
 * checks that looked at something that was. `changedIds` are those put and removed.
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
  const isKept = ({ lookedAt }: CheckFindings) => !keys.some((key) => lookedAt.has(key))
  const byDocument = new Map<DocumentId, DocumentFindings>()
  for (const document of after.documents()) {
    const known = previous.byDocument.get(document.id)
    byDocument.set(document.id, checkDocument(document, after, touched.has(document.id) ? undefined : known, isKept))
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

/** The same list when every check of it is kept. */
function checkDocument(
  document: Document,
  design: DesignSnapshot,
  known: DocumentFindings = [],
  isKept: (known: CheckFindings) => boolean = () => false,
): DocumentFindings {
  if (known.length > 0 && known.every(isKept)) return known
  return checksOfDocuments.map((checkIt, index) => {
    const before = known[index]
    if (before && isKept(before)) return before
    const { design: watched, lookedAt } = tracked(design)
    return { findings: checkIt(document, watched), lookedAt }
  })
}

/** Those of single documents, and those that only the whole shows: they are quick, so they are made anew each time. */
function gathered(byDocument: ReadonlyMap<DocumentId, DocumentFindings>, design: DesignSnapshot): Finding[] {
  const bySeverity: Record<Severity, Finding[]> = { error: [], warning: [], info: [] }
  const preflowId = design.account?.preflowId // asked here, so that an edit of the account does not concern every callflow
  for (const { findings } of [...byDocument.values()].flat())
    for (const finding of findings) if (!isEndOfPreflow(finding, preflowId)) bySeverity[finding.severity].push(finding)
  for (const checkAll of [checkNumbers, checkHunting, checkEmergency, checkWayOut, checkPortals, checkOutsideLines]) {
    for (const finding of checkAll(design)) bySeverity[finding.severity].push(finding)
  }
  return [...bySeverity.error, ...bySeverity.warning, ...bySeverity.info]
}
