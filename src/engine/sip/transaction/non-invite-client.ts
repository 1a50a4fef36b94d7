import { absorbed, arm, disarm, type Effect, passUp, sendRequest, timedOut, transportFailed } from './effects.ts'
import { SIXTY_FOUR_T1_MS, T1_MS, T2_MS, T4_MS } from './timer-values.ts'

/** Non-INVITE client transaction, RFC 3261 §17.1.2. */
export interface NonInviteClient {
  readonly state: 'trying' | 'proceeding' | 'completed' | 'terminated'
  readonly isReliable: boolean
  readonly timerEMs: number
}

export type NonInviteClientInput =
  | { readonly kind: 'response'; readonly status: number }
  | { readonly kind: 'timer'; readonly name: 'E' | 'F' | 'K' }
  | { readonly kind: 'transport-error' }

type Step = readonly [NonInviteClient, readonly Effect[]]

export function startNonInviteClient(isReliable: boolean): Step {
  const timers = isReliable ? [arm('F', SIXTY_FOUR_T1_MS)] : [arm('E', T1_MS), arm('F', SIXTY_FOUR_T1_MS)]
  return [{ state: 'trying', isReliable, timerEMs: T1_MS }, [sendRequest, ...timers]]
}

export function stepNonInviteClient(tx: NonInviteClient, input: NonInviteClientInput): Step {
  if (tx.state === 'terminated') return [tx, []]
  if (tx.state === 'completed') {
    if (input.kind === 'timer' && input.name === 'K') return [{ ...tx, state: 'terminated' }, []]
    return [tx, input.kind === 'response' ? [absorbed] : []]
  }
  if (input.kind === 'response') return stepResponse(tx, input.status)
  if (input.kind === 'transport-error')
    return [{ ...tx, state: 'terminated' }, [disarm('E'), disarm('F'), transportFailed]]
  if (input.name === 'F') return [{ ...tx, state: 'terminated' }, [disarm('E'), timedOut]]
  if (input.name !== 'E' || tx.isReliable) return [tx, []]
  const timerEMs = tx.state === 'trying' ? Math.min(tx.timerEMs * 2, T2_MS) : T2_MS
  return [{ ...tx, timerEMs }, [sendRequest, arm('E', timerEMs)]]
}

function stepResponse(tx: NonInviteClient, status: number): Step {
  if (status < 200) return [{ ...tx, state: 'proceeding' }, [passUp]]
  const quiet = [disarm('E'), disarm('F')]
  if (tx.isReliable) return [{ ...tx, state: 'terminated' }, [...quiet, passUp]]
  return [{ ...tx, state: 'completed' }, [...quiet, passUp, arm('K', T4_MS)]]
}
