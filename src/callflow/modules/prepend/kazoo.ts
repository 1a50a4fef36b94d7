import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { text, word } from '../../exchange/kazoo/fields.ts'
import { prepend } from './prepend.ts'

const applyTo = word('apply_to', { original: 'original', current: 'current' })

export const kazooPrepend = defineKazooAction({
  definition: prepend,
  module: 'prepend_cid',
  matches: ({ action }) => action === undefined || action === 'prepend',
  constant: { action: 'prepend' },
  fields: {
    namePrefix: text('caller_id_name_prefix'),
    numberPrefix: text('caller_id_number_prefix'),
    // Absent means current to Kazoo (M43), not what our palette starts with.
    applyTo: { ...applyTo, read: (data, context) => applyTo.read(data, context) ?? 'current' },
  },
})
