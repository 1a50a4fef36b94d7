import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { word } from '../../exchange/kazoo/fields.ts'
import { privacy } from './privacy.ts'

export const kazooPrivacy = defineKazooAction({
  definition: privacy,
  module: 'privacy',
  fields: { mode: word('mode', { full: 'full', name: 'name', number: 'number', none: 'none' }) },
})
