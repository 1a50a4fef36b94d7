import type { Device } from '../../callflow/design/document.ts'
import { nationalForms, toE164 } from '../../callflow/numbering/e164.ts'

/**
 * The Request-URI of a call to a registered phone: its Contact, with the number that was dialled as the user part where the phone asks for it. What was
 * dialled and is no number of the world leaves the Contact alone.
 */
export function requestUriOf(
  contact: string,
  { inviteFormat }: Pick<Device, 'inviteFormat'>,
  { dialled, country }: { readonly dialled: string; readonly country: string },
): string {
  const number = inviteFormat === 'contact' || inviteFormat === 'route' ? undefined : toE164(dialled, country)
  if (number === undefined) return contact
  const user = {
    npan: nationalForms(number, country).at(-1) ?? number.slice(1),
    '1npan': number.slice(1),
    e164: number,
  }[inviteFormat as 'npan' | '1npan' | 'e164'] // the two others have returned
  return contact.replace(/^(sips?:)(?:[^@]*@)?/i, (_, scheme: string) => `${scheme}${user}@`)
}
