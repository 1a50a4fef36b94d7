import { defineKazooAction, dialBranches } from '../../exchange/kazoo/action.ts'
import { flag, number, reference, word } from '../../exchange/kazoo/fields.ts'
import { userStep } from './user.ts'

export const kazooUser = defineKazooAction({
  definition: userStep,
  module: 'user',
  branches: dialBranches,
  fields: {
    userId: reference('id'),
    timeoutSec: number('timeout'),
    strategy: word('strategy', { simultaneous: 'simultaneous', 'in-order': 'single' }),
    delaySec: number('delay'),
    canCallSelf: flag('can_call_self'),
  },
})
