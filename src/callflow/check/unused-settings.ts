import type { Document } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { notifiedAddresses } from '../scripts/mailbox/tell.ts'
import type { Finding } from './finding.ts'

/** Settings that are stored, shown and exchanged, and that no call looks at yet. Said only where somebody counts on one. */
export function checkUnused(document: Document, design: DesignSnapshot): Finding[] {
  return unusedIn(document, design).map((what) => ({
    code: 'unused-setting',
    severity: 'info',
    documentId: document.id,
    message: `${what}. Nothing looks at that setting yet.`,
  }))
}

function unusedIn(document: Document, design: DesignSnapshot): readonly string[] {
  const { name } = document
  switch (document.kind) {
    case 'mailbox':
      return document.transcription && notifiedAddresses(document, design).length > 0
        ? [`Messages in "${name}" are not written down`]
        : []
    case 'fax-box':
      return [
        ...(document.smtpAddress.trim() === ''
          ? []
          : [`Nobody takes mail for ${document.smtpAddress.trim()} and faxes it`]),
        ...(document.sentNotifyEmails.length > 0
          ? [`Faxes sent through "${name}" are not told to ${document.sentNotifyEmails.join(', ')}`]
          : []),
      ]
    default:
      return []
  }
}
