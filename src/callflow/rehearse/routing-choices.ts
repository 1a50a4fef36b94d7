import type { DriverOperation, OperationResult } from '../run/operation.ts'

/** Something that may happen at an operation that routes calls; `choices.ts` adds the caller's hanging up. */
export interface RoutingChoice {
  readonly id: string
  readonly label: string
  readonly durationMs: number
  readonly result: OperationResult
}

export type RoutingKind = 'page' | 'pick-up' | 'supervise' | 'park' | 'retrieve' | 'http-request' | 'look-up-name'

const SPEAK_MS = 15_000
const SOON_MS = 1_000

/** What pages, pick-ups, parking and web requests can come to, likeliest first. */
export function routingChoices(operation: DriverOperation & { kind: RoutingKind }): readonly RoutingChoice[] {
  switch (operation.kind) {
    case 'page':
      return [
        choice('finished', 'Speaks, then hangs up', SPEAK_MS, { outcome: 'finished' }),
        choice('nobody', 'No phone answers', operation.timeoutMs, { outcome: 'nobody' }),
      ]
    case 'pick-up':
      return [
        choice('picked-up', 'A call rings there and is taken', 0, { outcome: 'picked-up' }),
        choice('nothing-ringing', 'Nothing rings there', 0, { outcome: 'nothing-ringing' }),
      ]
    case 'supervise':
      return [
        choice('ended', 'Somebody talks there, until the call is over', SPEAK_MS, { outcome: 'ended' }),
        choice('no-call', 'Nobody talks there', 0, { outcome: 'no-call' }),
        choice('not-allowed', 'It is not a call of their queues', 0, { outcome: 'not-allowed' }),
        choice('own', 'It is their own conversation', 0, { outcome: 'own' }),
        choice('supervisor', 'Whoever is there listens in themselves', 0, { outcome: 'supervisor' }),
      ]
    case 'park': {
      const slot = operation.slot || '101'
      const rungMs = operation.ringBackMs + (operation.ringBack.length > 0 ? operation.callBackMs : 0)
      return [
        choice('parked', `Parked in slot ${slot}`, 0, { outcome: 'parked', slot }),
        choice('rung-back', 'Nobody takes it; whoever parked it is rung, and answers', operation.ringBackMs, {
          outcome: 'rung-back',
          slot,
        }),
        choice('unclaimed', 'Nobody takes it, nobody answers the ring back', rungMs, { outcome: 'unclaimed', slot }),
        choice('occupied', 'The slot is occupied', 0, { outcome: 'occupied' }),
        choice('nobody-to-park', 'There is no call to park', 0, { outcome: 'nobody-to-park' }),
      ]
    }
    case 'retrieve':
      return [
        choice('retrieved', `The call in slot ${operation.slot} is taken`, 0, { outcome: 'retrieved' }),
        choice('empty', `Slot ${operation.slot} is empty`, 0, { outcome: 'empty' }),
      ]
    case 'look-up-name':
      if (operation.listed !== '')
        return [choice('found', 'The list has a name', 0, { outcome: 'found', name: operation.listed })]
      return [
        choice('found', 'A name is known', 300, { outcome: 'found', name: 'Jamie Example' }),
        choice('unknown', 'No name is known', 300, { outcome: 'unknown' }),
        choice('failed', 'There is no answer within a second', SOON_MS, { outcome: 'failed' }),
      ]
    case 'http-request':
      if (operation.awaits === 'nothing')
        return [choice('sent', 'It is sent', 0, { outcome: 'sent' }), failedRequest(0)]
      if (operation.awaits === 'acceptance')
        return [choice('sent', 'The server takes it', SOON_MS, { outcome: 'sent' }), failedRequest(operation.timeoutMs)]
      return [
        ...(speaksTwiml(operation) ? twimlAnswers(operation) : jsonAnswers(operation)),
        choice('error', 'Answers with an error', SOON_MS, { outcome: 'answered', status: 500, body: '' }),
        failedRequest(operation.timeoutMs),
      ]
  }
}

type Request = DriverOperation & { kind: 'http-request' }

/** What a person lets a web address answer, whatever it is: `body:` and the answer's text. Undefined for anything else. */
export function typedAnswer({ awaits }: Request, id: string): RoutingChoice | undefined {
  if (awaits !== 'answer' || !id.startsWith('body:') || id.length > MAX_BODY) return undefined
  return answers(id, 'Answers as written', id.slice('body:'.length))
}

const MAX_BODY = 100_000

const speaksTwiml = ({ headers }: Request) => headers['Accept'] === 'application/xml'

/** The instruction a rehearsal can always give: back to the number that was dialled. */
const jsonAnswers = ({ fields }: Request): RoutingChoice[] => [
  answers('nothing-to-do', 'Answers without an instruction', ''),
  answers(
    'callflow',
    'Answers: the flow of the number dialled',
    JSON.stringify({ module: 'callflow', data: { number: fields['dialled'] ?? '' } }),
  ),
  answers('hang-up-call', 'Answers: hang up', JSON.stringify({ module: 'hangup' })),
]

const twimlAnswers = ({ fields }: Request): RoutingChoice[] => [
  answers('nothing-to-do', 'Answers without an instruction', ''),
  answers(
    'callflow',
    'Answers: dial the number dialled',
    `<Response><Dial>${(fields['To'] ?? '').replaceAll(/[^0-9*#+]/g, '')}</Dial></Response>`,
  ),
  answers(
    'ask-for-key',
    'Answers: ask for a key',
    '<Response><Gather numDigits="1"><Say>Press a key.</Say></Gather></Response>',
  ),
  answers('hang-up-call', 'Answers: hang up', '<Response><Hangup/></Response>'),
]

const answers = (id: string, label: string, body: string): RoutingChoice =>
  choice(id, label, SOON_MS, { outcome: 'answered', status: 200, body })

const failedRequest = (durationMs: number) => choice('failed', 'There is no answer', durationMs, { outcome: 'failed' })

const choice = (id: string, label: string, durationMs: number, result: OperationResult): RoutingChoice => ({
  id,
  label,
  durationMs,
  result,
})
