import type { z } from 'zod'
import type { Account, Device, Document, User } from '../design/document.ts'
import { documentSchemas } from '../design/document.ts'
import { unwrap } from '../design/schema-shape.ts'
import type { CallContext } from './script.ts'

/** Where a branch looks for its value (M37): what the call carries, or a document that stands for the call. */
export const valueScopes = ['call', 'channel', 'account', 'user', 'device', 'merged', 'document'] as const
export type ValueScope = (typeof valueScopes)[number]

/** Keys joined by dots, at most eight: `callerIds.external.number`, or Kazoo's `caller_id.external.number` for the same. */
export const valuePathPattern = /^[A-Za-z][A-Za-z0-9_-]{0,47}(\.[A-Za-z0-9_-]{1,48}){0,7}$/

/**
 * What stands at `path` in the account, the calling person, the calling phone, or all three: `merged` is the first of phone, person and account, in the
 * account's own order, that has something there. Truth values and numbers as text; empty for nothing, lists and objects. Secrets cannot be asked for.
 */
export function scopedValue(
  call: CallContext,
  {
    scope,
    path,
    documentId,
  }: {
    readonly scope: Exclude<ValueScope, 'call' | 'channel'>
    readonly path: string
    readonly documentId: string | null
  },
): string {
  const { design } = call
  const { origin } = call.caller
  const device = origin.kind === 'device' ? design.find('device', origin.deviceId) : undefined
  const user = origin.kind === 'device' ? design.find('user', origin.userId ?? device?.ownerId) : undefined
  const { account } = design
  switch (scope) {
    case 'account':
      return documentValue(account, path)
    case 'user':
      return documentValue(user, path)
    case 'device':
      return documentValue(device, path)
    case 'document':
      return documentValue(documentId === null ? undefined : design.get(documentId), path)
    case 'merged':
      return (
        inOrder({ account, user, device })
          .map((each) => documentValue(each, path))
          .find((value) => value !== '') ?? ''
      )
  }
}

function inOrder(about: {
  readonly account: Account | undefined
  readonly user: User | undefined
  readonly device: Device | undefined
}): readonly (Document | undefined)[] {
  const { account, user, device } = about
  return account?.callerIdMode === 'user-first' ? [user, device, account] : [device, user, account]
}

/** Our own field, else what an import left beside it in the words of the other system. */
export function documentValue(document: Document | undefined, path: string): string {
  if (!document || !valuePathPattern.test(path)) return ''
  const keys = path.split('.')
  const ownKeys = keys.map(ownKey)
  if ([...keys, ...ownKeys].some((key) => secretKey.test(key)) || isSecret(document, ownKeys)) return ''
  return textOf(at(document, ownKeys) ?? at(document.foreign?.['kazoo'], keys))
}

function at(value: unknown, keys: readonly string[]): unknown {
  let found = value
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = Reflect.get(found, key)
  }
  return found
}

/** `caller_id` is `callerIds` here; other words only change their letters. */
const ownKey = (key: string) =>
  key === 'caller_id' ? 'callerIds' : key.replaceAll(/_([a-z])/g, (_whole, letter: string) => letter.toUpperCase())

const secretKey = /pass|pins?$|secret|token/i

/** Whether the schema says so of a field on the way. */
function isSecret({ kind }: Document, keys: readonly string[]): boolean {
  let schema: z.ZodType = documentSchemas[kind]
  for (const key of keys) {
    const { shape } = unwrap(schema)
    const field = shape.kind === 'object' && Object.hasOwn(shape.shape, key) ? shape.shape[key] : undefined
    if (!field) return false
    if (unwrap(field).meta.secret) return true
    schema = field
  }
  return false
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
