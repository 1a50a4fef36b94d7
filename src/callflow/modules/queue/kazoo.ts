import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { type Field, number, reference } from '../../exchange/kazoo/fields.ts'
import { queueStep } from './queue.ts'

const of = number('priority')
/** 0 is the call's own here, and to Kazoo where the key is absent. */
const priority: Field<number> = {
  ...of,
  write: (value, into, original, context) => (value === 0 ? into : of.write(value, into, original, context)),
}

/** Kazoo leaves a queue by `_` alone; our finer branches are kept and never taken there. */
export const kazooQueue = defineKazooAction({
  definition: queueStep,
  module: 'acdc_member',
  branches: { only: ['_'] },
  fields: { queueId: reference('id'), priority },
  unkept: (data) =>
    data.priority === 0 ? ['to Kazoo its priority of 0 goes before the priority of the call; here it does not'] : [],
})

/** The commercial queue of Kazoo's designer. Its queues are kept where the account keeps them; ours take their place when one is chosen here. */
export const kazooQubicle = defineKazooAction({
  definition: queueStep,
  module: 'qubicle',
  suits: ({ priority }, _context, original) => original !== undefined && priority === 0,
  branches: { only: ['_'] },
  fields: { queueId: reference('id') },
})
