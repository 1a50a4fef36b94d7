import { admitTransfer } from '../numbering/admit-transfer.ts'
import { calleeAt } from '../numbering/callee.ts'
import type { Caller } from '../run/script.ts'
import { type ChoiceContext, type Possibility, TALK_MS } from './possibility.ts'

/** Who of the two that talk can send the other on: whoever is at a phone of the house. */
export interface Transferors {
  readonly callee?: Caller
  readonly caller?: Caller
}

export function transferorsAt({
  world,
  design,
  caller,
}: Pick<ChoiceContext, 'world' | 'design' | 'caller'>): Transferors {
  const leg = world.answeredLeg
  if (!leg) return {}
  const callee = calleeAt(design, leg, (key) => world.readState(key))
  return {
    ...(callee.origin.kind === 'device' && { callee }),
    ...(caller.origin.kind === 'device' && { caller }),
  }
}

/** A transfer to any number (RFC 5589 §6). Undefined where whoever sends the call on may not call: their phone is told so, and the two talk on. */
export function transferTyped(id: string, at: ChoiceContext): Possibility | undefined {
  const [, who, number = ''] = /^(callee|caller)-transfers:([0-9*#+]{1,33})$/.exec(id) ?? []
  const leg = at.world.answeredLeg
  if ((who !== 'callee' && who !== 'caller') || !leg) return undefined
  const by = transferorsAt(at)[who]
  if (!by) return undefined
  const caller = who === 'callee' ? at.caller : calleeAt(at.design, leg, (key) => at.world.readState(key))
  const to = admitTransfer(at.design, { caller, by }, number)
  if (to.kind === 'denied' || to.kind === 'refused') return undefined
  const label = `${by.name || by.number} sends the call on to ${number}`
  return { id, label, durationMs: TALK_MS, interruption: { kind: 'transferred', transfer: { caller, by, to } } }
}
