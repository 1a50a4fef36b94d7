import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { flag } from '../../design/fields.ts'
import { branch } from '../../run/script.ts'
import { isSlot, parkIn, parkSettings, parkTimes, retrieveFrom } from '../../scripts/park-call.ts'
import { numberOrCaptured } from '../../scripts/reach-members.ts'

/** Parks the call in a slot, or takes the call that is already there (B3 *3). It rings back at whoever parked it after a while. */
export const park = defineModule({
  type: 'park',
  version: 1,
  category: 'advanced',
  name: 'Park',
  description: 'Leaves the call on hold in a numbered slot, or takes the call waiting there.',
  icon: 'square-parking',
  servesTheHouse: true,
  needs: ['park'],
  mayNeed: ['retrieve'],
  settings: z.object({
    slot: z
      .string()
      .regex(/^[0-9*#]{0,8}$/)
      .default('')
      .meta({ label: 'Slot', help: 'Empty: the number dialled behind the code.', control: 'text' }),
    retrieveIfOccupied: flag({
      label: 'Take the call when the slot is occupied',
      help: 'Off: an occupied slot refuses the call.',
      default: true,
    }),
    ...parkSettings,
  }),
  branches: [{ ...defaultBranch, label: 'Not taken, or cannot be parked', optional: true }],
  acceptsBranch: isSlot,
  summary: ({ slot }) => (slot === '' ? 'Slot dialled behind the code' : `Slot ${slot}`),
  *script(call, settings) {
    const slot = numberOrCaptured(call, settings.slot)
    if (!isSlot(slot)) return branch('_')
    const parkThere = () => parkIn(call, slot, parkTimes(settings))
    // Somebody who was sent here wants no other caller: an occupied slot sends them back (Kazoo's `cf_park` does the same).
    const takes = settings.retrieveIfOccupied && call.transferredBy === undefined
    return takes ? yield* retrieveFrom(slot, parkThere) : yield* parkThere()
  },
})
