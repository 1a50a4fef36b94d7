import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { flag, reference } from '../../exchange/kazoo/fields.ts'
import { receiveFax } from './receive-fax.ts'

export const kazooReceiveFax = defineKazooAction({
  definition: receiveFax,
  module: 'receive_fax',
  branches: { only: [] },
  fields: { userId: reference('owner_id'), t38: flag('media.fax_option') },
})
