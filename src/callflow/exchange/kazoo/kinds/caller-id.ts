import type { Account } from '../../../design/document.ts'
import { type Field, putIn } from '../fields.ts'
import { get, type JsonObject } from '../json.ts'

const uses = ['internal', 'external', 'emergency'] as const

/** `caller_id.external.number` and its five siblings. Empty ones are left out, as Kazoo's are (M3, M23). */
export const callerIds: Field<Account['callerIds']> = {
  path: 'caller_id',
  read: (from) => ({
    internal: pair(from, 'internal'),
    external: pair(from, 'external'),
    emergency: pair(from, 'emergency'),
  }),
  write(value, into, original) {
    let written = into
    for (const use of uses) {
      for (const part of ['name', 'number'] as const) {
        written = putIn(written, ['caller_id', use, part], value[use][part] || undefined, original)
      }
    }
    return written
  },
}

function pair(from: JsonObject, use: (typeof uses)[number]) {
  const part = (key: string) => {
    const value = get(from, 'caller_id', use, key)
    return typeof value === 'string' ? value.slice(0, 35) : ''
  }
  return { name: part('name'), number: part('number') }
}
