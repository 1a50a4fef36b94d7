import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number } from '../../exchange/kazoo/fields.ts'
import { get, put } from '../../exchange/kazoo/json.ts'
import { setCallPriority } from './set-call-priority.ts'

const priority = number('value')

/** Kazoo's single variables are two: this one, and the group's id (M37, M49). Their values are text. */
export const kazooSetCallPriority = defineKazooAction({
  definition: setCallPriority,
  module: 'set_variable',
  matches: ({ variable }) => variable === 'call_priority',
  constant: { variable: 'call_priority' },
  fields: {
    priority: {
      ...priority,
      write: (value, into, original) =>
        put(into, ['value'], typeof get(original, 'value') === 'number' ? value : String(value)),
    },
  },
})
