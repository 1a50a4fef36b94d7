import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, reference } from '../../exchange/kazoo/fields.ts'
import { waitTime } from './wait-time.ts'

export const kazooWaitTime = defineKazooAction({
  definition: waitTime,
  module: 'acdc_wait_time',
  fields: { queueId: reference('id'), windowSec: number('window', { absent: 0 }) },
})
