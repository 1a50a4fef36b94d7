import type { User } from '../design/document.ts'
import { callForward } from '../design/kinds/services.ts'
import type { DocumentId } from '../design/kind.ts'
import { designIndex } from '../design/design-index.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { mayCall } from '../numbering/number-class.ts'
import type { CallContext } from '../run/script.ts'
import type { PhoneState } from './phone-state.ts'

/** Where calls to a person or a phone go, and how (M88b). */
export interface Forward extends Omit<User['callForward'], 'enabled'> {
  /** Whose forwarding it is: their caller ID is shown when the caller's is not kept, and their restrictions count. */
  readonly by: { readonly userId?: DocumentId; readonly deviceId?: DocumentId }
}

/** Forwarding that no document describes: the defaults of M88b. */
const plain = callForward.parse(undefined)

/**
 * The document says how, and where to unless that was switched by phone. Forwarding for when no phone is online holds whether it is switched on
 * or not (M88b `failover`).
 */
export function forwardOf(
  call: CallContext,
  state: PhoneState,
  scope: 'user' | 'device',
  id: DocumentId,
): Forward | undefined {
  const how = call.design.find(scope, id)?.callForward ?? plain
  const switched = state.forwardTo(scope, id)
  const number = how.whenUnregistered ? switched || how.number : (switched ?? (how.enabled ? how.number : ''))
  if (number === '') return undefined
  const { enabled: _enabled, ...rest } = how
  return { ...rest, number, by: scope === 'user' ? { userId: id } : { deviceId: id } }
}

/** The colleague whose extension calls are forwarded to. */
export const colleagueAt = ({ design }: CallContext, number: string): User | undefined => colleagueWith(design, number)

export const colleagueWith = (design: DesignSnapshot, extension: string): User | undefined =>
  usersByExtension(design).get(extension)

/** The first of each extension. */
const usersByExtension = designIndex(function* (design) {
  const users = new Map<string, User>()
  for (const user of design.list('user')) {
    yield
    const { extension, enabled } = user
    if (enabled && extension !== '' && !users.has(extension)) users.set(extension, user)
  }
  return users
})

/** Whether whoever forwards may call that number: forwarding is no way around call restrictions (A0). */
export function mayForward({ design }: CallContext, { by, number }: Pick<Forward, 'by' | 'number'>): boolean {
  const origin = {
    kind: 'device',
    deviceId: by.deviceId ?? '',
    ...(by.userId === undefined ? {} : { userId: by.userId }),
  } as const
  return mayCall(design, { name: '', number: '', origin }, number)
}
