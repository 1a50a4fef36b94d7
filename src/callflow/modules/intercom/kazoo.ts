import { defineKazooAction, dialBranches } from '../../exchange/kazoo/action.ts'
import { intercom } from './intercom.ts'

export const kazooIntercom = defineKazooAction({
  definition: intercom,
  module: 'intercom',
  branches: { ...dialBranches, only: [] },
  fields: {},
})
