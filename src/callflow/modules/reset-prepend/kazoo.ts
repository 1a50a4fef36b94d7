import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { resetPrepend } from './reset-prepend.ts'

export const kazooResetPrepend = defineKazooAction({
  definition: resetPrepend,
  module: 'prepend_cid',
  matches: ({ action }) => action === 'reset',
  constant: { action: 'reset' },
  fields: {},
})
