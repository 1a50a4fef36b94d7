import type { DocumentOf, FlowNode, Mailbox } from '../design/document.ts'
import { isMailAddress, missingForMail } from '../design/kinds/mail-settings.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { notifiedAddresses } from '../scripts/mailbox/tell.ts'
import type { Finding } from './finding.ts'
import { nameOf } from './step-words.ts'

type Told = Omit<Finding, 'documentId'>

/** Somebody is to be told of messages by mail, and none leaves (A6). */
export function checkMailboxMail(mailbox: Mailbox, design: DesignSnapshot): Told[] {
  if (notifiedAddresses(mailbox, design).length === 0) return []
  return noMail(design, `Nobody is mailed about messages in "${mailbox.name}"`)
}

/** The same of what is wrong with the engine; and an address that none can be. */
export function checkTroubleMail({ id, mail }: DocumentOf<'account'>, design: DesignSnapshot): Finding[] {
  const odd = mail.troubleEmails.filter((address) => !isMailAddress(address))
  const none: Told[] = odd.map((address) => ({
    code: 'unmailable-address',
    severity: 'warning',
    message: `"${address}" is told of no trouble: no mail can be sent to that address.`,
  }))
  const all = mail.troubleEmails.length === odd.length ? [] : noMail(design, 'Nobody is mailed when something is wrong')
  return [...none, ...all].map((told) => ({ ...told, documentId: id }))
}

/** The same of missed calls (B1). */
export function checkMissedCallMail(node: FlowNode, settings: unknown, design: DesignSnapshot): Told[] {
  if (node.type !== 'missed-call-alert' || node.disabled) return []
  const told = [...listAt(settings, 'userIds'), ...listAt(settings, 'emails')]
  return told.length === 0 ? [] : noMail(design, `${nameOf(node)} tells nobody`)
}

const listAt = (settings: unknown, key: string): readonly unknown[] => {
  const list: unknown = Reflect.get(Object(settings), key)
  return Array.isArray(list) ? list : []
}

const lacks = { server: 'names no mail server', sender: 'has no sender address that mail can come from' } as const

function noMail({ account }: DesignSnapshot, what: string): Told[] {
  const missing = missingForMail(account?.mail)
  if (missing === undefined) return []
  return [{ code: 'no-mail-server', severity: 'warning', message: `${what}: the account ${lacks[missing]}.` }]
}
