import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, word } from '../../exchange/kazoo/fields.ts'
import { callForwarding } from './call-forwarding.ts'

export const kazooCallForwarding = defineKazooAction({
  definition: callForwarding,
  module: 'call_forward',
  fields: {
    action: word('action', {
      activate: 'activate',
      deactivate: 'deactivate',
      toggle: 'toggle',
      update: 'update',
      menu: 'menu',
    }),
    interDigitSec: number('interdigit_timeout', { scale: 1_000 }),
  },
})
