import { absorbed, type Effect, remember, sendResponse, transportFailed } from './effects.ts'

/** Non-INVITE server transaction, RFC 3261 §17.2.2. What is completed there is over here: on UDP the answer is remembered for J. */
export interface NonInviteServer {
  readonly state: 'trying' | 'proceeding' | 'terminated'
  readonly isReliable: boolean
}

export type NonInviteServerInput =
  | { readonly kind: 'request' }
  | { readonly kind: 'respond'; readonly status: number }
  | { readonly kind: 'transport-error' }

type Step = readonly [NonInviteServer, readonly Effect[]]

export function startNonInviteServer(isReliable: boolean): NonInviteServer {
  return { state: 'trying', isReliable }
}

export function stepNonInviteServer(tx: NonInviteServer, input: NonInviteServerInput): Step {
  if (tx.state === 'terminated') return [tx, []]
  if (input.kind === 'request') return [tx, tx.state === 'trying' ? [absorbed] : [absorbed, sendResponse]]
  if (input.kind === 'transport-error') return [{ ...tx, state: 'terminated' }, [transportFailed]]
  if (input.status < 200) return [{ ...tx, state: 'proceeding' }, [sendResponse]]
  const kept = tx.isReliable ? [] : [remember({ answersCopies: true })]
  return [{ ...tx, state: 'terminated' }, [sendResponse, ...kept]]
}
