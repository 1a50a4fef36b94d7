import { type ExchangeContext, type Field, type Fields, listOf } from './fields.ts'
import { toDocumentId, toKazooId } from './ids.ts'
import { get, isObject, type Json, type JsonObject } from './json.ts'

/** Members of a ring or page group: `{ endpoint_type, id, ... }`. `extra` are the keys a member has besides its id. */
export function endpointList<M extends { id: string }>(path: string, extra: Fields<Omit<M, 'id'>>): Field<M[]> {
  const fields = Object.entries(extra) as [string, Field<unknown>][] // values of Fields<...>
  const readOne = (from: Json, context: ExchangeContext): M | undefined => {
    const kazooId = get(from, 'id')
    const id = isObject(from) && typeof kazooId === 'string' ? toDocumentId(kazooId) : undefined
    if (id === undefined || !isObject(from)) return undefined
    const member: Record<string, unknown> = { id }
    for (const [key, field] of fields) member[key] = field.read(from, context)
    return member as M // the schema of the settings has the last word
  }
  const writeOne = (member: M, original: JsonObject, context: ExchangeContext): JsonObject => {
    let written: JsonObject = { endpoint_type: typeOf(member.id, original, path, context), id: toKazooId(member.id) }
    for (const [key, field] of fields) {
      written = field.write(Reflect.get(member, key), written, original, context)
    }
    return written
  }
  const members = (write: (member: M) => Json) => listOf<M>(path, readOne, write, MAX_MEMBERS)
  return {
    ...members(() => null),
    write: (value, into, original, context) =>
      members((member) => writeOne(member, original, context)).write(value, into, original, context),
  }
}

const MAX_MEMBERS = 200

/** The original's word first: it knows members we have no document of. */
function typeOf(id: string, original: JsonObject, path: string, { kindOf }: ExchangeContext): string {
  const kind = kindOf(id)
  if (kind === 'user' || kind === 'device' || kind === 'group') return kind
  const endpoints = get(original, path)
  const same = Array.isArray(endpoints)
    ? (endpoints as readonly Json[]).find((endpoint) => get(endpoint, 'id') === toKazooId(id))
    : undefined
  const type = get(same, 'endpoint_type')
  return typeof type === 'string' ? type : 'user'
}
