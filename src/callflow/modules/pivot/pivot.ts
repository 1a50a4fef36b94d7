import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, seconds } from '../../design/fields.ts'
import { branch, type CallContext, callFlow, end, type Outcome, perform, respond } from '../../run/script.ts'
import { aboutCall, webAddress } from '../../scripts/web-request.ts'

const MAX_BODY = 65_536

/**
 * Asks a web address what to do next (B1). The answer is JSON, `{ "module": ..., "data": ... }`: `callflow` with the id or number of a flow, `response`
 * with code and message, `hangup`, or `branch` with the name of a branch of this step. Anything else, and no answer, is `_`. TwiML is kept from imports
 * but not understood.
 */
export const pivot = defineModule({
  type: 'pivot',
  version: 1,
  category: 'advanced',
  name: 'Pivot',
  description: 'Asks a web address what to do with the call.',
  icon: 'cloud-cog',
  needs: ['http-request'],
  settings: z.object({
    url: webAddress,
    method: choice(['get', 'post'], {
      label: 'Method',
      help: 'GET puts what is sent into the address, POST into the body.',
      default: 'get',
      options: { get: 'GET', post: 'POST' },
    }),
    format: choice(['kazoo', 'twiml'], {
      label: 'Answer',
      help: 'Answers in TwiML count as no answer.',
      default: 'kazoo',
      options: { kazoo: 'JSON', twiml: 'TwiML' },
      advanced: true,
    }),
    timeoutSec: seconds({
      label: 'Wait for the answer',
      help: 'Then the call goes on as if there had been none.',
      min: 0.5,
      max: 5,
      default: 5,
      advanced: true,
    }),
  }),
  branches: [{ ...defaultBranch, label: 'No answer' }],
  acceptsBranch: (name) => /^[A-Za-z0-9_-]{1,64}$/.test(name),
  summary: ({ url }) => url.replace(/^https?:[/][/]/, ''),
  *script(call, { url, method, timeoutSec }) {
    if (url === '') return branch('_')
    const asked = yield* perform({
      kind: 'http-request',
      url,
      method,
      fields: aboutCall(call),
      headers: {},
      retries: 1,
      timeoutMs: timeoutSec * 1_000,
      awaitAnswer: true,
    })
    if (asked.outcome !== 'answered' || asked.status < 200 || asked.status > 299) return branch('_')
    return instructed(call, asked.body) ?? branch('_')
  },
})

function instructed(call: CallContext, body: string): Outcome | undefined {
  const parsed = answerSchema.safeParse(body.length <= MAX_BODY ? parsedJson(body) : undefined)
  if (!parsed.success) return undefined
  const { module, data } = parsed.data
  switch (module) {
    case 'callflow': {
      const flow = call.design.find('callflow', data.id)?.id ?? call.lookup(data.number ?? '')?.callflowId
      return flow === undefined ? undefined : callFlow(flow)
    }
    case 'response':
      return respond(data.code ?? 486, (data.message ?? '').replaceAll(/[^\x20-\x7e]/g, ' '))
    case 'branch':
      return data.name === undefined ? undefined : branch(data.name)
    case 'hangup':
      return end('hung-up')
  }
}

const answerSchema = z.object({
  module: z.enum(['callflow', 'response', 'branch', 'hangup']),
  data: z
    .object({
      id: z.string().max(64),
      number: z.string().max(64),
      code: z.number().int().min(400).max(699),
      message: z.string().max(64),
      name: z.string().min(1).max(64),
    })
    .partial()
    .prefault({}),
})

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
