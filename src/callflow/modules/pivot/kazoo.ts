import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, text, word } from '../../exchange/kazoo/fields.ts'
import { put } from '../../exchange/kazoo/json.ts'
import { pivot } from './pivot.ts'

export const kazooPivot = defineKazooAction({
  definition: pivot,
  module: 'pivot',
  fields: {
    url: text('voice_url'),
    method: {
      read: ({ method: verb }) => (isPost(verb) ? 'post' : 'get'),
      write: (value, into, original) =>
        put(
          into,
          ['method'],
          original.method !== undefined && isPost(original.method) === (value === 'post') ? original.method : value,
        ),
    },
    format: word('req_format', { kazoo: 'kazoo', twiml: 'twiml' }),
    bodyFormat: word('req_body_format', { form: 'form', json: 'json' }),
    timeoutSec: number('req_timeout_ms', { scale: 1_000 }),
  },
})

const isPost = (verb: unknown) => verb === 'post' || verb === 'POST'
