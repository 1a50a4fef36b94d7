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

/** Whoever answers to another number than before may take the call of any test, or turn its caller into somebody else. */
function isReachedOtherwise({ before, after }: DocumentChange): boolean {
  return waysTo(before) !== waysTo(after)
}

/** By what numbers it is called or asked for; nothing where it has none. */
function waysTo(document: Document | undefined): string {
  const ways = document ? numbersOf(document) : []
  return ways.flat().join('') === '' ? '' : JSON.stringify(ways)
}

function numbersOf(document: Document): readonly (readonly string[])[] {
  switch (document.kind) {
    case 'callflow': {
      const { numbers, patterns, patternsFromOutside, numbersFromOutside, featureCode } = document
      const [inside, everybody] = patternsFromOutside ? [[], patterns] : [patterns, []]
      return [numbers, inside, everybody, numbersFromOutside, [featureCode?.code ?? '']]
    }
    case 'conference':
      return [document.numbers, document.memberNumbers, document.moderatorNumbers]
    case 'user':
      return [[document.extension], [document.hotDesk.id]]
    case 'mailbox':
      return [[document.number]]
    case 'portal':
      return [[document.extension], [document.phoneNumberId ?? '']]
    case 'device':
      return [[document.sipUsername]]
    default:
      return []
  }
}
