import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { text, word } from '../../exchange/kazoo/fields.ts'
import { manualPresence } from './manual-presence.ts'

export const kazooManualPresence = defineKazooAction({
  definition: manualPresence,
  module: 'manual_presence',
  fields: {
    presenceId: text('presence_id'),
    status: word('status', { idle: 'idle', ringing: 'ringing', busy: 'busy' }),
  },
})
