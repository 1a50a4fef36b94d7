import type { Document } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'

export type FindingCode =
  | 'dead-end'
  | 'missing-default'
  | 'nothing-chosen'
  | 'dangling-reference'
  | 'dangling-wire'
  | 'unknown-branch'
  | 'duplicate-key'
  | 'unreachable-node'
  | 'empty-flow'
  | 'recording-without-stop'
  | 'recorded-as-wav'
  | 'open-disa'
  | 'outside-line'
  | 'patterns-from-outside'
  | 'duplicate-number'
  | 'duplicate-sip-username'
  | 'duplicate-mac-address'
  | 'phone-cannot-fetch'
  | 'line-key-nowhere'
  | 'menu-without-greeting'
  | 'landline-key-press'
  | 'no-outside-number'
  | 'call-denied'
  | 'unknown-country'
  | 'night-never'
  | 'no-outbound-trunk'
  | 'no-internal-number'
  | 'number-without-flow'
  | 'unknown-step'
  | 'invalid-settings'
  | 'self-loop'
  | 'loop-without-pause'
  | 'unknown-timezone'
  | 'not-live-yet'
  | 'no-emergency-number'
  | 'no-emergency-address'
  | 'emergency-untold'
  | 'portal-not-ready'
  | 'mailbox-without-pin'
  | 'rings-too-long'
  | 'hunting-reaches-private'
  | 'fax-box-closed'
  | 'fax-sender-unreadable'
  | 'fax-domain-shared'
  | 'mailbox-notifies-nobody'
  | 'mailbox-loses-messages'
  | 'no-mail-server'
  | 'unmailable-address'
  | 'operator-unknown'
  | 'rule-never-matches'
  | 'overnight-rule'
  | 'rule-shadowed'
  | 'schedule-gap'
  | 'schedule-overlap'
  | 'emergency-blocked'
  | 'emergency-pattern'
  | 'emergency-112-taken'
  | 'disabled-reference'
  | 'empty-reference'
  | 'unreadable-regex'
  | 'inexact-number-regex'
  | 'unknown-variable'
  | 'cannot-be-said'
  | 'blacklist-not-active'
  | 'nobody-rings'
  | 'room-without-moderator'
  | 'room-without-moderator-pin'
  | 'room-pin-of-both'
  | 'room-number-taken'
  | 'directory-never-finds'
  | 'queue-without-way-out'
  | 'skill-nobody-has'
  | 'rule-over'
  | 'trunk-without-host'
  | 'trunk-takes-no-calls'
  | 'open-trunk'
  | 'guessable-secret'
  | 'phone-cannot-register'
  | 'duplicate-extension'
  | 'renumbered'
  | 'unreachable-key'
  | 'member-never-rings'
  | 'directory-entry-nowhere'
  | 'media-without-file'
  | 'unused-setting'
  | 'name-lookup-nowhere'
  | 'lamp-of-nobody'
  | 'web-address-inside'
  | 'transcription-nowhere'

/** `error`: calls will go wrong. `warning`: they probably will not do what was meant. `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info'

/** Something about a design an administrator should know. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  readonly documentId: DocumentId
  readonly nodeId?: string
  /** A sentence that names the thing. */
  readonly message: string
  /** Only where it settles the finding and brings up no other: that is tried when it is asked for. */
  readonly fix?: QuickFix | undefined
}

/** One click that settles a finding: documents to write, as one change. */
export interface QuickFix {
  readonly label: string
  readonly put: readonly Document[]
  /** Cannot bring up anything, whatever the design: it need not be tried. For fixes that there may be thousands of. */
  readonly isCertain?: true
}
