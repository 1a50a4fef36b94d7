import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { text } from '../../exchange/kazoo/fields.ts'
import { distinctiveRing } from './distinctive-ring.ts'

export const kazooDistinctiveRing = defineKazooAction({
  definition: distinctiveRing,
  module: 'set_alert_info',
  fields: { alertInfo: text('alert_info') },
})
