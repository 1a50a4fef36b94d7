import { absorbed, arm, type Effect, sendResponse, transportFailed } from './effects.ts'
import { SIXTY_FOUR_T1_MS } from './timer-values.ts'

/** Non-INVITE server transaction, RFC 3261 §17.2.2. */
export interface NonInviteServer {
  readonly state: 'trying' | 'proceeding' | 'completed' | 'terminated'
  readonly isReliable: boolean
}

export type NonInviteServerInput =
  | { readonly kind: 'request' }
  | { readonly kind: 'respond'; readonly status: number }
  | { readonly kind: 'timer'; readonly name: 'J' }
  | { readonly kind: 'transport-error' }

type Step = readonly [NonInviteServer, readonly Effect[]]

export function startNonInviteServer(isReliable: boolean): NonInviteServer {
  return { state: 'trying', isReliable }
}

export function stepNonInviteServer(tx: NonInviteServer, input: NonInviteServerInput): Step {
  if (tx.state === 'terminated') return [tx, []]
  if (input.kind === 'request') return [tx, tx.state === 'trying' ? [absorbed] : [absorbed, sendResponse]]
  if (input.kind === 'transport-error') return [{ ...tx, state: 'terminated' }, [transportFailed]]
  if (input.kind === 'timer') return tx.state === 'completed' ? [{ ...tx, state: 'terminated' }, []] : [tx, []]
  if (tx.state === 'completed') return [tx, []]
  if (input.status < 200) return [{ ...tx, state: 'proceeding' }, [sendResponse]]
  if (tx.isReliable) return [{ ...tx, state: 'terminated' }, [sendResponse]]
  return [{ ...tx, state: 'completed' }, [sendResponse, arm('J', SIXTY_FOUR_T1_MS)]]
}
