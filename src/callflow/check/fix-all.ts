import type { Document } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { type DesignSnapshot, snapshotOf } from '../design/snapshot.ts'
import { type Checked, recheck } from './check-design.ts'
import type { Finding, FindingCode } from './finding.ts'

/** Findings that the same quick fix settles. */
export interface FixKind {
  readonly code: FindingCode
  /** What the fix is called. */
  readonly label: string
  readonly count: number
}

/** The kinds of fix among findings, the most frequent first. */
export function fixKindsOf(findings: readonly Finding[]): readonly FixKind[] {
  const kinds = new Map<string, FixKind>()
  for (const { code, fix } of findings) {
    if (!fix) continue
    const key = `${code} ${fix.label}`
    kinds.set(key, { code, label: fix.label, count: (kinds.get(key)?.count ?? 0) + 1 })
  }
  return [...kinds.values()].toSorted((a, b) => b.count - a.count)
}

/** A fix may bring up the next finding of its kind; beyond this it would go on for ever. */
const MAX_ROUNDS = 500

/**
 * The documents to write so that every finding of that kind is settled, as one change. Fixes of the same document are made one after another, each
 * from a new check, because every fix is a whole document.
 */
export function fixAll(design: DesignSnapshot, checked: Checked, { code, label }: Omit<FixKind, 'count'>): Document[] {
  const written = new Map<DocumentId, Document>()
  const tried = new Set<string>()
  let now = { design, checked }
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const batch = new Map<DocumentId, Document>()
    for (const finding of now.checked.findings) {
      const key = `${finding.documentId} ${finding.nodeId ?? ''} ${finding.message}`
      if (finding.code !== code || finding.fix?.label !== label || tried.has(key)) continue
      if (finding.fix.put.some(({ id }) => batch.has(id))) continue
      tried.add(key)
      for (const document of finding.fix.put) batch.set(document.id, document)
    }
    if (batch.size === 0) break
    const next = snapshotOf([...now.design.documents(), ...batch.values()])
    now = { design: next, checked: recheck(now.checked, now.design, next, [...batch.keys()]) }
    for (const [id, document] of batch) written.set(id, document)
  }
  return [...written.values()]
}
