import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { text } from '../../exchange/kazoo/fields.ts'
import { setCallerId } from './set-caller-id.ts'

export const kazooSetCallerId = defineKazooAction({
  definition: setCallerId,
  module: 'set_cid',
  fields: { name: text('caller_id_name'), number: text('caller_id_number') },
})
