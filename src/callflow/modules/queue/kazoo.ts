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

/** The commercial queue of Kazoo's designer. Its queues are kept where the account keeps them; ours take their place when one is chosen here. */
export const kazooQubicle = defineKazooAction({
  definition: queueStep,
  module: 'qubicle',
  suits: ({ priority }, _context, original) => original !== undefined && priority === 0,
  branches: { only: ['_'] },
  fields: { queueId: reference('id') },
})
