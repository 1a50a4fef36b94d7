import type { DriverOperation, OperationResult } from '../run/operation.ts'

/** Something that may happen at an operation that routes calls; `choices.ts` adds the caller's hanging up. */
export interface RoutingChoice {
  readonly id: string
  readonly label: string
  readonly durationMs: number
  readonly result: OperationResult
}

export type RoutingKind = 'page' | 'pick-up' | 'park' | 'retrieve' | 'http-request'

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
        choice('picked-up', 'A call rings there and is taken', SOON_MS, { outcome: 'picked-up' }),
        choice('nothing-ringing', 'Nothing rings there', SOON_MS, { outcome: 'nothing-ringing' }),
      ]
    case 'park': {
      const slot = operation.slot || '101'
      return [
        choice('parked', `Parked in slot ${slot}`, SOON_MS, { outcome: 'parked', slot }),
        choice('occupied', 'The slot is occupied', SOON_MS, { outcome: 'occupied' }),
        choice('nobody-to-park', 'There is no call to park', SOON_MS, { outcome: 'nobody-to-park' }),
      ]
    }
    case 'retrieve':
      return [
        choice('retrieved', `The call in slot ${operation.slot} is taken`, SOON_MS, { outcome: 'retrieved' }),
        choice('empty', `Slot ${operation.slot} is empty`, SOON_MS, { outcome: 'empty' }),
      ]
    case 'http-request':
      if (!operation.awaitAnswer) return [choice('sent', 'It is sent', 0, { outcome: 'sent' }), failedRequest(0)]
      return [
        choice('nothing-to-do', 'Answers without an instruction', SOON_MS, {
          outcome: 'answered',
          status: 200,
          body: '',
        }),
        instruction('callflow', operation),
        choice('hang-up-call', 'Answers: hang up', SOON_MS, { outcome: 'answered', status: 200, body: hangUp }),
        choice('error', 'Answers with an error', SOON_MS, { outcome: 'answered', status: 500, body: '' }),
        failedRequest(operation.timeoutMs),
      ]
  }
}

const hangUp = JSON.stringify({ module: 'hangup' })

/** The instruction a rehearsal can always give: back to the number that was dialled. */
function instruction(module: 'callflow', { fields }: DriverOperation & { kind: 'http-request' }): RoutingChoice {
  const body = JSON.stringify({ module, data: { number: fields['dialled'] ?? '' } })
  return choice('callflow', 'Answers: the flow of the number dialled', SOON_MS, {
    outcome: 'answered',
    status: 200,
    body,
  })
}

const failedRequest = (durationMs: number) => choice('failed', 'There is no answer', durationMs, { outcome: 'failed' })

const choice = (id: string, label: string, durationMs: number, result: OperationResult): RoutingChoice => ({
  id,
  label,
  durationMs,
  result,
})
