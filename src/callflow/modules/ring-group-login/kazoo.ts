import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { reference, word } from '../../exchange/kazoo/fields.ts'
import { ringGroupLogin } from './ring-group-login.ts'

const words = { 'log-in': 'login', 'log-out': 'logout' } as const

export const kazooRingGroupLogin = defineKazooAction({
  definition: ringGroupLogin,
  module: 'ring_group_toggle',
  // Without an action Kazoo goes on at once: an unknown step.
  matches: ({ action }) => Object.values<unknown>(words).includes(action),
  fields: { action: word('action', words), callflowId: reference('callflow_id') },
})
