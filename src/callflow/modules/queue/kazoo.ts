import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, reference } from '../../exchange/kazoo/fields.ts'
import { queueStep } from './queue.ts'

/** Kazoo leaves a queue by `_` alone; our finer branches are kept and never taken there. */
export const kazooQueue = defineKazooAction({
  definition: queueStep,
  module: 'acdc_member',
  branches: { only: ['_'] },
  fields: { queueId: reference('id'), priority: number('priority') },
})
