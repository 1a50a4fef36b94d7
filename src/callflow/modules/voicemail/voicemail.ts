import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { branch } from '../../run/script.ts'
import { afterMessage, leaveMessage } from '../../scripts/leave-message.ts'
import { voicemailNotices } from '../../scripts/mailbox/tell.ts'
import { mailboxByNumber } from '../../scripts/mailbox/log-in.ts'
import { busyWith } from '../../step-traits.ts'
import { toOperator } from '../../scripts/mailbox/operator.ts'

/** Takes a message for a box; ends the call unless something is wired after it (M8, M32, A6 compose). */
export const voicemail = defineModule({
  type: 'voicemail',
  version: 1,
  category: 'basic',
  name: 'Voicemail',
  description: 'Plays the greeting of a mailbox and takes a message. Usually the last step of a flow.',
  icon: 'voicemail',
  mayNeed: ['list-messages', 'update-message', 'sound:message', 'keep-recording', 'forget-kept', ...voicemailNotices],
  settings: z.object({ mailboxId: reference('mailbox', { label: 'Mailbox', help: 'Where the message goes.' }) }),
  branches: [{ ...defaultBranch, label: 'After the message', optional: true }],
  mainSetting: 'mailboxId',
  time: ({ mailboxId }) => busyWith(mailboxId),
  opensMailboxes: true,
  waysOn: ({ mailboxId }, design) => toOperator(design, design.find('mailbox', mailboxId)),
  summary: ({ mailboxId }, design) => design.find('mailbox', mailboxId)?.name ?? '',
  *script(call, { mailboxId }) {
    // Without a box chosen, the number behind a feature code says which, as imported `**` flows have it.
    const mailbox =
      mailboxId === null ? mailboxByNumber(call.design, call.captures[0] ?? '') : call.design.find('mailbox', mailboxId)
    return mailbox ? afterMessage(call, yield* leaveMessage(call, mailbox)) : branch('_')
  },
})
