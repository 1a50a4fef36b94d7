import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { word } from '../../exchange/kazoo/fields.ts'
import { type Json, put } from '../../exchange/kazoo/json.ts'
import { privacy } from './privacy.ts'

const mode = word<'full' | 'name' | 'number' | 'none'>(
  'mode',
  { full: 'full', name: 'name', number: 'number', none: 'none' },
  'full',
)

/** Two of Kazoo's words stand for one. */
const alias = (word: Json | undefined): Json =>
  word === 'hide_name' ? 'name' : word === 'hide_number' ? 'number' : (word ?? 'full')

export const kazooPrivacy = defineKazooAction({
  definition: privacy,
  module: 'privacy',
  fields: {
    mode: {
      ...mode,
      read: (data, context) => mode.read({ ...data, mode: alias(data.mode) }, context),
      write: (value, into, original) =>
        put(into, ['mode'], alias(original.mode) === value ? (original.mode ?? value) : value),
    },
  },
})
