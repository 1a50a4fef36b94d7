import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { reference, word } from '../../exchange/kazoo/fields.ts'
import { queueLogin } from './queue-login.ts'

const words = { 'log-in': 'login', 'log-out': 'logout' } as const

export const kazooQueueLogin = defineKazooAction({
  definition: queueLogin,
  module: 'acdc_queue',
  // Without an action Kazoo goes on at once: an unknown step.
  matches: ({ action }) => Object.values<unknown>(words).includes(action),
  fields: { action: word('action', words), queueId: reference('id') },
})
