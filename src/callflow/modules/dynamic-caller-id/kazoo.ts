import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, reference, text, word } from '../../exchange/kazoo/fields.ts'
import { dynamicCallerId } from './dynamic-caller-id.ts'

const source = word('action', { keyed: 'manual', fixed: 'static', list: 'list' })

export const kazooDynamicCallerId = defineKazooAction({
  definition: dynamicCallerId,
  module: 'dynamic_cid',
  // `lists` looks the digits up in all lists of the account: an unknown step.
  matches: ({ action }) => action !== 'lists',
  fields: {
    source: { read: (data, context) => source.read(data, context) ?? 'keyed', write: source.write },
    name: text('caller_id.name'),
    number: text('caller_id.number'),
    listId: reference('id'),
    promptId: reference('media_id'),
    minDigits: number('min_digits'),
    maxDigits: number('max_digits'),
    interDigitSec: number('interdigit_timeout', { scale: 1_000, absent: 2 }),
    allowed: text('whitelist_regex'),
  },
})
