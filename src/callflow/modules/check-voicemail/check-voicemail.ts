import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { flag, reference } from '../../design/fields.ts'
import { branch, callFlow, type Caller, end } from '../../run/script.ts'
import { checkMailbox } from '../../scripts/check-mailbox.ts'
import { voicemailNotices } from '../../scripts/mailbox/tell.ts'
import { mailboxByNumber, ownMailboxes } from '../../scripts/mailbox/log-in.ts'

/**
 * A mailbox by phone (A6 check, B3 *97 and *98). Which box: the one chosen, else the number dialled behind the feature code, else the only
 * box of the calling person when `singleMailbox` is on, else the one with the caller's number when `callerIdLogin` is on, else it is asked for.
 */
export const checkVoicemail = defineModule({
  type: 'check-voicemail',
  version: 1,
  category: 'advanced',
  name: 'Check voicemail',
  description: 'Lets callers listen to the messages of a mailbox and change its greeting and PIN.',
  icon: 'list-music',
  servesTheHouse: true,
  needs: ['list-messages', 'update-message', 'sound:message'],
  mayNeed: ['keep-recording', 'forget-kept', ...voicemailNotices],
  settings: z.object({
    mailboxId: reference('mailbox', {
      label: 'Mailbox',
      help: 'Empty: the box number behind the feature code, or asked for.',
    }),
    singleMailbox: flag({
      label: 'Log in by phone',
      help: 'Callers with one mailbox get into it without keying its number, from a phone of their own.',
      default: false,
    }),
    callerIdLogin: flag({
      label: 'Log in by caller ID',
      help: 'Callers whose number is that of a mailbox get into it without keying it; the PIN is asked as always.',
      default: false,
    }),
  }),
  branches: [{ ...onlyBranch, optional: true }],
  opensMailboxes: true,
  summary: ({ mailboxId, singleMailbox }, design) =>
    design.find('mailbox', mailboxId)?.name ?? (singleMailbox ? "The caller's own box" : ''),
  *script(call, { mailboxId, singleMailbox, callerIdLogin }) {
    const own = singleMailbox ? yield* ownMailboxes(call) : []
    const known =
      call.design.find('mailbox', mailboxId) ??
      mailboxByNumber(call.design, call.captures[0] ?? '') ??
      (own.length === 1 ? own[0] : undefined) ??
      (callerIdLogin ? mailboxByNumber(call.design, ownNumber(call.caller)) : undefined)
    const left = yield* checkMailbox(call, known)
    if (typeof left === 'object') return callFlow(left.flowId)
    return left === 'talked' ? end('talked') : branch('_')
  },
})

/** A carrier does not know extensions: a call that says 1001 from outside is not that of colleague 1001. */
const ownNumber = ({ number, origin }: Caller) => (origin.kind === 'device' || number.startsWith('+') ? number : '')
