import type { Document } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { type DesignSnapshot, snapshotOf } from '../design/snapshot.ts'
import { type Checked, recheck } from './check-design.ts'
import type { Finding, FindingCode } from './finding.ts'
import { bringsUp, suggestedFix } from './offered-fix.ts'

/** Findings that the same quick fix settles. */
export interface FixKind {
  readonly code: FindingCode
  /** What the fix is called. */
  readonly label: string
  readonly count: number
}

/** A kind of which so many cannot be offered is not worth a button. */
const MOST_TRIED = 20

/** The kinds of fix among findings, the most frequent first. Not all of a kind are tried here: there may be thousands. */
export function fixKindsOf(findings: readonly Finding[]): readonly FixKind[] {
  const kinds = Map.groupBy(findings, (finding) => `${finding.code} ${suggestedFix(finding)?.label ?? ''}`)
  return [...kinds.values()]
    .flatMap((alike): FixKind[] => {
      const offered = alike.slice(0, MOST_TRIED).find(({ fix }) => fix)
      return offered?.fix ? [{ code: offered.code, label: offered.fix.label, count: alike.length }] : []
    })
    .toSorted((a, b) => b.count - a.count)
}

/** What settles all findings of a kind. */
export interface FixOfAll {
  /** The documents to write, as one change. */
  readonly put: readonly Document[]
  /** How many findings that settles. */
  readonly count: number
}

interface State {
  readonly design: DesignSnapshot
  readonly checked: Checked
}

/** A fix may bring up the next finding of its kind; beyond this it would go on for ever. */
const MAX_ROUNDS = 500

/**
 * The documents to write so that findings of that kind are settled, as one change: all of them but those whose fix would bring up another. Fixes of
 * the same document are made one after another, each from a new check, because every fix is a whole document.
 */
export function fixAll(design: DesignSnapshot, checked: Checked, kind: Omit<FixKind, 'count'>): FixOfAll {
  const written = new Map<DocumentId, Document>()
  const tried = new Set<string>()
  let now: State = { design, checked }
  let count = 0
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const batch = batchOf(now.checked.findings, kind, tried)
    const next = applied(now, batch) ?? applied(now, batch.filter(({ fix }) => fix).slice(0, 1))
    const done = next?.batch ?? batch
    if (batch.length === 0) break
    for (const finding of done) tried.add(wordsOf(finding))
    if (!next) continue
    now = next.state
    count += done.length
    for (const document of next.put) written.set(document.id, document)
  }
  return { put: [...written.values()], count }
}

/** Findings of a kind that were not tried, each of other documents. */
function batchOf(
  findings: readonly Finding[],
  { code, label }: Omit<FixKind, 'count'>,
  tried: ReadonlySet<string>,
): readonly Finding[] {
  const taken = new Set<DocumentId>()
  return findings.filter((finding) => {
    const fix = finding.code === code ? suggestedFix(finding) : undefined
    if (fix?.label !== label || tried.has(wordsOf(finding)) || fix.put.some(({ id }) => taken.has(id))) return false
    for (const { id } of fix.put) taken.add(id)
    return true
  })
}

/** The design with the fixes of all of them; undefined when that brings up something. */
function applied({ design, checked }: State, batch: readonly Finding[]) {
  const put = batch.flatMap((finding) => suggestedFix(finding)?.put ?? [])
  if (put.length === 0) return undefined
  const next = snapshotOf([...design.documents(), ...put])
  const again = recheck(
    checked,
    design,
    next,
    put.map(({ id }) => id),
  )
  if (bringsUp({ gone: checked.findings, come: again.findings })) return undefined
  return { batch, put, state: { design: next, checked: again } }
}

const wordsOf = ({ documentId, nodeId, message }: Finding) => `${documentId} ${nodeId ?? ''} ${message}`
