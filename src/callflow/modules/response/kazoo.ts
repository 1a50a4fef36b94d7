import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, reference, text } from '../../exchange/kazoo/fields.ts'
import { response } from './response.ts'

export const kazooResponse = defineKazooAction({
  definition: response,
  module: 'response',
  fields: { sipStatus: number('code'), sipReason: text('message'), mediaId: reference('media') },
})
