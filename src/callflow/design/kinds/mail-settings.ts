import { z } from 'zod'
import { choice, count, secret, text } from '../fields.ts'

/** Where the account's mail leaves (RFC 5321, RFC 8314). Without a server and a sender none leaves. */
export const mailSettings = z.object({
  host: text({ label: 'Mail server', help: 'Name or address of the SMTP server. Empty: no mail is sent.', max: 253 }),
  port: count({
    label: 'Port',
    help: 'Usually 587 with STARTTLS, 465 with TLS, 25 without.',
    min: 1,
    max: 65_535,
    default: 587,
  }),
  tls: choice(['starttls', 'tls', 'none'], {
    label: 'Encryption',
    help: "The server's certificate must be valid for its name.",
    default: 'starttls',
    options: {
      starttls: 'STARTTLS: begins in the clear, and nothing is sent before it is encrypted',
      tls: 'TLS from the first byte',
      none: 'None: password and messages can be read on the way',
    },
  }),
  user: text({ label: 'User', help: 'Empty: without logging in.', max: 254 }),
  password: secret({ label: 'Password', max: 256 }),
  senderAddress: text({ label: 'Sender address', help: 'What mails come from. Empty: no mail is sent.', max: 254 }),
  senderName: text({ label: 'Sender name', help: 'Shown beside the address.', max: 128 }),
  troubleEmails: z.array(z.string().max(254)).max(20).default([]).meta({
    label: 'Told of trouble',
    help: 'Who is mailed when something is wrong with the engine: a full disk, guessed PINs, a damaged version.',
    control: 'number-list',
  }),
})

export type MailSettings = z.infer<typeof mailSettings>

/** What mail must have before it can leave; undefined when nothing is missing. */
export function missingForMail(settings: MailSettings | undefined): 'server' | 'sender' | undefined {
  if (!settings || settings.host.trim() === '') return 'server'
  return isMailAddress(settings.senderAddress) ? undefined : 'sender'
}

/** One that a mail can be sent to: ASCII, without white space, quotes or brackets, in the lengths of RFC 5321 §4.5.3.1. */
export const isMailAddress = (address: string): boolean => address.length <= 254 && pattern.test(address)

const pattern = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i
