import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, seconds } from '../../design/fields.ts'
import { hiddenBy } from '../../numbering/caller-id.ts'
import type { OperationOf } from '../../run/operation.ts'
import { branch, type CallContext, callFlow, end, type Outcome, perform, respond } from '../../run/script.ts'
import type { Does } from '../../scripts/does.ts'
import { type Fetch, followTwiml } from '../../scripts/twiml/run-twiml.ts'
import type { CallsOut } from '../../step-traits.ts'
import { aboutCall, requestFormat, requestMethod, webAddress } from '../../scripts/web-request.ts'

const MAX_BODY = 65_536

/**
 * Asks a web address what to do next (B1). JSON: `{ "module": ..., "data": ... }`: `callflow` with the id or number of a flow, `response` with code and
 * message, `hangup`, or `branch` with the name of a branch of this step. TwiML: the verbs of `followTwiml`. Anything else, and no answer, is `_`.
 */
export const pivot = defineModule({
  type: 'pivot',
  version: 1,
  category: 'advanced',
  name: 'Pivot',
  description: 'Asks a web address what to do with the call.',
  icon: 'cloud-cog',
  needs: ['http-request'],
  mayNeed: ['sound:speech', 'sound:web'],
  settings: z.object({
    url: webAddress,
    method: requestMethod('get'),
    format: choice(['kazoo', 'twiml'], {
      label: 'Answer',
      help: 'How the address says what to do.',
      default: 'kazoo',
      options: { kazoo: 'JSON', twiml: 'TwiML' },
      advanced: true,
    }),
    bodyFormat: requestFormat,
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
  mainSetting: 'url',
  callsOut: { chosenBy: 'web-address', how: ({ url }) => (url === '' ? undefined : decidedBy(url)) },
  summary: ({ url }) => url.replace(/^https?:[/][/]/, ''),
  *script(call, { url, method, format, bodyFormat, timeoutSec }) {
    const question = { url, method, encoding: bodyFormat, timeoutSec }
    if (url === '') return branch('_')
    if (format === 'twiml') return (yield* askForTwiml(call, question)) ?? branch('_')
    const body = yield* ask({ ...question, fields: aboutCall(call), headers: {} })
    return (body === undefined ? undefined : instructed(call, body)) ?? branch('_')
  },
})

const decidedBy = (url: string): CallsOut => {
  const how = url.startsWith('https:') ? '' : ' without encryption'
  const severity = url.startsWith('https:') ? 'info' : 'warning'
  return { severity, says: `A web address${how} decides where callers from outside are put through, outside as well` }
}

interface Question {
  readonly url: string
  readonly method: 'get' | 'post'
  readonly encoding: 'form' | 'json'
  readonly timeoutSec: number
}

function* ask(question: Question & Pick<OperationOf<'http-request'>, 'fields' | 'headers'>): Does<string | undefined> {
  const { timeoutSec, ...request } = question
  const asked = yield* perform({
    kind: 'http-request',
    ...request,
    retries: 1,
    timeoutMs: timeoutSec * 1_000,
    awaits: 'answer',
  })
  return asked.outcome === 'answered' && asked.status >= 200 && asked.status <= 299 ? asked.body : undefined
}

/** What TwiML servers are told of a call; the id is one of ours, the same for all documents of one step. */
function* askForTwiml(call: CallContext, question: Question): Does<Outcome | undefined> {
  const { values } = yield* perform({ kind: 'random', count: 4 })
  const { name, number } = hiddenBy(call.privacy, call.caller)
  const about = {
    CallSid: `CA${values
      .map((value) =>
        Math.floor(value * 2 ** 32)
          .toString(16)
          .padStart(8, '0'),
      )
      .join('')}`,
    From: number,
    To: call.dialled,
    CallerName: name,
    CallStatus: 'in-progress',
    Direction: 'inbound',
    ...Object.fromEntries(Object.entries(aboutCall(call)).filter(([name]) => name.startsWith('variable-'))),
  }
  const fetch: Fetch = ({ url, method, fields }) =>
    ask({ ...question, url, method, fields: { ...about, ...fields }, headers: { Accept: 'application/xml' } })
  const body = yield* fetch({ ...question, fields: {} })
  return body === undefined ? undefined : yield* followTwiml(call, { body, url: question.url }, fetch)
}

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
