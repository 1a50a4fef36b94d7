import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { endpointList } from '../../exchange/kazoo/endpoints.ts'
import { flag, number, word } from '../../exchange/kazoo/fields.ts'
import { pageGroup } from './page-group.ts'

export const kazooPageGroup = defineKazooAction({
  definition: pageGroup,
  module: 'page_group',
  labelKey: 'name',
  fields: {
    members: endpointList<{ id: string }>('endpoints', {}),
    audio: word('audio', { 'one-way': 'one-way', 'two-way': 'two-way' }),
    timeoutSec: number('timeout', { absent: 5 }),
    bargeIn: flag('barge_calls'),
  },
})
