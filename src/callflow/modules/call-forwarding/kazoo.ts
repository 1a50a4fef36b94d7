import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, word } from '../../exchange/kazoo/fields.ts'
import { callForwarding } from './call-forwarding.ts'

const words = {
  activate: 'activate',
  deactivate: 'deactivate',
  toggle: 'toggle',
  update: 'update',
  menu: 'menu',
} as const

export const kazooCallForwarding = defineKazooAction({
  definition: callForwarding,
  module: 'call_forward',
  // Without one of these Kazoo goes on at once: an unknown step.
  matches: ({ action }) => typeof action === 'string' && Object.hasOwn(words, action),
  fields: {
    action: word('action', words),
    interDigitSec: number('interdigit_timeout', { scale: 1_000, absent: 2 }),
  },
})
