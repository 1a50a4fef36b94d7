import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { branch, type CallContext, end, perform, talk } from '../../run/script.ts'
import { unitsOf } from '../../scripts/ring-members.ts'

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
    const deviceIds = devicesAt(call, targetId)
    if (deviceIds.length === 0) return branch('_')
    const picked = yield* perform({ kind: 'pick-up', deviceIds })
    if (picked.outcome !== 'picked-up') return branch('_')
    yield* talk()
    return end('talked')
  },
})

function devicesAt(call: CallContext, targetId: string | null): string[] {
  const dialled = call.captures[0] ?? ''
  const id = targetId ?? call.design.list('user').find(({ extension }) => extension !== '' && extension === dialled)?.id
  if (id === undefined) return []
  const units = unitsOf(call, [{ id, delayMs: 0, timeoutMs: 0, weight: 1 }], { canCallSelf: true })
  return units.flatMap((unit) => unit.devices.map((device) => device.id))
}
