import { z } from 'zod'
import { defaultBranch, defineModule, dialFailureBranches, isSipStatusBranch } from '../../define-module.ts'
import { flag, reference } from '../../design/fields.ts'
import { oncePer } from '../../design/once-per.ts'
import { ringMember, ringTimes } from '../../scripts/ring-one.ts'
import { passedAtOnce, ringsFor } from '../../step-traits.ts'

const deviceSettings = z.object({
  deviceId: reference('device', { label: 'Device', help: 'This phone alone, whoever it belongs to.' }),
  ...ringTimes,
  canCallSelf: flag({
    label: 'Ring it even when it is calling itself',
    help: 'Off: a phone never hears its own call.',
    default: false,
    advanced: true,
  }),
})

/** Once for the settings of a step, not for each of its calls. */
const ringing = oncePer(({ deviceId, ...rest }: z.infer<typeof deviceSettings>) => ({
  id: deviceId,
  strategy: 'simultaneous' as const,
  ...rest,
}))

/** Rings one phone (M34). */
export const deviceStep = defineModule({
  type: 'device',
  version: 1,
  category: 'advanced',
  name: 'Device',
  description: 'Rings one phone. Continues when it is not answered.',
  icon: 'phone',
  settings: deviceSettings,
  branches: [{ ...defaultBranch, label: 'Not answered' }, ...dialFailureBranches],
  acceptsBranch: isSipStatusBranch,
  mainSetting: 'deviceId',
  time: ({ deviceId, timeoutSec, delaySec }) => (deviceId === null ? passedAtOnce() : ringsFor(timeoutSec + delaySec)),
  ringing: { as: 'direct', ids: ({ deviceId }) => (deviceId ? [deviceId] : []) },
  summary: ({ deviceId, timeoutSec }, design) => {
    const device = design.find('device', deviceId)
    return device ? `${device.name} · ${timeoutSec} s` : ''
  },
  rings: ({ deviceId }) => (deviceId ? [deviceId] : []),
  script: (call, settings) => ringMember(call, ringing(settings)),
})
