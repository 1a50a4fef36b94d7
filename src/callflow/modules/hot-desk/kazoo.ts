import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, word } from '../../exchange/kazoo/fields.ts'
import { hotDesk } from './hot-desk.ts'

/** Kazoo's `bridge` rings whoever is logged in; it stays an unknown step. */
export const kazooHotDesk = defineKazooAction({
  definition: hotDesk,
  module: 'hotdesk',
  matches: ({ action }) => action !== 'bridge',
  fields: {
    action: word('action', { 'log-in': 'login', 'log-out': 'logout', toggle: 'toggle' }),
    interDigitSec: number('interdigit_timeout', { scale: 1_000 }),
  },
})
