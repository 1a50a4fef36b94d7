import { z } from 'zod'
import { legQualitySchema } from '../control/audio-contract.ts'
import type { Cdr } from '../control/contract.ts'
import type { EngineDatabase } from './engine-database.ts'
import { readJson } from './json-column.ts'
import { type Writes, writeThrough } from './writes.ts'

export interface CdrStore {
  add(cdr: Cdr): void
  has(callId: string): boolean
  /** Newest first; of those that began at the same moment, by their ids. */
  list(page: CdrPage): Cdr[]
}

/** `beforeMs` and `beforeCallId` are `startedMs` and `callId` of the last one already seen. Without the id, all of that moment count as seen. */
export interface CdrPage {
  readonly limit: number
  readonly beforeMs?: number | undefined
  readonly beforeCallId?: string | undefined
}

type CdrRow = Omit<Cdr, 'audio'> & { readonly audio: string }

const columns = `call_id AS callId, started_ms AS startedMs, answered_ms AS answeredMs, ended_ms AS endedMs, direction,
  caller_name AS callerName, caller_number AS callerNumber, dialled, callflow_id AS callflowId, answered_by AS answeredBy,
  end_reason AS endReason, sip_status AS sipStatus, tag, forwarded_by AS forwardedBy,
  charged_to AS chargedTo, number_class AS numberClass, transferred_by AS transferredBy, continued_in AS continuedIn, audio_json AS audio,
  ended_because AS endedBecause, attestation`

/** Some years of an office. */
const MAX_CDRS = 1_000_000
const PRUNE_EVERY = 1_000

const INSERT = `INSERT OR REPLACE INTO cdr (call_id, started_ms, answered_ms, ended_ms, direction, caller_name, caller_number, dialled,
  callflow_id, answered_by, end_reason, sip_status, tag, forwarded_by, charged_to, number_class, transferred_by, continued_in, audio_json, ended_because, attestation)
  VALUES (@callId, @startedMs, @answeredMs, @endedMs, @direction,
  @callerName, @callerNumber, @dialled, @callflowId, @answeredBy, @endReason, @sipStatus, @tag, @forwardedBy, @chargedTo,
  @numberClass, @transferredBy, @continuedIn, @audio, @endedBecause, @attestation)`
// Row ids count up; nothing has to be counted or sorted.
const PRUNE = 'DELETE FROM cdr WHERE rowid <= (SELECT max(rowid) FROM cdr) - @maxCdrs'
/** Records that are shown before they are on the disk; as many as `WriteQueue` keeps. */
const MAX_UNWRITTEN = 20_000

/** Keeps the latest `maxCdrs`, and up to a thousandth more. */
export function createCdrStore(db: EngineDatabase, writes: Writes = writeThrough(db), maxCdrs = MAX_CDRS): CdrStore {
  const page = db.prepare<[number, string, number], CdrRow>(
    `SELECT ${columns} FROM cdr WHERE (started_ms, call_id) < (?, ?) ORDER BY started_ms DESC, call_id DESC LIMIT ?`,
  )
  const pruneEvery = Math.max(1, Math.min(PRUNE_EVERY, Math.floor(maxCdrs / 1_000)))
  const unwritten = new Map<string, Cdr>()
  const exists = db.prepare<[string], { found: number }>('SELECT 1 AS found FROM cdr WHERE call_id = ?')
  let added = 0
  return {
    add(cdr) {
      unwritten.set(cdr.callId, cdr)
      for (const oldest of unwritten.keys()) {
        if (unwritten.size <= MAX_UNWRITTEN) break
        unwritten.delete(oldest)
      }
      const onWritten = () => void unwritten.delete(cdr.callId)
      writes.put({
        kind: 'call record',
        key: cdr.callId,
        sql: INSERT,
        parameters: { ...cdr, audio: JSON.stringify(cdr.audio) },
        onWritten,
      })
      if (++added % pruneEvery === 0) {
        writes.put({ kind: 'call record', key: '', sql: PRUNE, parameters: { maxCdrs } })
      }
    },
    list({ limit, beforeMs = Number.MAX_SAFE_INTEGER, beforeCallId = '' }) {
      const seen = { startedMs: beforeMs, callId: beforeCallId }
      const waiting = [...unwritten.values()].filter((cdr) => newestFirst(seen, cdr) < 0)
      const written = page
        .all(beforeMs, beforeCallId, limit)
        .map(cdrOf)
        .filter(({ callId }) => !unwritten.has(callId))
      if (waiting.length === 0) return written
      return [...waiting, ...written].sort(newestFirst).slice(0, limit)
    },
    has: (callId) => unwritten.has(callId) || exists.get(callId) !== undefined,
  }
}

/** A row of a database that was edited by hand has no audio rather than no place in the list. */
function cdrOf({ audio, ...row }: CdrRow): Cdr {
  return { ...row, audio: legsOf(audio) }
}

function legsOf(json: string): Cdr['audio'] {
  return json === NO_LEGS ? [] : (readJson(legs, json) ?? [])
}

const NO_LEGS = '[]'
const legs = z.array(legQualitySchema)

type Place = Pick<Cdr, 'startedMs' | 'callId'>

/** As SQLite sorts them. */
function newestFirst(a: Place, b: Place): number {
  if (a.startedMs !== b.startedMs) return b.startedMs - a.startedMs
  return a.callId === b.callId ? 0 : a.callId < b.callId ? 1 : -1
}
