import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, text, word } from '../../exchange/kazoo/fields.ts'
import { park } from './park.ts'

const retrieves = word<'yes' | 'no'>('action', { yes: 'auto', no: 'direct_park' })

export const kazooPark = defineKazooAction({
  definition: park,
  module: 'park',
  matches: ({ action }) => action === 'auto' || action === 'direct_park',
  constant: { action: 'auto' },
  fields: {
    slot: text('slot'),
    retrieveIfOccupied: {
      read: (data, context) => retrieves.read(data, context) === 'yes',
      write: (value, ...rest) => retrieves.write(value ? 'yes' : 'no', ...rest),
    },
    ringBackSec: number('default_ringback_timeout', { scale: 1_000 }),
    callBackSec: number('default_callback_timeout', { scale: 1_000 }),
  },
})
