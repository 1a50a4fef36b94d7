import type { PhoneNumber } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Finding } from './finding.ts'

/** Names are to be looked up, and there is nothing to look them up in (M91). */
export function checkNameLookup(
  { id, number, inboundNameLookup }: PhoneNumber,
  { account }: DesignSnapshot,
): Finding[] {
  if (!inboundNameLookup || account?.nameListId || account?.nameLookupUrl) return []
  const message = `Names of callers of ${number} are to be looked up, and the account names neither a list nor a web address to look in.`
  return [{ code: 'name-lookup-nowhere', severity: 'info', documentId: id, message }]
}
