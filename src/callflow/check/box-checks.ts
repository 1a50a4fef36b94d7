import type { Account, FaxBox, Mailbox } from '../design/document.ts'
import { isSenderEntry, permittedSenders } from '../design/fax-mail.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { lineOf } from '../numbering/admit.ts'
import { notifiedAddresses } from '../scripts/mailbox/tell.ts'
import type { Finding } from './finding.ts'
import { checkMailboxMail } from './mail-checks.ts'

type Told = Omit<Finding, 'documentId'>

/** What a mailbox gets wrong (A6). */
export function checkMailbox(mailbox: Mailbox, design: DesignSnapshot): Finding[] {
  const { id, name, pin } = mailbox
  const withoutPin: Told = {
    code: 'mailbox-without-pin',
    severity: 'info',
    message: `The mailbox "${name}" has no PIN, so its messages cannot be kept private by phone.`,
  }
  const unwritten: Told = {
    code: 'transcription-nowhere',
    severity: 'info',
    message: `Messages in "${name}" are to be written down, and the account names no transcription server.`,
    fix: { label: 'Do not write them down', put: [{ ...mailbox, transcription: false }] },
  }
  const isUnwritten = mailbox.transcription && !design.account?.transcriptionUrl
  const found = [
    ...(pin === '' ? [withoutPin] : []),
    ...(isUnwritten ? [unwritten] : []),
    ...checkNotices(mailbox, design),
  ]
  return [...found.map((each) => ({ ...each, documentId: id })), ...checkOperator(mailbox, design)]
}

function checkNotices(mailbox: Mailbox, design: DesignSnapshot): Told[] {
  const { name, notifyUrl, afterNotify, attachMessage } = mailbox
  const isMailed = notifiedAddresses(mailbox, design).length > 0
  if (!isMailed && notifyUrl === '') {
    if (afterNotify === 'keep-new') return []
    const fix = { label: 'Leave messages new', put: [{ ...mailbox, afterNotify: 'keep-new' as const }] }
    const message = `Messages in "${name}" are never ${afterNotify === 'save' ? 'saved' : 'deleted'} after notifying: nobody is notified.`
    return [{ code: 'mailbox-notifies-nobody', severity: 'warning', message, fix }]
  }
  const found: Told[] = []
  if (afterNotify === 'delete' && !(isMailed && attachMessage)) {
    const fix = { label: 'Attach the message', put: [{ ...mailbox, attachMessage: true }] }
    const message = `Messages in "${name}" are deleted once somebody was notified, and the notification does not carry them.`
    found.push({ code: 'mailbox-loses-messages', severity: 'warning', message, ...(isMailed ? { fix } : {}) })
  }
  return [...found, ...checkMailboxMail(mailbox, design)]
}

/** Where 0 leads during the greeting. */
export function checkOperator({ id, name, operatorNumber }: Mailbox | Account, design: DesignSnapshot): Finding[] {
  if (operatorNumber === '' || lineOf(design, operatorNumber)) return []
  const message = `The operator of "${name}" is ${operatorNumber}, which no callflow answers: 0 starts recording instead.`
  return [{ code: 'operator-unknown', severity: 'warning', documentId: id, message }]
}

/** What a fax box gets wrong (M69, M70). */
export function checkFaxBox(box: FaxBox, design: DesignSnapshot): Finding[] {
  const found = [...checkSenders(box, design), ...checkDomain(box, design)]
  return found.map((each) => ({ ...each, documentId: box.id }))
}

/** The owner may always send. */
function checkSenders(box: FaxBox, design: DesignSnapshot): Told[] {
  const entries = permittedSenders(box)
  const unreadable = entries.filter((entry) => !isSenderEntry(entry))
  const found: Told[] = []
  if (unreadable.length > 0) {
    const rest = entries.filter(isSenderEntry)
    const message = `"${unreadable[0]?.slice(0, 80)}" lets nobody send faxes through "${box.name}": it is neither a domain nor an e-mail address.`
    const fix = { label: 'Take it off the list', put: [{ ...box, permissions: [...rest] }] }
    found.push({ code: 'fax-sender-unreadable', severity: 'warning', message, fix })
  }
  if (entries.length > unreadable.length) return found
  const owner = design.find('user', box.ownerId)
  const hasOwner = owner !== undefined && owner.email !== ''
  const message = `Nobody${hasOwner ? ` but ${owner.name}` : ''} may send faxes through "${box.name}": its list of senders is empty.`
  const fix = forOwnDomains(box, design)
  return [...found, { code: 'fax-box-closed', severity: hasOwner ? 'info' : 'warning', message, ...(fix && { fix }) }]
}

/** With more of them it is not obvious who is meant. */
const MOST_DOMAINS = 3

/** Whoever has an address where people of this company have theirs. */
function forOwnDomains(box: FaxBox, design: DesignSnapshot): Finding['fix'] {
  const domains = [...new Set(design.list('user').flatMap(({ email }) => /@(.+)$/.exec(email)?.[1] ?? []))]
  if (domains.length === 0 || domains.length > MOST_DOMAINS) return undefined
  return { label: `Let ${domains.join(' and ')} send`, put: [{ ...box, permissions: domains }] }
}

/** The part behind the `@` of a mail says which box it is for. */
function checkDomain(box: FaxBox, design: DesignSnapshot): Told[] {
  const domain = (address: string) => address.trim().toLowerCase().replace(/^.*@/, '')
  if (box.smtpAddress.trim() === '') return []
  const other = design
    .list('fax-box')
    .find(({ id, smtpAddress }) => id !== box.id && domain(smtpAddress) === domain(box.smtpAddress))
  if (!other) return []
  const message = `Mail to ${domain(box.smtpAddress)} can go to only one fax box: "${box.name}" and "${other.name}" both have it.`
  return [{ code: 'fax-domain-shared', severity: 'warning', message }]
}
