import type { EngineClock } from '../clock.ts'
import { MAX_EXPIRES_SEC } from '../services/registrar/contact-changes.ts'
import { formatHost, parseHostPort } from '../sip/message/uri.ts'
import type { Binding, BindingStore, SentBy } from '../services/registrar/binding.ts'
import type { EngineDatabase } from './engine-database.ts'

interface BindingRow {
  readonly aor: string
  readonly contact: string
  readonly device_id: string
  readonly sip_call_id: string
  readonly cseq: number
  readonly transport: 'udp' | 'tcp'
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

export interface KeptBindings extends BindingStore {
  /** The machine's clock was set by so much: what is kept runs out when it would have. */
  clockWasSet(byMs: number): void
}

/**
 * Registrations in engine.db. A TCP flow does not survive the process, so loaded bindings carry none. In memory their times are those of the clock that
 * measures, in the file those of the wall, which the next start begins with. One that was kept while the clock was ahead lasts no longer than any may.
 */
export function createBindingStore(db: EngineDatabase, clock?: EngineClock): KeptBindings {
  const all = db.prepare<[number], BindingRow>('SELECT * FROM binding WHERE expires_ms > ? ORDER BY aor, contact')
  const put = db.prepare(`INSERT OR REPLACE INTO binding
    (aor, contact, device_id, sip_call_id, cseq, transport, source_address, source_port, sent_by, has_rport, path_json, user_agent, registered_ms, expires_ms)
    VALUES (@aor, @contact, @deviceId, @sipCallId, @cseq, @transport, @address, @port, @sentBy, @hasRport, @path, @userAgent, @registeredMs, @expiresMs)`)
  const remove = db.prepare('DELETE FROM binding WHERE aor = ? AND contact = ?')
  const purge = db.prepare('DELETE FROM binding WHERE expires_ms <= ?')
  const shift = db.prepare('UPDATE binding SET registered_ms = registered_ms + @byMs, expires_ms = expires_ms + @byMs')
  return {
    load: (nowMs) =>
      all.all(nowMs).map((row) => {
        const binding = fromRow(row)
        const registeredMs = Math.min(binding.registeredMs, nowMs)
        return { ...binding, registeredMs, expiresMs: Math.min(binding.expiresMs, nowMs + MAX_EXPIRES_SEC * 1_000) }
      }),
    save: (changed, removed) => {
      const kept = (ms: number) => (clock ? clock.wallOf(ms) : ms)
      kept(0) // outside the transaction: a jump that is found now moves what was kept before
      db.transaction(() => {
        for (const { aor, contact } of removed) remove.run(aor, contact)
        for (const { source, sentBy, path, ...binding } of changed) {
          const { transport, address, port } = source
          const times = { registeredMs: kept(binding.registeredMs), expiresMs: kept(binding.expiresMs) }
          const columns = { ...binding, ...times, transport, address, port, ...sentByColumns(sentBy) }
          put.run({ ...columns, path: JSON.stringify(path) })
        }
      })()
    },
    clockWasSet: (byMs) => {
      shift.run({ byMs })
    },
    purge: (nowMs) => {
      purge.run(nowMs)
    },
  }
}

function sentByColumns(sentBy: SentBy | undefined) {
  if (!sentBy) return { sentBy: '', hasRport: 0 }
  const { host, port, hasRport } = sentBy
  return { sentBy: `${formatHost(host)}${port === undefined ? '' : `:${port}`}`, hasRport: hasRport ? 1 : 0 }
}

function fromRow(row: BindingRow): Binding {
  const sentBy = parseHostPort(row.sent_by)
  return {
    aor: row.aor,
    contact: row.contact,
    deviceId: row.device_id,
    sipCallId: row.sip_call_id,
    cseq: row.cseq,
    source: { transport: row.transport, address: row.source_address, port: row.source_port },
    ...(sentBy ? { sentBy: { ...sentBy, hasRport: row.has_rport === 1 } } : {}),
    path: JSON.parse(row.path_json) as string[], // as saved
    userAgent: row.user_agent,
    registeredMs: row.registered_ms,
    expiresMs: row.expires_ms,
  }
}
