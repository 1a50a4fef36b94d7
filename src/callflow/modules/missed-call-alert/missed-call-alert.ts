import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { referenceList } from '../../design/fields.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/**
 * Tells people by mail when a call from outside ends without anybody having talked and without a message left (B1). It only takes note of whom to
 * tell: put it before the people who are rung. Colleagues' calls are not told.
 */
export const missedCallAlert = defineModule({
  type: 'missed-call-alert',
  version: 1,
  category: 'advanced',
  name: 'Missed call alert',
  description:
    'Tells people by mail when the call is missed: nobody talked, no message was left. Put it before whoever rings.',
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
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: ({ userIds, emails }, design) =>
    [...userIds.map((id) => design.find('user', id)?.name ?? ''), ...emails].filter((each) => each !== '').join(', '),
  *script(call, { userIds, emails }) {
    const isOutside = call.caller.origin.kind === 'trunk'
    if (isOutside && userIds.length + emails.length > 0) yield* perform({ kind: 'send-missed-call', userIds, emails })
    return branch('_')
  },
})
