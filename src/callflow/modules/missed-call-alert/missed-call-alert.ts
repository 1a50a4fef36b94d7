import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { referenceList } from '../../design/fields.ts'
import { branch, perform } from '../../run/script.ts'

/**
 * Tells people by mail that a call was missed (B1). It does so when the call comes through here: put it where unanswered calls go on, between the
 * people who were rung and the mailbox.
 */
export const missedCallAlert = defineModule({
  type: 'missed-call-alert',
  version: 1,
  category: 'advanced',
  name: 'Missed call alert',
  description: 'Tells people by mail that a call was missed. Put it where unanswered calls go on.',
  icon: 'mail-warning',
  needs: ['send-missed-call'],
  settings: z.object({
    userIds: referenceList('user', { label: 'People', help: 'At their e-mail addresses.', max: 100 }),
    emails: z
      .array(z.string().max(254))
      .max(50)
      .default([])
      .meta({ label: 'Other addresses', help: 'E-mail addresses.', control: 'number-list' }),
  }),
  branches: [defaultBranch],
  summary: ({ userIds, emails }, design) =>
    [...userIds.map((id) => design.find('user', id)?.name ?? ''), ...emails].filter((each) => each !== '').join(', '),
  *script(_call, { userIds, emails }) {
    if (userIds.length + emails.length > 0) yield* perform({ kind: 'send-missed-call', userIds, emails })
    return branch('_')
  },
})
