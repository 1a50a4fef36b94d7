import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { reference, word } from '../../exchange/kazoo/fields.ts'
import { queueLogin } from './queue-login.ts'

export const kazooQueueLogin = defineKazooAction({
  definition: queueLogin,
  module: 'acdc_queue',
  fields: { action: word('action', { 'log-in': 'login', 'log-out': 'logout' }), queueId: reference('id') },
})
