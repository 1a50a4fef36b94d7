import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { branch, callFlow, end } from '../../run/script.ts'
import { leaveMessage } from '../../scripts/leave-message.ts'

/** Takes a message for a box; ends the call unless something is wired after it (M8, M32, A6 compose). */
export const voicemail = defineModule({
  type: 'voicemail',
  version: 1,
  category: 'basic',
  name: 'Voicemail',
  description: 'Plays the greeting of a mailbox and takes a message. Usually the last step of a flow.',
  icon: 'voicemail',
  settings: z.object({ mailboxId: reference('mailbox', { label: 'Mailbox' }) }),
  branches: [{ ...defaultBranch, label: 'After the message', optional: true }],
  summary: ({ mailboxId }, design) => design.find('mailbox', mailboxId)?.name ?? '',
  *script(call, { mailboxId }) {
    const mailbox = call.design.find('mailbox', mailboxId)
    if (!mailbox) return branch('_')
    const left = yield* leaveMessage(call, mailbox)
    if (typeof left === 'object') return callFlow(left.operatorFlowId)
    return left === 'saved' && !call.hasBranch('_') ? end('left-message') : branch('_')
  },
})
