import type { Document } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { type DesignSnapshot, withDocuments } from '../design/snapshot.ts'
import { checkOneDocument } from './document-checks.ts'
import { checkEmergency } from './emergency-checks.ts'
import { checkExpressions } from './expression-checks.ts'
import type { Finding, QuickFix, Severity } from './finding.ts'
import { checkFlow, isEndOfPreflow } from './flow-checks.ts'
import { checkHunting } from './hunting-checks.ts'
import { checkLamps } from './lamp-checks.ts'
import { checkNumbers } from './number-checks.ts'
import { checkOutsideLines } from './outside-line-checks.ts'
import { type Difference, isSettled, type Looked, withTriedFix } from './offered-fix.ts'
import { checkPeople } from './people-checks.ts'
import { checkPortals } from './portal-checks.ts'
import { checkReferences } from './reference-checks.ts'
import { checkWhoRings, isQuietAnyway } from './ringing-checks.ts'
import { type Calendar, EVERYTHING, kindKey, TODAY, TrackedDesign } from './tracked-design.ts'
import { checkWayOut } from './way-out-checks.ts'

export type { Finding, FindingCode, QuickFix, Severity } from './finding.ts'

export interface CheckOptions {
  /** The date where the account is, `YYYY-MM-DD`. Without it nothing is said about what is over. */
  readonly today?: string | undefined
}

/** A checked design, with what the next check can start from. */
export interface Checked extends CheckOptions {
  /** Errors first. The fix of one is worked out when it is asked for. */
  readonly findings: readonly Finding[]
  readonly byDocument: ReadonlyMap<DocumentId, readonly Looked[]>
  readonly ofWhole: readonly Looked[]
}

type CheckOfDocument = (document: Document, design: DesignSnapshot, calendar: Calendar) => readonly Finding[]

/** Each by itself, so that an edit only concerns those that looked at what was edited. */
const checksOfCallflow: readonly CheckOfDocument[] = [
  checkReferences,
  checkExpressions,
  (document, design) => (document.kind === 'callflow' ? checkFlow(document, design) : []),
  (document, design) => (document.kind === 'callflow' ? checkWhoRings(document, design) : []),
]
const checksOfOthers: readonly CheckOfDocument[] = [checkReferences, checkOneDocument, checkExpressions]

/** What only the whole shows. */
const checksOfWhole: readonly ((design: DesignSnapshot) => readonly Finding[])[] = [
  checkNumbers,
  checkHunting,
  checkEmergency,
  checkWayOut,
  checkPortals,
  checkPeople,
  checkLamps,
  checkOutsideLines,
]

/** Everything worth saying about a design, errors first. */
export function checkDesign(design: DesignSnapshot, options: CheckOptions = {}): Finding[] {
  return [...check(design, options).findings]
}

export function check(design: DesignSnapshot, { today }: CheckOptions = {}): Checked {
  return gathered(look({ design, today }), design)
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
  { today }: CheckOptions = previous,
): Checked {
  if (changedIds.length === 0 && today === previous.today) return previous
  return gathered(look({ design: after, today }, { looked: previous, before, changedIds }), after)
}

/** Ids of the documents that are not the same object in both: what `recheck` wants to know. */
export function changedBetween(before: DesignSnapshot, after: DesignSnapshot): DocumentId[] {
  const changed: DocumentId[] = []
  for (const document of after.documents()) if (before.get(document.id) !== document) changed.push(document.id)
  for (const { id } of before.documents()) if (!after.get(id)) changed.push(id)
  return changed
}

type LookedAll = Omit<Checked, 'findings'>

interface Subject extends CheckOptions {
  readonly design: DesignSnapshot
}

/** What was found before an edit. */
interface Earlier {
  readonly looked: LookedAll
  readonly before: DesignSnapshot
  readonly changedIds: readonly DocumentId[]
}

