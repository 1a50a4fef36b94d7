import { z } from 'zod'
import type { StateKey, StateValue } from '../../callflow/run/operation.ts'
import type { EngineDatabase } from './engine-database.ts'
import { readJson } from './json-column.ts'
import { type Writes, writeThrough } from './writes.ts'

/** What outlives a call: forced rules, do-not-disturb, forwarding. What is true now is in memory; engine.db has it for the next start. */
export interface RuntimeState {
  read(key: StateKey): StateValue | undefined
  /** `undefined` forgets the key. */
  write(key: StateKey, value: StateValue | undefined): void
  /** Tells of every write, until the returned function is called. */
  onWritten(listener: (key: StateKey) => void): () => void
  list(): { readonly scope: string; readonly id: string; readonly name: string; readonly value: StateValue }[]
}

interface StateRow {
  readonly scope: string
  readonly id: string
  readonly name: string
  readonly value_json: string
}

const PUT = 'INSERT OR REPLACE INTO runtime_state VALUES (@scope, @id, @name, @value)'
const REMOVE = 'DELETE FROM runtime_state WHERE scope = @scope AND id = @id AND name = @name'

export function createRuntimeState(db: EngineDatabase, writes: Writes = writeThrough(db)): RuntimeState {
  const values = new Map<string, { scope: string; id: string; name: string; value: StateValue }>()
  for (const row of db.prepare<[], StateRow>('SELECT * FROM runtime_state').all()) {
    const value = readJson(valueSchema, row.value_json)
    if (value === undefined) continue
    values.set(keyOf(row), { scope: row.scope, id: row.id, name: row.name, value })
  }
  const listeners = new Set<(key: StateKey) => void>()
  const tell = (key: StateKey) => {
    for (const listener of listeners) listener(key)
  }
  return {
    read: (key) => values.get(keyOf(key))?.value,
    write(key, value) {
      const { scope, id, name } = key
      const of = { kind: 'setting', key: keyOf(key) } as const
      if (value === undefined) {
        values.delete(of.key)
        writes.put({ ...of, sql: REMOVE, parameters: { scope, id, name } })
        tell(key)
        return
      }
      values.set(of.key, { scope, id, name, value })
      writes.put({ ...of, sql: PUT, parameters: { scope, id, name, value: JSON.stringify(value) } })
      tell(key)
    },
    onWritten(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    list: () => [...values.values()],
  }
}

const valueSchema: z.ZodType<StateValue> = z.union([z.string(), z.number(), z.boolean()])

function keyOf({ scope, id, name }: { scope: string; id: string; name: string }): string {
  return `${scope}\n${id}\n${name}`
}
