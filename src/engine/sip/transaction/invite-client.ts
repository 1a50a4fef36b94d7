import {
  absorbed,
  arm,
  disarm,
  type Effect,
  passUp,
  sendAck,
  sendRequest,
  timedOut,
  transportFailed,
} from './effects.ts'
import { SIXTY_FOUR_T1_MS, T1_MS, TIMER_D_MS } from './timer-values.ts'

/** INVITE client transaction: RFC 3261 §17.1.1 with the accepted state of RFC 6026 §7.2. */
export interface InviteClient {
  readonly state: 'calling' | 'proceeding' | 'completed' | 'accepted' | 'terminated'
  /** TCP and its like: no retransmissions. */
  readonly isReliable: boolean
  readonly timerAMs: number
}

export type InviteClientInput =
  | { readonly kind: 'response'; readonly status: number }
  | { readonly kind: 'timer'; readonly name: 'A' | 'B' | 'D' | 'M' }
  | { readonly kind: 'transport-error' }

type Step = readonly [InviteClient, readonly Effect[]]

export function startInviteClient(isReliable: boolean): Step {
  const timers = isReliable ? [arm('B', SIXTY_FOUR_T1_MS)] : [arm('A', T1_MS), arm('B', SIXTY_FOUR_T1_MS)]
  return [{ state: 'calling', isReliable, timerAMs: T1_MS }, [sendRequest, ...timers]]
}

export function stepInviteClient(tx: InviteClient, input: InviteClientInput): Step {
  switch (tx.state) {
    case 'calling':
    case 'proceeding':
      return stepOpen(tx, input)
    case 'completed':
      return stepCompleted(tx, input)
    case 'accepted':
      if (input.kind === 'response' && input.status >= 200 && input.status < 300) return [tx, [passUp]]
      if (input.kind === 'timer' && input.name === 'M') return [{ ...tx, state: 'terminated' }, []]
      return [tx, []]
    case 'terminated':
      return [tx, []]
  }
}

function stepOpen(tx: InviteClient, input: InviteClientInput): Step {
  if (input.kind === 'response') return stepResponse(tx, input.status)
  if (input.kind === 'transport-error')
    return [{ ...tx, state: 'terminated' }, [disarm('A'), disarm('B'), transportFailed]]
  if (tx.state !== 'calling') return [tx, []]
  if (input.name === 'A') {
    const timerAMs = tx.timerAMs * 2
    return [{ ...tx, timerAMs }, [sendRequest, arm('A', timerAMs)]]
  }
  if (input.name === 'B') return [{ ...tx, state: 'terminated' }, [disarm('A'), timedOut]]
  return [tx, []]
}

function stepResponse(tx: InviteClient, status: number): Step {
  const quiet = [disarm('A'), disarm('B')]
  if (status < 200) return [{ ...tx, state: 'proceeding' }, [...quiet, passUp]]
  if (status < 300) return [{ ...tx, state: 'accepted' }, [...quiet, passUp, arm('M', SIXTY_FOUR_T1_MS)]]
  if (tx.isReliable) return [{ ...tx, state: 'terminated' }, [...quiet, sendAck, passUp]]
  return [{ ...tx, state: 'completed' }, [...quiet, sendAck, passUp, arm('D', TIMER_D_MS)]]
}

function stepCompleted(tx: InviteClient, input: InviteClientInput): Step {
  if (input.kind === 'response') return input.status >= 300 ? [tx, [absorbed, sendAck]] : [tx, [absorbed]]
  if (input.kind === 'transport-error') return [{ ...tx, state: 'terminated' }, [disarm('D')]]
  return input.name === 'D' ? [{ ...tx, state: 'terminated' }, []] : [tx, []]
}
