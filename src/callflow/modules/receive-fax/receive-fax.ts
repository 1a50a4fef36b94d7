import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { flag, reference } from '../../design/fields.ts'
import { addresses } from '../../design/fax-mail.ts'
import { branch } from '../../run/script.ts'
import { receiveFaxFor } from '../../scripts/receive-fax.ts'

/** Receives a fax for a person, without a fax box (M75b). */
export const receiveFax = defineModule({
  type: 'receive-fax',
  version: 1,
  category: 'advanced',
  name: 'Receive fax',
  description: "Receives a fax and sends it to a person's e-mail address.",
  icon: 'file-input',
  needs: ['receive-fax'],
  settings: z.object({
    userId: reference('user', { label: 'User', help: 'Who gets the fax.' }),
    t38: flag({
      label: 'T.38',
      help: 'Fax over data packets; recommended with internet carriers.',
      default: true,
      advanced: true,
    }),
  }),
  branches: [{ ...onlyBranch, optional: true }],
  mainSetting: 'userId',
  summary: ({ userId }, design) => design.find('user', userId)?.name ?? '',
  *script(call, { userId, t38 }) {
    const user = call.design.find('user', userId)
    if (!user) return branch('_')
    const owner = { kind: 'user', id: user.id } as const
    return yield* receiveFaxFor({ owner, t38, emails: addresses(user.email, []), identity: call.dialled })
  },
})
