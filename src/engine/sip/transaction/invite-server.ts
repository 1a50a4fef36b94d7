import {
  absorbed,
  arm,
  disarm,
  type Effect,
  remember,
  sendResponse,
  sendTrying,
  timedOut,
  transportFailed,
} from './effects.ts'
import { SIXTY_FOUR_T1_MS, T1_MS, T2_MS, TRYING_AFTER_MS } from './timer-values.ts'

/**
 * INVITE server transaction: RFC 3261 §17.2.1 with the accepted state of RFC 6026 §7.1. What soaks up late copies there, `accepted`
 * for L and `confirmed` for I, is remembering here: the request is over, and `accepted` only lets its 2xx be repeated.
 */
export interface InviteServer {
  readonly state: 'proceeding' | 'accepted' | 'completed' | 'terminated'
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
  | { readonly kind: 'timer'; readonly name: 'G' | 'H' | 'trying' }
  | { readonly kind: 'transport-error' }

type Step = readonly [InviteServer, readonly Effect[]]

/** Most are answered before anybody waits: 100 is for the others. */
export function startInviteServer(isReliable: boolean): Step {
  const tx: InviteServer = { state: 'proceeding', isReliable, timerGMs: T1_MS, hasResponded: false }
  return [tx, [arm('trying', TRYING_AFTER_MS)]]
}

export function stepInviteServer(tx: InviteServer, input: InviteServerInput): Step {
  switch (tx.state) {
    case 'proceeding':
      return stepProceeding(tx, input)
    case 'accepted':
      return [tx, input.kind === 'respond' && input.status >= 200 && input.status < 300 ? [sendResponse] : []]
    case 'completed':
      return stepCompleted(tx, input)
    case 'terminated':
      return [tx, []]
  }
}

/** The 2xx is repeated by the transaction user, and its ACK goes to the dialog. */
const silently = remember({ answersCopies: false })

function stepProceeding(tx: InviteServer, input: InviteServerInput): Step {
  if (input.kind === 'request') return [tx, tx.hasResponded ? [absorbed, sendResponse] : [absorbed]]
  if (input.kind === 'transport-error') return [{ ...tx, state: 'terminated' }, [transportFailed]]
  if (input.kind === 'timer') return input.name === 'trying' ? [{ ...tx, hasResponded: true }, [sendTrying]] : [tx, []]
  if (input.kind !== 'respond') return [tx, []]
  const quiet = tx.hasResponded ? [] : [disarm('trying')]
  if (input.status < 200) return [{ ...tx, hasResponded: true }, [...quiet, sendResponse]]
  if (input.status < 300) return [{ ...tx, state: 'accepted' }, [...quiet, sendResponse, silently]]
  const timers = tx.isReliable ? [arm('H', SIXTY_FOUR_T1_MS)] : [arm('G', T1_MS), arm('H', SIXTY_FOUR_T1_MS)]
  return [{ ...tx, state: 'completed' }, [...quiet, sendResponse, ...timers]]
}

function stepCompleted(tx: InviteServer, input: InviteServerInput): Step {
  if (input.kind === 'request') return [tx, [absorbed, sendResponse]]
  if (input.kind === 'ack')
    return [{ ...tx, state: 'terminated' }, [disarm('G'), disarm('H'), ...(tx.isReliable ? [] : [silently])]]
  if (input.kind === 'transport-error')
    return [{ ...tx, state: 'terminated' }, [disarm('G'), disarm('H'), transportFailed]]
  if (input.kind !== 'timer') return [tx, []]
  if (input.name === 'H') return [{ ...tx, state: 'terminated' }, [disarm('G'), timedOut]]
  const timerGMs = Math.min(tx.timerGMs * 2, T2_MS)
  return [{ ...tx, timerGMs }, [sendResponse, arm('G', timerGMs)]]
}
