import type { Document } from '../design/document.ts'
import type { DocumentId, DocumentKind } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { referencesOf } from '../modules/document-references.ts'
import type { CallTestResult } from './run-test.ts'

/** One document as it was and as it is; one of them is absent where it was made or deleted. */
export interface DocumentChange {
  readonly before?: Document
  readonly after?: Document
}

/** What every call may depend on, wherever it goes. */
const everywhere: ReadonlySet<DocumentKind> = new Set(['account', 'site', 'phone-number', 'trunk', 'blacklist'])

/** Ids of the documents that the outcome of a test can depend on: what its call came by, all that this refers to, and what that refers to. */
export function groundOf({ test, rehearsal }: CallTestResult, design: DesignSnapshot): ReadonlySet<DocumentId> {
  const ground = new Set<DocumentId>()
  const open: DocumentId[] = []
  const stand = (id: DocumentId | null | undefined) => {
    if (!id || ground.has(id)) return
    ground.add(id)
    open.push(id)
  }
  stand(test.id)
  for (const { toId } of referencesOf(test)) stand(toId)
  for (const event of rehearsal?.trace ?? []) {
    if (event.kind === 'flow-entered') stand(event.callflowId)
    if (event.kind !== 'call-started' && event.kind !== 'transferred') continue
    const { origin } = event.caller
    if (origin.kind !== 'device') continue
    stand(origin.deviceId)
    stand(origin.userId)
  }
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const document = design.get(id)
    for (const { toId } of document ? referencesOf(document) : []) stand(toId)
  }
  return ground
}

/** Whether an edit can change the outcome of a test that stands on that ground. Never says no wrongly; may say yes. */
export function isAffected(ground: ReadonlySet<DocumentId>, changes: readonly DocumentChange[]): boolean {
  return changes.some((change) => {
    const kind = (change.after ?? change.before)?.kind
    if (kind !== undefined && everywhere.has(kind)) return true
    if (isReachedOtherwise(change)) return true
    return [change.before, change.after].some(
      (document) =>
        document && (ground.has(document.id) || referencesOf(document).some(({ toId }) => ground.has(toId))),
    )
  })
}

/** A callflow that answers other numbers than before may take the call of any test. */
function isReachedOtherwise({ before, after }: DocumentChange): boolean {
  if ((after ?? before)?.kind !== 'callflow') return false
  return ways(before) !== ways(after)
}

function ways(document: Document | undefined): string {
  if (document?.kind !== 'callflow') return ''
  const { numbers, patterns, patternsFromOutside, numbersFromOutside, featureCode } = document
  if (numbers.length + patterns.length + numbersFromOutside.length === 0) return ''
  return JSON.stringify([numbers, patterns, patternsFromOutside, numbersFromOutside, featureCode])
}
