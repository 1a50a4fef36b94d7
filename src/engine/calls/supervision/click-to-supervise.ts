import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { supervisionFor } from '../../../callflow/run/built-in-flow.ts'
import type { CallInput } from '../../../callflow/run/interpreter.ts'
import type { SupervisionManner } from '../../../callflow/run/operation.ts'
import { supervisorRights } from '../../../callflow/scripts/supervising.ts'
import type { CallSubject } from '../call.ts'
import type { CallWorld } from '../call-world.ts'
import { callerOf } from '../click-to-call.ts'
import { findWatched } from './find-watched.ts'

export interface SupervisionClick {
  /** The call to be listened to. */
  readonly callId: string
  /** A person or a phone. */
  readonly fromId: string
  readonly manner: SupervisionManner
  readonly autoAnswer: boolean
}

export interface SupervisionRefused {
  readonly ok: false
  readonly why: 'not-found' | 'not-allowed' | 'nobody-talks' | 'busy'
}

export interface PreparedSupervision {
  readonly subject: Omit<CallSubject, 'callId' | 'direction'>
  readonly entrance: Pick<CallInput, 'callflowId' | 'builtIn' | 'dialled'>
}

/** Whose phone it is decides whether they may, now and again once they have answered. */
export function prepareSupervision(
  world: CallWorld,
  design: DesignSnapshot,
  { callId, fromId, manner, autoAnswer }: SupervisionClick,
): PreparedSupervision | SupervisionRefused {
  const caller = callerOf(world, design, fromId)
  if (!caller) return { ok: false, why: 'not-found' }
  const rights = supervisorRights(design, caller.origin.kind === 'device' ? caller.origin.userId : undefined)
  if (!rights) return { ok: false, why: 'not-allowed' }
  const found = findWatched(world.liveCalls(), { of: { kind: 'call', callId }, ...rights }, caller)
  if ('outcome' in found) return { ok: false, why: whyOf[found.outcome] }
  const who = { memberId: fromId, number: found.call.who.number, autoAnswer, shown: { name: '', number: '' } }
  const dialled = `${found.call.subject.dialled}`
  return {
    subject: { design, caller, dialled, callflowId: '' },
    entrance: { dialled, callflowId: '', builtIn: supervisionFor({ who, callId, manner, rights }) },
  }
}

const whyOf = {
  'no-call': 'nobody-talks',
  'not-allowed': 'not-allowed',
  own: 'not-allowed',
  supervisor: 'nobody-talks',
} as const
