import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { answer, branch } from '../../run/script.ts'
import { afterMessage, leaveMessage } from '../../scripts/leave-message.ts'
import { voicemailNotices } from '../../scripts/mailbox/tell.ts'
import { askMailbox, mailboxByNumber } from '../../scripts/mailbox/log-in.ts'
import { toOperator } from '../../scripts/mailbox/operator.ts'

/** A message for the box whose number was dialled behind the feature code (B3 **box), without ringing anybody; asked for when none was. */
export const directToVoicemail = defineModule({
  type: 'direct-to-voicemail',
  version: 1,
  category: 'advanced',
  name: 'Direct to voicemail',
  description: 'Takes a message for the mailbox whose number follows the feature code, without ringing anybody.',
  icon: 'mail-plus',
  mayNeed: ['list-messages', 'update-message', 'sound:message', 'keep-recording', 'forget-kept', ...voicemailNotices],
  settings: z.object({}),
  branches: [{ ...defaultBranch, label: 'After the message', optional: true }],
  opensMailboxes: true,
  waysOn: (_settings, design) => toOperator(design, undefined),
  summary: () => '',
  *script(call) {
    const dialled = call.captures[0] ?? ''
    yield* answer()
    const mailbox = mailboxByNumber(call.design, dialled) ?? (yield* askMailbox(call))
    return mailbox ? afterMessage(call, yield* leaveMessage(call, mailbox)) : branch('_')
  },
})
