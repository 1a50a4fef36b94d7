import { absorbed, arm, disarm, type Effect, sendResponse, timedOut, transportFailed } from './effects.ts'
import { SIXTY_FOUR_T1_MS, T1_MS, T2_MS, T4_MS } from './timer-values.ts'

/** INVITE server transaction: RFC 3261 §17.2.1 with the accepted state of RFC 6026 §7.1. */
export interface InviteServer {
  readonly state: 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated'
  readonly isReliable: boolean
  readonly timerGMs: number
  /** A provisional response exists, so that a retransmitted INVITE has something to get. */
  readonly hasResponded: boolean
}

export type InviteServerInput =
  /** A retransmission of the INVITE. */
  | { readonly kind: 'request' }
  | { readonly kind: 'ack' }
  /** The transaction user answers; in `accepted`, it repeats its 2xx. */
  | { readonly kind: 'respond'; readonly status: number }
  | { readonly kind: 'timer'; readonly name: 'G' | 'H' | 'I' | 'L' }
  | { readonly kind: 'transport-error' }

type Step = readonly [InviteServer, readonly Effect[]]

export function startInviteServer(isReliable: boolean): InviteServer {
  return { state: 'proceeding', isReliable, timerGMs: T1_MS, hasResponded: false }
}

export function stepInviteServer(tx: InviteServer, input: InviteServerInput): Step {
  switch (tx.state) {
    case 'proceeding':
      return stepProceeding(tx, input)
    case 'accepted':
      return stepAccepted(tx, input)
    case 'completed':
      return stepCompleted(tx, input)
    case 'confirmed':
      if (input.kind === 'timer' && input.name === 'I') return [{ ...tx, state: 'terminated' }, []]
      return [tx, input.kind === 'request' || input.kind === 'ack' ? [absorbed] : []]
    case 'terminated':
      return [tx, []]
  }
}

function stepProceeding(tx: InviteServer, input: InviteServerInput): Step {
  if (input.kind === 'request') return [tx, tx.hasResponded ? [absorbed, sendResponse] : [absorbed]]
  if (input.kind === 'transport-error') return [{ ...tx, state: 'terminated' }, [transportFailed]]
  if (input.kind !== 'respond') return [tx, []]
  if (input.status < 200) return [{ ...tx, hasResponded: true }, [sendResponse]]
  if (input.status < 300) return [{ ...tx, state: 'accepted' }, [sendResponse, arm('L', SIXTY_FOUR_T1_MS)]]
  const timers = tx.isReliable ? [arm('H', SIXTY_FOUR_T1_MS)] : [arm('G', T1_MS), arm('H', SIXTY_FOUR_T1_MS)]
  return [{ ...tx, state: 'completed' }, [sendResponse, ...timers]]
}

/** Retransmitted INVITEs are absorbed; the 2xx is repeated by the transaction user. ACKs go to the dialog, not here. */
function stepAccepted(tx: InviteServer, input: InviteServerInput): Step {
  if (input.kind === 'respond') return [tx, input.status >= 200 && input.status < 300 ? [sendResponse] : []]
  if (input.kind === 'timer' && input.name === 'L') return [{ ...tx, state: 'terminated' }, []]
  return [tx, input.kind === 'request' ? [absorbed] : []]
}

function stepCompleted(tx: InviteServer, input: InviteServerInput): Step {
  if (input.kind === 'request') return [tx, [absorbed, sendResponse]]
  if (input.kind === 'ack') {
    const quiet = [disarm('G'), disarm('H')]
    if (tx.isReliable) return [{ ...tx, state: 'terminated' }, quiet]
    return [{ ...tx, state: 'confirmed' }, [...quiet, arm('I', T4_MS)]]
  }
  if (input.kind === 'transport-error')
    return [{ ...tx, state: 'terminated' }, [disarm('G'), disarm('H'), transportFailed]]
  if (input.kind !== 'timer') return [tx, []]
  if (input.name === 'H') return [{ ...tx, state: 'terminated' }, [disarm('G'), timedOut]]
  if (input.name !== 'G') return [tx, []]
  const timerGMs = Math.min(tx.timerGMs * 2, T2_MS)
  return [{ ...tx, timerGMs }, [sendResponse, arm('G', timerGMs)]]
}
