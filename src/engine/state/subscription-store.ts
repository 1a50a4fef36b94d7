import { z } from 'zod'
import type { EngineClock } from '../clock.ts'
import type { KeptSubscription, SubscriptionStore } from '../services/presence/kept-subscription.ts'
import { contentTypes, MAX_SEC } from '../services/presence/subscribe-request.ts'
import type { KeptDialog } from '../sip/user-agent.ts'
import { transportKinds } from '../sip/transport/transports.ts'
import type { EngineDatabase } from './engine-database.ts'
import { readJson } from './json-column.ts'
import { type Writes, writeThrough } from './writes.ts'

const keptSchema = z.object({
  about: z.object({
    deviceId: z.string(),
    event: z.enum(Object.keys(contentTypes) as (keyof typeof contentTypes)[]), // its own names
    eventId: z.string(),
    address: z.string(),
    entity: z.string(),
    isList: z.boolean(),
  }),
  dialog: z.object({
    dialog: z.object({
      sipCallId: z.string(),
      localTag: z.string(),
      remoteTag: z.string(),
      localAddress: z.string(),
      remoteAddress: z.string(),
      remoteTarget: z.string(),
      routeSet: z.array(z.string()),
      localCseq: z.number().int(),
      remoteCseq: z.number().int(),
    }),
    flow: z.object({ transport: z.enum(transportKinds), address: z.string(), port: z.number().int() }),
  }),
  version: z.number().int(),
})

interface SubscriptionRow {
  readonly expires_ms: number
  readonly subscription_json: string
}

const PUT = 'INSERT OR REPLACE INTO subscription VALUES (@dialog, @expiresMs, @json)'
const REMOVE = 'DELETE FROM subscription WHERE dialog = @dialog'
const PURGE = 'DELETE FROM subscription WHERE expires_ms <= @nowMs'
const SHIFT = 'UPDATE subscription SET expires_ms = expires_ms + @byMs'

/**
 * Subscriptions in engine.db, for the next start. In memory they run out by the clock that measures, in the file by the one on the wall, which the next
 * start begins with. Connections do not survive the process: what is loaded carries none.
 */
export function createSubscriptionStore(
  db: EngineDatabase,
  { writes = writeThrough(db), clock }: { readonly writes?: Writes; readonly clock?: EngineClock } = {},
): SubscriptionStore & { clockWasSet(byMs: number): void } {
  const all = db.prepare<[number], SubscriptionRow>('SELECT * FROM subscription WHERE expires_ms > ? ORDER BY dialog')
  const put = (key: string, sql: string, parameters: Record<string, string | number>) =>
    writes.put({ kind: 'subscription', key, sql, parameters })
  let shifts = 0
  return {
    load(nowMs) {
      put('', PURGE, { nowMs })
      return all.all(nowMs).flatMap((row): KeptSubscription[] => {
        const kept = readJson(keptSchema, row.subscription_json)
        const expiresMs = Math.min(row.expires_ms, nowMs + MAX_SEC * 1_000)
        return kept ? [{ ...kept, expiresMs }] : []
      })
    },
    save({ expiresMs, ...kept }) {
      const { dialog, flow } = kept.dialog
      const { flowId: _gone, ...way } = flow
      const json = JSON.stringify({ ...kept, dialog: { dialog, flow: way } })
      const key = keyOf(kept.dialog)
      put(key, PUT, { dialog: key, expiresMs: clock ? clock.wallOf(expiresMs) : expiresMs, json })
    },
    remove: (dialog) => put(keyOf(dialog), REMOVE, { dialog: keyOf(dialog) }),
    clockWasSet: (byMs) => put(`set ${++shifts}`, SHIFT, { byMs }),
  }
}

const keyOf = ({ dialog }: KeptDialog) => `${dialog.sipCallId}\n${dialog.localTag}`
