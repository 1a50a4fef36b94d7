import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { reference, word } from '../../exchange/kazoo/fields.ts'
import { doNotDisturb } from './do-not-disturb.ts'

export const kazooDoNotDisturb = defineKazooAction({
  definition: doNotDisturb,
  module: 'do_not_disturb',
  fields: {
    action: word('action', { activate: 'activate', deactivate: 'deactivate', toggle: 'toggle' }),
    targetId: reference('id'),
  },
})
