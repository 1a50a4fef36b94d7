import { z } from 'zod'
import type { EngineClock } from '../clock.ts'
import { MAX_EXPIRES_SEC } from '../services/registrar/contact-changes.ts'
import { formatHost, parseHostPort } from '../sip/message/uri.ts'
import type { Binding, BindingStore, SentBy } from '../services/registrar/binding.ts'
import type { TransportKind } from '../sip/transport/transports.ts'
import type { RowChange } from './database-writer.ts'
import type { EngineDatabase } from './engine-database.ts'
import { readJson } from './json-column.ts'
import { type Writes, writeThrough } from './writes.ts'

interface BindingRow {
  readonly aor: string
  readonly contact: string
  readonly device_id: string
  readonly sip_call_id: string
  readonly cseq: number
  readonly transport: TransportKind
  readonly source_address: string
  readonly source_port: number
  /** `host:port` or `host`; empty: not kept. */
  readonly sent_by: string
  readonly has_rport: 0 | 1
  readonly path_json: string
  readonly user_agent: string
  readonly registered_ms: number
  readonly expires_ms: number
}

const PUT = `INSERT OR REPLACE INTO binding
  (aor, contact, device_id, sip_call_id, cseq, transport, source_address, source_port, sent_by, has_rport, path_json, user_agent, registered_ms, expires_ms)
  VALUES (@aor, @contact, @deviceId, @sipCallId, @cseq, @transport, @address, @port, @sentBy, @hasRport, @path, @userAgent, @registeredMs, @expiresMs)`
const REMOVE = 'DELETE FROM binding WHERE aor = @aor AND contact = @contact'
const PURGE = 'DELETE FROM binding WHERE expires_ms <= @nowMs'
const SHIFT = 'UPDATE binding SET registered_ms = registered_ms + @byMs, expires_ms = expires_ms + @byMs'

export interface KeptBindings extends BindingStore {
  /** The machine's clock was set by so much: what is kept runs out when it would have. */
  clockWasSet(byMs: number): void
}

export interface BindingStoreOptions {
  readonly writes?: Writes
  readonly clock?: EngineClock
}

/**
 * Registrations in engine.db, for the next start: what is true now is in memory, so a full disk refuses no phone. A TCP flow does not survive the
 * process, so loaded bindings carry none. In memory their times are those of the clock that measures, in the file those of the wall, which the next
 * start begins with. One that was kept while the clock was ahead lasts no longer than any may.
 */
export function createBindingStore(
  db: EngineDatabase,
  { writes = writeThrough(db), clock }: BindingStoreOptions = {},
): KeptBindings {
  const all = db.prepare<[number], BindingRow>('SELECT * FROM binding WHERE expires_ms > ? ORDER BY aor, contact')
  const put = (key: string, sql: string, parameters: RowChange['parameters']) =>
    writes.put({ kind: 'registration', key, sql, parameters })
  const kept = (ms: number) => (clock ? clock.wallOf(ms) : ms)
  let shifts = 0
  return {
    load: (nowMs) =>
      all.all(nowMs).flatMap((row) => {
        const path = readJson(pathSchema, row.path_json)
        if (path === undefined) return [] // it registers again
        const binding = fromRow(row, path)
        const registeredMs = Math.min(binding.registeredMs, nowMs)
        const expiresMs = Math.min(binding.expiresMs, nowMs + MAX_EXPIRES_SEC * 1_000)
        return [{ ...binding, registeredMs, expiresMs }]
      }),
    save(changed, removed) {
      kept(0) // first: a jump that is found now moves what was kept before
      for (const { aor, contact } of removed) put(keyOf({ aor, contact }), REMOVE, { aor, contact })
      for (const { source, sentBy, path, ...binding } of changed) {
        const { transport, address, port } = source
        const times = { registeredMs: kept(binding.registeredMs), expiresMs: kept(binding.expiresMs) }
        const at = { transport, address, port, ...sentByColumns(sentBy) }
        put(keyOf(binding), PUT, { ...binding, ...times, ...at, path: JSON.stringify(path) })
      }
    },
    /** After what was put before it and before what comes: writes of one kind keep their order. */
    clockWasSet: (byMs) => put(`set ${++shifts}`, SHIFT, { byMs }),
    purge: (nowMs) => put('', PURGE, { nowMs: kept(nowMs) }),
  }
}

const keyOf = ({ aor, contact }: Pick<Binding, 'aor' | 'contact'>) => `${aor}\n${contact}`

function sentByColumns(sentBy: SentBy | undefined) {
  if (!sentBy) return { sentBy: '', hasRport: 0 }
  const { host, port, hasRport } = sentBy
  return { sentBy: `${formatHost(host)}${port === undefined ? '' : `:${port}`}`, hasRport: hasRport ? 1 : 0 }
}

const pathSchema = z.array(z.string())

function fromRow(row: BindingRow, path: readonly string[]): Binding {
  const sentBy = parseHostPort(row.sent_by)
  return {
    aor: row.aor,
    contact: row.contact,
    deviceId: row.device_id,
    sipCallId: row.sip_call_id,
    cseq: row.cseq,
    source: { transport: row.transport, address: row.source_address, port: row.source_port },
    ...(sentBy ? { sentBy: { ...sentBy, hasRport: row.has_rport === 1 } } : {}),
    path,
    userAgent: row.user_agent,
    registeredMs: row.registered_ms,
    expiresMs: row.expires_ms,
  }
}
