import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { reference, word } from '../../exchange/kazoo/fields.ts'
import { doNotDisturb } from './do-not-disturb.ts'

const words = { activate: 'activate', deactivate: 'deactivate', toggle: 'toggle' } as const

export const kazooDoNotDisturb = defineKazooAction({
  definition: doNotDisturb,
  module: 'do_not_disturb',
  // Kazoo changes nothing without one of these: an unknown step.
  matches: ({ action }) => typeof action === 'string' && Object.hasOwn(words, action),
  fields: {
    action: word('action', words),
    targetId: reference('id'),
  },
})
