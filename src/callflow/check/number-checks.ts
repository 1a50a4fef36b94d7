import type { Document } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Finding, FindingCode } from './finding.ts'

/** Numbers, patterns, box numbers and SIP user names that two documents claim: only one of them would ever be reached (A0). */
export function checkNumbers(design: DesignSnapshot): Finding[] {
  const callflows = design.list('callflow')
  const mailboxes = design.list('mailbox')
  const devices = design.list('device')
  return [
    ...twice('duplicate-number', 'number', callflows, (callflow) => callflow.numbers),
    ...twice('duplicate-number', 'pattern', callflows, (callflow) => callflow.patterns),
    ...twice('duplicate-number', 'box number', mailboxes, ({ number }) => (number === '' ? [] : [number])),
    ...twice('duplicate-sip-username', 'SIP user name', devices, ({ sipUsername }) =>
      sipUsername === '' ? [] : [sipUsername],
    ),
  ]
}

function twice<D extends Document>(
  code: FindingCode,
  what: string,
  documents: readonly D[],
  claims: (document: D) => readonly string[],
): Finding[] {
  const first = new Map<string, D>()
  return documents.flatMap((document) =>
    claims(document).flatMap((claim): Finding[] => {
      const owner = first.get(claim)
      if (!owner) first.set(claim, document)
      if (!owner) return []
      const message =
        owner === document
          ? `"${document.name}" lists the ${what} ${claim} twice.`
          : `The ${what} ${claim} of "${document.name}" already belongs to "${owner.name}".`
      return [{ code, severity: 'error', documentId: document.id, message }]
    }),
  )
}
