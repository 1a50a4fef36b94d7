import type { User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { mayCall } from '../numbering/number-class.ts'
import type { CallContext } from '../run/script.ts'
import type { PhoneState } from './phone-state.ts'

/** Where calls to a person or a phone go, and how (M88b). */
export interface Forward extends Omit<User['callForward'], 'enabled'> {
  /** Whose forwarding it is: their caller ID is shown when the caller's is not kept, and their restrictions count. */
  readonly by: { readonly userId?: DocumentId; readonly deviceId?: DocumentId }
}

/** M88b defaults, for forwarding that no document describes. */
const plain = {
  enabled: false,
  number: '',
  substitute: true,
  requireKeypress: true,
  keepCallerId: true,
  directCallsOnly: false,
  ignoreEarlyMedia: true,
  whenUnregistered: false,
} as const

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
  const { enabled, ...how } = call.design.find(scope, id)?.callForward ?? plain
  const switched = state.forwardTo(scope, id)
  const number = how.whenUnregistered ? switched || how.number : (switched ?? (enabled ? how.number : ''))
  return number === '' ? undefined : { ...how, number, by: scope === 'user' ? { userId: id } : { deviceId: id } }
}

/** The colleague whose extension calls are forwarded to. */
export const colleagueAt = ({ design }: CallContext, number: string): User | undefined =>
  design.list('user').find(({ extension, enabled }) => enabled && extension !== '' && extension === number)

/** Whether whoever forwards may call that number: forwarding is no way around call restrictions (A0). */
export function mayForward({ design }: CallContext, { by, number }: Pick<Forward, 'by' | 'number'>): boolean {
  const origin = {
    kind: 'device',
    deviceId: by.deviceId ?? '',
    ...(by.userId === undefined ? {} : { userId: by.userId }),
  } as const
  return mayCall(design, { name: '', number: '', origin }, number)
}