function look(subject: Subject, earlier?: Earlier): LookedAll {
  const { design, today } = subject
  const keys = earlier ? keysOf(earlier, subject) : []
  const isKept = ({ lookedAt }: Looked) => !keys.some((key) => lookedAt.has(key))
  const edited = new Set(earlier?.changedIds)
  const byDocument = new Map<DocumentId, readonly Looked[]>()
  for (const document of design.documents()) {
    const known = edited.has(document.id) ? undefined : earlier?.looked.byDocument.get(document.id)
    const checks = known?.every(isKept)
      ? known
      : (document.kind === 'callflow' ? checksOfCallflow : checksOfOthers).map((checkIt, index) => {
          const last = known?.[index]
          return last && isKept(last) ? last : lookNow(subject, (...seen) => checkIt(document, ...seen))
        })
    byDocument.set(document.id, checks)
  }
  const ofWhole = checksOfWhole.map((checkIt, index) => {
    const last = earlier?.looked.ofWhole[index]
    return last && isKept(last) ? last : lookNow(subject, checkIt)
  })
  return { today, byDocument, ofWhole }
}

function lookNow(
  { design, today }: Subject,
  checkIt: (design: DesignSnapshot, calendar: Calendar) => readonly Finding[],
): Looked {
  const tracked = new TrackedDesign(design, today)
  return { findings: checkIt(tracked, tracked), lookedAt: tracked.lookedAt }
}

/** What a check must not have looked at for its findings to stand. */
function keysOf({ looked, before, changedIds }: Earlier, { design: after, today }: Subject): readonly string[] {
  const keys = new Set<string>(changedIds.length > 0 ? [...changedIds, EVERYTHING] : [])
  for (const id of changedIds) {
    for (const document of [before.get(id), after.get(id)]) if (document) keys.add(kindKey(document.kind))
  }
  if (today !== looked.today) keys.add(TODAY)
  return [...keys]
}

function gathered(looked: LookedAll, design: DesignSnapshot): Checked {
  const bySeverity: Record<Severity, Finding[]> = { error: [], warning: [], info: [] }
  const isFixOffered = (finding: Finding, fix: QuickFix) => {
    const after = withDocuments(design, fix.put)
    const changedIds = fix.put.map(({ id }) => id)
    const again = look({ design: after, today: looked.today }, { looked, before: design, changedIds })
    const isOfAccount = after.account !== design.account // by which any finding may come or go
    return isSettled(
      finding,
      isOfAccount ? { gone: shownOf(looked, design), come: shownOf(again, after) } : differing(looked, again),
    )
  }
  for (const finding of shownOf(looked, design)) bySeverity[finding.severity].push(withTriedFix(finding, isFixOffered))
  return { ...looked, findings: [...bySeverity.error, ...bySeverity.warning, ...bySeverity.info] }
}

/** Without what the account makes needless to say. It is asked here, so that an edit of it does not concern every callflow. */
function shownOf({ byDocument, ofWhole }: LookedAll, { account }: DesignSnapshot): Finding[] {
  const shown: Finding[] = []
  const gather = ({ findings }: Looked) => {
    for (const finding of findings)
      if (!isEndOfPreflow(finding, account?.preflowId) && !isQuietAnyway(finding, account)) shown.push(finding)
  }
  for (const checks of byDocument.values()) for (const each of checks) gather(each)
  for (const each of ofWhole) gather(each)
  return shown
}

function differing(before: LookedAll, after: LookedAll): Difference {
  const gone: Finding[] = []
  const come: Finding[] = []
  const compare = (known: readonly Looked[] = [], again: readonly Looked[] = []) => {
    if (known === again) return
    for (const [index, { findings }] of known.entries()) if (findings !== again[index]?.findings) gone.push(...findings)
    for (const [index, { findings }] of again.entries()) if (findings !== known[index]?.findings) come.push(...findings)
  }
  compare(before.ofWhole, after.ofWhole)
  for (const [id, again] of after.byDocument) compare(before.byDocument.get(id), again)
  return { gone, come }
}
