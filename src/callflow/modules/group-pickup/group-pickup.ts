import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { branch, end, perform, talk } from '../../run/script.ts'
import { phonesAt } from '../../scripts/phones-at.ts'

/** Takes a call that rings elsewhere (B1). Without a choice, the extension dialled behind the feature code is picked up (B3 *87). */
export const groupPickup = defineModule({
  type: 'group-pickup',
  version: 1,
  category: 'advanced',
  name: 'Group pickup',
  description: 'Takes a call that is ringing at a person, a phone or a group.',
  icon: 'hand-grab',
  servesTheHouse: true,
  needs: ['pick-up'],
  settings: z.object({
    targetId: reference(['user', 'device', 'group'], {
      label: 'Where it rings',
      help: 'Empty: the extension dialled behind the code.',
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Nothing rings there', optional: true }],
  summary: ({ targetId }, design) => design.get(targetId ?? '')?.name ?? '',
  *script(call, { targetId }) {
    const deviceIds = phonesAt(call, targetId)
    if (deviceIds.length === 0) return branch('_')
    const picked = yield* perform({ kind: 'pick-up', deviceIds })
    if (picked.outcome !== 'picked-up') return branch('_')
    yield* talk()
    return end('talked')
  },
})
