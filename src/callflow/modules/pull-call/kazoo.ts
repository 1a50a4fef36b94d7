import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { pullCall } from './pull-call.ts'

/** Kazoo moves the call of the calling phone's owner; it cannot name somebody else. */
export const kazooPullCall = defineKazooAction({
  definition: pullCall,
  module: 'move',
  branches: { only: [] },
  fields: {},
})
