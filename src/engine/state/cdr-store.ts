import type { Cdr } from '../control/contract.ts'
import type { EngineDatabase } from './engine-database.ts'

export interface CdrStore {
  add(cdr: Cdr): void
  has(callId: string): boolean
  /** Newest first. `beforeMs` is the `startedMs` of the last one already seen. */
  list(page: { readonly limit: number; readonly beforeMs?: number | undefined }): Cdr[]
}

type CdrRow = { readonly [K in keyof Cdr]: Cdr[K] }

const columns = `call_id AS callId, started_ms AS startedMs, answered_ms AS answeredMs, ended_ms AS endedMs, direction,
  caller_name AS callerName, caller_number AS callerNumber, dialled, callflow_id AS callflowId, answered_by AS answeredBy,
  end_reason AS endReason, sip_status AS sipStatus, tag, forwarded_by AS forwardedBy,
  charged_to AS chargedTo, number_class AS numberClass`

/** Some years of an office. */
const MAX_CDRS = 1_000_000
const PRUNE_EVERY = 1_000

/** Keeps the latest `maxCdrs`, and up to a thousandth more. */
export function createCdrStore(db: EngineDatabase, maxCdrs = MAX_CDRS): CdrStore {
  const insert = db.prepare(`INSERT OR REPLACE INTO cdr VALUES (@callId, @startedMs, @answeredMs, @endedMs, @direction,
    @callerName, @callerNumber, @dialled, @callflowId, @answeredBy, @endReason, @sipStatus, @tag, @forwardedBy, @chargedTo,
    @numberClass)`)
  const page = db.prepare<[number, number], CdrRow>(
    `SELECT ${columns} FROM cdr WHERE started_ms < ? ORDER BY started_ms DESC, rowid DESC LIMIT ?`,
  )
  // Row ids count up; nothing has to be counted or sorted.
  const prune = db.prepare('DELETE FROM cdr WHERE rowid <= (SELECT max(rowid) FROM cdr) - ?')
  const pruneEvery = Math.max(1, Math.min(PRUNE_EVERY, Math.floor(maxCdrs / 1_000)))
  const exists = db.prepare<[string], { found: number }>('SELECT 1 AS found FROM cdr WHERE call_id = ?')
  let added = 0
  return {
    add: (cdr) => {
      insert.run(cdr)
      if (++added % pruneEvery === 0) prune.run(maxCdrs)
    },
    has: (callId) => exists.get(callId) !== undefined,
    list: ({ limit, beforeMs }) => page.all(beforeMs ?? Number.MAX_SAFE_INTEGER, limit),
  }
}
