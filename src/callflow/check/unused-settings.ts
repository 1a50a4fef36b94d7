import type { Document } from '../design/document.ts'
import type { Finding } from './finding.ts'

/** Settings that are stored, shown and exchanged, and that no call looks at yet. Said only where somebody counts on one. */
export function checkUnused(document: Document): Finding[] {
  return unusedIn(document).map((what) => ({
    code: 'unused-setting',
    severity: 'info',
    documentId: document.id,
    message: `${what}. Nothing looks at that setting yet.`,
  }))
}

function unusedIn(document: Document): readonly string[] {
  switch (document.kind) {
    case 'fax-box':
      return [
        ...(document.smtpAddress.trim() === ''
          ? []
          : [`Nobody takes mail for ${document.smtpAddress.trim()} and faxes it`]),
        ...(document.sentNotifyEmails.length > 0
          ? [`Faxes sent through "${document.name}" are not told to ${document.sentNotifyEmails.join(', ')}`]
          : []),
      ]
    default:
      return []
  }
}
