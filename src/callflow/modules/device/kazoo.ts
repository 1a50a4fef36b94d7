import { defineKazooAction, dialBranches } from '../../exchange/kazoo/action.ts'
import { flag, number, reference } from '../../exchange/kazoo/fields.ts'
import { deviceStep } from './device.ts'

const timeout = number('timeout')

export const kazooDevice = defineKazooAction({
  definition: deviceStep,
  module: 'device',
  branches: dialBranches,
  fields: {
    deviceId: reference('id'),
    // The schema's default of 0 stands for the usual 20 s.
    timeoutSec: { ...timeout, read: (data, context) => timeout.read(data, context) || undefined },
    delaySec: number('delay'),
    canCallSelf: flag('can_call_self'),
  },
})
