import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { choice, reference } from '../../design/fields.ts'
import { faxIdentityOf, faxRecipients } from '../../design/fax-mail.ts'
import { branch } from '../../run/script.ts'
import { receiveFaxFor } from '../../scripts/receive-fax.ts'

/** Receives a fax for a fax box (M40, M65). The step's T.38 choice wins over the box's. */
export const faxBoxStep = defineModule({
  type: 'fax-box',
  version: 1,
  category: 'advanced',
  name: 'Fax box',
  description: 'Receives a fax for a fax box, which passes it on by e-mail. Usually a flow of its own.',
  icon: 'printer',
  needs: ['receive-fax'],
  settings: z.object({
    faxBoxId: reference('fax-box', { label: 'Fax box', help: 'Whose fax it is.' }),
    t38: choice(['box', 'on', 'off'], {
      label: 'T.38',
      help: 'Fax over data packets; recommended with internet carriers.',
      default: 'box',
      options: { box: 'As the box says', on: 'On', off: 'Off' },
      advanced: true,
    }),
  }),
  branches: [{ ...onlyBranch, optional: true }],
  mainSetting: 'faxBoxId',
  summary: ({ faxBoxId }, design) => design.find('fax-box', faxBoxId)?.name ?? '',
  *script(call, { faxBoxId, t38 }) {
    const box = call.design.find('fax-box', faxBoxId)
    if (!box) return branch('_')
    return yield* receiveFaxFor({
      owner: { kind: 'fax-box', id: box.id },
      t38: t38 === 'box' ? box.t38 : t38 === 'on',
      emails: faxRecipients(box, call.design),
      identity: faxIdentityOf(box),
    })
  },
})
