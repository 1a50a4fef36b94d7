import type { StateKey, StateValue } from '../../../callflow/run/operation.ts'
import type { DialogNames } from '../../sip/user-agent.ts'
import type { MailboxCounts } from '../../state/message-store.ts'
import type { CallAtStep, Step } from './step-lamp.ts'

/** Somebody a lamp names, as a call shows them. */
export interface Shown {
  readonly name: string
  readonly number: string
}

/** One thing that makes a lamp light up: a call at a phone, or something that is switched on (RFC 4235 §3.7). */
export interface LampDialog {
  /** The same as long as it lasts; unique within the lamp. */
  readonly id: string
  readonly direction?: 'initiator' | 'recipient'
  readonly state: 'trying' | 'early' | 'confirmed'
  readonly isHeld?: boolean
  readonly remote?: Shown
  /** As we see it: `localTag` is ours, and the phone's remote one. For whoever may take the call by INVITE with Replaces (RFC 3891). */
  readonly names?: DialogNames
}

/** A call at one of our phones. */
export interface PhoneDialog extends LampDialog {
  readonly deviceId: string
  readonly userId?: string
}

/** Whose phones a lamp is about. */
export interface Person {
  readonly userId?: string
  readonly deviceIds: readonly string[]
}

/** What somebody says of themselves by PUBLISH (RFC 3903). */
export interface SaidOfOneself {
  readonly isOpen: boolean
  /** An activity of RFC 4480, such as `away`; empty: none. */
  readonly activity: string
  /** At most 200 characters. */
  readonly note: string
}

/** What lamps are lit by, as it is now. */
export interface LampSources {
  readonly phoneDialogs: (person: Person) => readonly PhoneDialog[]
  /** Who is in a parking slot, an empty text for any; undefined: nobody. */
  readonly parked: (slot: string) => Shown | undefined
  /** Who came first, first. */
  readonly callsAt: (step: Step) => readonly CallAtStep[]
  /** A conference room. */
  readonly isInUse: (conferenceId: string) => boolean
  readonly read: (key: StateKey) => StateValue | undefined
  readonly counts: (mailboxId: string) => MailboxCounts
  readonly isReachable: (deviceId: string) => boolean
  readonly said: (person: Person) => SaidOfOneself | undefined
  /** When that, or something else they said, no longer holds. */
  readonly saidEndsInMs: (person: Person) => number | undefined
  /** By the clock on the wall. */
  readonly wallMs: () => number
}

/** What somebody can watch. */
export interface Watched {
  /** What of the engine changes it: `keys` below. */
  readonly keys: readonly string[]
  dialogs(sources: LampSources): readonly LampDialog[]
  /** Undefined: a switch or a slot, which is nobody. */
  readonly person?: Person
  /** Boxes whose messages are told to this watcher. */
  readonly mailboxIds: readonly string[]
  /** After so long it may look otherwise by itself. */
  readonly changesInMs?: number
  /** Of a list. */
  readonly members?: readonly { readonly address: string; readonly looked: Looked }[]
}

/** `unknown`: nobody and nothing of ours is called so. `forbidden`: it is somebody else's business. */
export type Looked = Watched | 'unknown' | 'forbidden'

/** Names of what changes lamps. */
export const keys = {
  device: (deviceId: string) => `device ${deviceId}`,
  user: (userId: string) => `user ${userId}`,
  step: (callflowId: string, nodeId: string) => `step ${callflowId} ${nodeId}`,
  room: (conferenceId: string) => `room ${conferenceId}`,
  slot: (slot: string) => `slot ${slot}`,
  state: ({ scope, id }: Pick<StateKey, 'scope' | 'id'>) => `state ${scope} ${id}`,
  mailbox: (mailboxId: string) => `mailbox ${mailboxId}`,
} as const

export const keysOf = ({ userId, deviceIds }: Person): readonly string[] => [
  ...(userId === undefined ? [] : [keys.user(userId)]),
  ...deviceIds.map(keys.device),
]
