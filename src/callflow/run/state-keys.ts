import type { DocumentId } from '../design/kind.ts'
import type { StateKey } from './operation.ts'

/** Names of runtime state, in one place: steps write them, other steps and the engine's services read them. */

/** `by-time`, `on` or `off`; beats the rule's own state (A5). */
export const forcedKey = (ruleId: DocumentId): StateKey => ({ scope: 'schedule-rule', id: ruleId, name: 'forced' })

/** True while calls are not wanted. */
export const doNotDisturbKey = (scope: 'user' | 'device', id: DocumentId): StateKey => ({
  scope,
  id,
  name: 'do-not-disturb',
})

/** The number calls go to; empty text means forwarding is switched off by phone; never written means the document decides (M88b). */
export const forwardToKey = (scope: 'user' | 'device', id: DocumentId): StateKey => ({ scope, id, name: 'forward-to' })

/** The greeting document in whose place one was recorded by phone; a greeting chosen in the design since then counts more (M33). */
export const menuGreetingKey = (menuId: DocumentId): StateKey => ({
  scope: 'menu',
  id: menuId,
  name: 'greeting-instead-of',
})

/** The number keyed last, kept while forwarding is off. */
export const forwardNumberKey = (scope: 'user' | 'device', id: DocumentId): StateKey => ({
  scope,
  id,
  name: 'forward-number',
})

/** Ids of the users logged in at a phone, parted by spaces (M88c). */
export const hotDeskUsersKey = (deviceId: DocumentId): StateKey => ({
  scope: 'device',
  id: deviceId,
  name: 'hot-desk-users',
})

/** Ids of the phones a user is logged in at, parted by spaces (M88c). */
export const hotDeskDevicesKey = (userId: DocumentId): StateKey => ({
  scope: 'user',
  id: userId,
  name: 'hot-desk-devices',
})

/**
 * True while the user takes no calls of the ring groups in that flow. A moment (epoch ms) when they logged in although the drawing keeps them out:
 * what it says up to then does not count (M29).
 */
export const ringGroupOutKey = (callflowId: DocumentId, userId: DocumentId): StateKey => ({
  scope: 'callflow',
  id: callflowId,
  name: `ring-group-out ${userId}`,
})

/** Ids as `hotDeskUsersKey` and `hotDeskDevicesKey` hold them. */
export const idsIn = (value: unknown): readonly DocumentId[] =>
  typeof value === 'string' ? value.split(' ').filter((id) => id !== '') : []
