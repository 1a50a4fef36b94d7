import type { DocumentId } from '../../design/kind.ts'
import { presentedCallerId } from '../../numbering/caller-id.ts'
import { toE164 } from '../../numbering/e164.ts'
import { type CallContext, play, talk } from '../../run/script.ts'
import type { Does } from '../does.ts'
import { prompt } from '../prompts.ts'
import { ringOnce } from '../ring-endpoints.ts'

const RING_MS = 60_000

export type CalledBack = 'talked' | 'failed' | { readonly flowId: DocumentId }

/** Rings whoever left a message: a colleague by their callflow, everybody else through the account's trunk. */
export function* callBack(call: CallContext, number: string): Does<CalledBack> {
  const inside = call.lookup(number)
  if (number === '' || !/^\+?[0-9*#]{1,32}$/.test(number)) return 'failed'
  yield* play({ sounds: [prompt('vm-connecting')], terminators: '' })
  if (inside) return { flowId: inside.callflowId }
  const { design, caller } = call
  const shown = presentedCallerId({ design, caller, edits: call, reason: 'external' })
  const trunkId = design.account?.outboundTrunkId
  const dialled = toE164(number, design.account?.country ?? 'US') ?? number
  const leg = {
    target: { kind: 'number', number: dialled, ...(trunkId ? { trunkId } : {}) },
    delayMs: 0,
    timeoutMs: RING_MS,
    requireKeypress: false,
    callerName: shown.name,
    callerNumber: shown.number,
  } as const
  const { outcome } = yield* ringOnce({ legs: [leg], timeoutMs: RING_MS, callerHears: 'ringback' })
  if (outcome !== 'answered') return 'failed'
  yield* talk()
  return 'talked'
}
