import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { reference } from '../../exchange/kazoo/fields.ts'
import { callflowStep } from './callflow.ts'

export const kazooCallflow = defineKazooAction({
  definition: callflowStep,
  module: 'callflow',
  fields: { callflowId: reference('id') },
})
