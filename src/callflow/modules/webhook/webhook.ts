import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { count } from '../../design/fields.ts'
import { branch, perform } from '../../run/script.ts'
import { aboutCall, nameValues, requestFormat, requestMethod, webAddress } from '../../scripts/web-request.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** Tells a web address about the call and goes on without waiting (B1). */
export const webhook = defineModule({
  type: 'webhook',
  version: 1,
  category: 'advanced',
  name: 'Webhook',
  description: 'Tells a web address about the call and goes on at once.',
  icon: 'webhook',
  needs: ['http-request'],
  settings: z.object({
    url: webAddress,
    method: requestMethod('post'),
    format: requestFormat,
    data: nameValues('Also send', 'One name=value each.'),
    headers: nameValues('Headers', 'One name=value each.'),
    retries: count({ label: 'Tries', help: 'Until the address answers.', min: 1, max: 10, default: 3, advanced: true }),
  }),
  branches: [onlyBranch],
  mainSetting: 'url',
  time: passedAtOnce,
  summary: ({ url }) => url.replace(/^https?:[/][/]/, ''),
  *script(call, { url, method, format, data, headers, retries }) {
    if (url === '') return branch('_')
    yield* perform({
      kind: 'http-request',
      url,
      method,
      encoding: format,
      fields: { ...aboutCall(call), ...Object.fromEntries(data.map(splitPair)) },
      headers: Object.fromEntries(headers.map(splitPair)),
      retries,
      timeoutMs: 5_000,
      awaits: 'nothing',
    })
    return branch('_')
  },
})

const splitPair = (line: string): [string, string] => {
  const at = line.indexOf('=')
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
}
