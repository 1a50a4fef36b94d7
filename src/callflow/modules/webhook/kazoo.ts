import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, text, word } from '../../exchange/kazoo/fields.ts'
import { pairs } from '../../exchange/kazoo/pairs.ts'
import { webhook } from './webhook.ts'

export const kazooWebhook = defineKazooAction({
  definition: webhook,
  module: 'webhook',
  fields: {
    url: text('uri'),
    method: word('http_verb', { post: 'post', get: 'get' }),
    format: word('format', { form: 'form-data', json: 'json' }),
    data: pairs('custom_data'),
    headers: pairs('custom_request_headers'),
    retries: number('retries', { absent: 2 }),
  },
})
