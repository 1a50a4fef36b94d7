import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, references, word } from '../../exchange/kazoo/fields.ts'
import { timeOfDaySwitch } from './time-of-day-switch.ts'

export const kazooTimeOfDaySwitch = defineKazooAction({
  definition: timeOfDaySwitch,
  module: 'temporal_route',
  matches: ({ action }) => typeof action === 'string' && ['enable', 'disable', 'reset', 'menu'].includes(action),
  constant: { action: 'enable' },
  fields: {
    action: word('action', { enable: 'enable', disable: 'disable', reset: 'reset', menu: 'menu' }),
    rules: references('rules', 200),
    interDigitSec: number('interdigit_timeout', { scale: 1_000 }),
  },
})
