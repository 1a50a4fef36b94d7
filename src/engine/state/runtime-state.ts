import type { StateKey, StateValue } from '../../callflow/run/operation.ts'
import type { EngineDatabase } from './engine-database.ts'

/** What outlives a call: forced rules, do-not-disturb, forwarding. Read from memory, written through. */
export interface RuntimeState {
  read(key: StateKey): StateValue | undefined
  /** `undefined` forgets the key. */
  write(key: StateKey, value: StateValue | undefined): void
  list(): { readonly scope: string; readonly id: string; readonly name: string; readonly value: StateValue }[]
}

interface StateRow {
  readonly scope: string
  readonly id: string
  readonly name: string
  readonly value_json: string
}

export function createRuntimeState(db: EngineDatabase): RuntimeState {
  const values = new Map<string, { scope: string; id: string; name: string; value: StateValue }>()
  for (const row of db.prepare<[], StateRow>('SELECT * FROM runtime_state').all()) {
    const value = JSON.parse(row.value_json) as StateValue // written below, from a StateValue
    values.set(keyOf(row), { scope: row.scope, id: row.id, name: row.name, value })
  }
  const put = db.prepare('INSERT OR REPLACE INTO runtime_state VALUES (?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM runtime_state WHERE scope = ? AND id = ? AND name = ?')
  return {
    read: (key) => values.get(keyOf(key))?.value,
    write(key, value) {
      if (value === undefined) {
        values.delete(keyOf(key))
        remove.run(key.scope, key.id, key.name)
        return
      }
      values.set(keyOf(key), { ...key, value })
      put.run(key.scope, key.id, key.name, JSON.stringify(value))
    },
    list: () => [...values.values()],
  }
}

function keyOf({ scope, id, name }: { scope: string; id: string; name: string }): string {
  return `${scope}\n${id}\n${name}`
}
