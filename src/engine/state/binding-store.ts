import type { Binding, BindingStore } from '../services/registrar/binding.ts'
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
  readonly user_agent: string
  readonly registered_ms: number
  readonly expires_ms: number
}

/** Registrations in engine.db. A TCP flow does not survive the process, so loaded bindings carry none. */
export function createBindingStore(db: EngineDatabase): BindingStore {
  const all = db.prepare<[number], BindingRow>('SELECT * FROM binding WHERE expires_ms > ? ORDER BY aor, contact')
  const put = db.prepare(`INSERT OR REPLACE INTO binding
    (aor, contact, device_id, sip_call_id, cseq, transport, source_address, source_port, user_agent, registered_ms, expires_ms)
    VALUES (@aor, @contact, @deviceId, @sipCallId, @cseq, @transport, @address, @port, @userAgent, @registeredMs, @expiresMs)`)
  const remove = db.prepare('DELETE FROM binding WHERE aor = ? AND contact = ?')
  const purge = db.prepare('DELETE FROM binding WHERE expires_ms <= ?')
  return {
    load: (nowMs) => all.all(nowMs).map(fromRow),
    save: (changed, removed) =>
      db.transaction(() => {
        for (const { aor, contact } of removed) remove.run(aor, contact)
        for (const { source, ...binding } of changed) {
          put.run({ ...binding, transport: source.transport, address: source.address, port: source.port })
        }
      })(),
    purge: (nowMs) => {
      purge.run(nowMs)
    },
  }
}

function fromRow(row: BindingRow): Binding {
  return {
    aor: row.aor,
    contact: row.contact,
    deviceId: row.device_id,
    sipCallId: row.sip_call_id,
    cseq: row.cseq,
    source: { transport: row.transport, address: row.source_address, port: row.source_port },
    userAgent: row.user_agent,
    registeredMs: row.registered_ms,
    expiresMs: row.expires_ms,
  }
}
