import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { branch } from '../../run/script.ts'
import { isSlot, retrieveFrom, sayNobodyParked } from '../../scripts/park-call.ts'
import { numberOrCaptured } from '../../scripts/reach-members.ts'

/** Takes the call parked in a slot; says so when there is none (B3 *5). */
export const retrieve = defineModule({
  type: 'retrieve',
  version: 1,
  category: 'advanced',
  name: 'Retrieve',
  description: 'Takes the call that is parked in a slot.',
  icon: 'undo-2',
  servesTheHouse: true,
  needs: ['retrieve'],
  settings: z.object({
    slot: z
      .string()
      .regex(/^[0-9*#]{0,8}$/)
      .default('')
      .meta({ label: 'Slot', help: 'Empty: the number dialled behind the code.', control: 'text' }),
  }),
  branches: [{ ...defaultBranch, label: 'Nobody is parked there', optional: true }],
  summary: ({ slot }) => (slot === '' ? 'Slot dialled behind the code' : `Slot ${slot}`),
  *script(call, settings) {
    const slot = numberOrCaptured(call, settings.slot)
    return isSlot(slot) ? yield* retrieveFrom(slot, sayNobodyParked) : branch('_')
  },
})
