import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, word } from '../../exchange/kazoo/fields.ts'
import { hotDesk } from './hot-desk.ts'

const words = { 'log-in': 'login', 'log-out': 'logout', toggle: 'toggle' } as const

/** Kazoo's `bridge` rings whoever is logged in, and without an action it goes on at once: unknown steps. */
export const kazooHotDesk = defineKazooAction({
  definition: hotDesk,
  module: 'hotdesk',
  matches: ({ action }) => Object.values<unknown>(words).includes(action),
  fields: {
    action: word('action', words),
    interDigitSec: number('interdigit_timeout', { scale: 1_000, absent: 2 }),
  },
})
