import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { reference, word } from '../../exchange/kazoo/fields.ts'
import { ringGroupLogin } from './ring-group-login.ts'

export const kazooRingGroupLogin = defineKazooAction({
  definition: ringGroupLogin,
  module: 'ring_group_toggle',
  fields: { action: word('action', { 'log-in': 'login', 'log-out': 'logout' }), callflowId: reference('callflow_id') },
})
