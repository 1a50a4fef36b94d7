import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { branch, wait } from '../../run/script.ts'

/** Takes a message for a box (M8, M32, A6 compose). */
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
  *script() {
    yield* wait(0)
    return branch('_')
  },
})
