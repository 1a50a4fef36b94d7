import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number } from '../../exchange/kazoo/fields.ts'
import { valet } from './valet.ts'

export const kazooValet = defineKazooAction({
  definition: valet,
  module: 'park',
  matches: ({ action }) => action === undefined || action === 'park',
  constant: { action: 'park' },
  fields: {
    ringBackSec: number('default_ringback_timeout', { scale: 1_000 }),
    callBackSec: number('default_callback_timeout', { scale: 1_000 }),
  },
})
