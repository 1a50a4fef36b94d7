import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { reference } from '../../exchange/kazoo/fields.ts'
import { directoryStep } from './directory.ts'

export const kazooDirectory = defineKazooAction({
  definition: directoryStep,
  module: 'directory',
  fields: { directoryId: reference('id') },
})
