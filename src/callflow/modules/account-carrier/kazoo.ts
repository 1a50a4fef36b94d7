import { defineKazooAction, dialBranches } from '../../exchange/kazoo/action.ts'
import { number, text } from '../../exchange/kazoo/fields.ts'
import { accountCarrier } from './account-carrier.ts'

export const kazooAccountCarrier = defineKazooAction({
  definition: accountCarrier,
  module: 'resources',
  branches: dialBranches,
  fields: { number: text('to_did'), timeoutSec: number('timeout') },
})
