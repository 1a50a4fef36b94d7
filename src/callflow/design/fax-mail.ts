import type { FaxBox } from './document.ts'
import type { DesignSnapshot } from './snapshot.ts'

/** A domain (`example.com`), with or without a leading `@`, or one address. 254 characters at most (RFC 5321 §4.5.3.1.3). */
const senderPattern =
  /^(?:[^\s@,]{0,64}@)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** The entries of a permission list: separated by spaces, commas or both, whichever way they were typed or imported (M69). */
export const permittedSenders = ({ permissions }: Pick<FaxBox, 'permissions'>): readonly string[] => [
  ...new Set(permissions.flatMap((entry) => entry.toLowerCase().split(/[\s,;]+/)).filter((entry) => entry !== '')),
]

/** Whether an entry can let anybody in. */
export const isSenderEntry = (entry: string): boolean => entry.length <= 254 && senderPattern.test(entry.toLowerCase())

/**
 * Whether somebody may send faxes through a box by e-mail (M69). An entry is taken literally: a whole address, or the whole domain behind the
 * `@`, so that `example.com` lets in neither `example.com.evil.test` nor `notexample.com`. The owner's own address always may; nobody else
 * when the list is empty.
 */
export function maySendFax(box: FaxBox, design: DesignSnapshot, sender: string): boolean {
  const address = sender.trim().toLowerCase()
  const at = address.lastIndexOf('@')
  if (at < 1 || address.length > 254) return false
  const owner = design.find('user', box.ownerId)?.email.trim().toLowerCase() ?? ''
  if (owner !== '' && address === owner) return true
  const domain = address.slice(at + 1)
  return permittedSenders(box).some((entry) => entry === address || entry.replace(/^@/, '') === domain)
}

/** Who gets the faxes a box receives: its user, and whoever else is named (M67). Nobody twice. */
export const faxRecipients = (box: FaxBox, design: DesignSnapshot): readonly string[] =>
  addresses(design.find('user', box.ownerId)?.email, box.notifyEmails)

/** Who is told what became of a fax the box sent (M67). */
export const sentFaxRecipients = (box: FaxBox, design: DesignSnapshot): readonly string[] =>
  addresses(design.find('user', box.ownerId)?.email, box.sentNotifyEmails)

/** What other machines are told they reached, and what stands on top of a page: the fax number unless said otherwise (M68). */
export const faxIdentityOf = ({ faxIdentity, faxNumber }: Pick<FaxBox, 'faxIdentity' | 'faxNumber'>): string =>
  faxIdentity.trim() || faxNumber.trim()

/** The first spelling of each address, the owner's first. */
export function addresses(owner: string | undefined, others: readonly string[]): readonly string[] {
  const found = new Map<string, string>()
  for (const each of [owner ?? '', ...others]) {
    const address = each.trim()
    const key = address.toLowerCase()
    if (address !== '' && !found.has(key)) found.set(key, address)
  }
  return [...found.values()]
}
