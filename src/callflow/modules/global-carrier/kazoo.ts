import { defineKazooAction, dialBranches } from '../../exchange/kazoo/action.ts'
import { number, text } from '../../exchange/kazoo/fields.ts'
import { globalCarrier } from './global-carrier.ts'

export const kazooGlobalCarrier = defineKazooAction({
  definition: globalCarrier,
  module: 'offnet',
  branches: dialBranches,
  fields: { number: text('to_did'), timeoutSec: number('timeout') },
})
