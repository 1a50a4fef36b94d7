import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { text } from '../../exchange/kazoo/fields.ts'
import { retrieve } from './retrieve.ts'

export const kazooRetrieve = defineKazooAction({
  definition: retrieve,
  module: 'park',
  matches: ({ action }) => action === 'retrieve',
  constant: { action: 'retrieve' },
  fields: { slot: text('slot') },
})
