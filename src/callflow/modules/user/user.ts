import { z } from 'zod'
import { defaultBranch, defineModule, dialFailureBranches, isSipStatusBranch } from '../../define-module.ts'
import { choice, flag, reference } from '../../design/fields.ts'
import { oncePer } from '../../design/once-per.ts'
import { ringMember, ringTimes } from '../../scripts/ring-one.ts'
import { passedAtOnce, ringsFor } from '../../step-traits.ts'

const userSettings = z.object({
  userId: reference('user', { label: 'User', help: 'Rings on all phones of this person.' }),
  timeoutSec: ringTimes.timeoutSec,
  strategy: choice(['simultaneous', 'in-order'], {
    label: 'Phones ring',
    help: 'In order: as the phones are listed with the person.',
    default: 'simultaneous',
    options: { simultaneous: 'At the same time', 'in-order': 'One after another' },
    advanced: true,
  }),
  delaySec: ringTimes.delaySec,
  canCallSelf: flag({
    label: 'Ring the caller’s own phones too',
    help: 'When the person calling is the person called.',
    default: false,
    advanced: true,
  }),
})

/** Once for the settings of a step, not for each of its calls. */
const ringing = oncePer(({ userId, ...rest }: z.infer<typeof userSettings>) => ({ id: userId, ...rest }))

/** Rings every phone of a person (M31, M53, M83, M87). */
export const userStep = defineModule({
  type: 'user',
  version: 1,
  category: 'basic',
  name: 'User',
  description: "Rings all of a person's phones. Continues when nobody answers or the call is declined.",
  icon: 'user',
  settings: userSettings,
  branches: [{ ...defaultBranch, label: 'Not answered' }, ...dialFailureBranches],
  acceptsBranch: isSipStatusBranch,
  mainSetting: 'userId',
  time: ({ userId, timeoutSec, delaySec }) => (userId === null ? passedAtOnce() : ringsFor(timeoutSec + delaySec)),
  ringing: { as: 'direct', ids: ({ userId }) => (userId ? [userId] : []) },
  summary: ({ userId, timeoutSec }, design) => {
    const user = design.find('user', userId)
    return user ? `${user.name} · ${timeoutSec} s` : ''
  },
  rings: ({ userId }) => (userId ? [userId] : []),
  script: (call, settings) => ringMember(call, ringing(settings)),
})
