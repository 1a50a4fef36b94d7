import type { Mailbox } from '../../design/document.ts'
import { oncePer } from '../../design/once-per.ts'
import type { StateKey, StateValue } from '../../run/operation.ts'
import { perform } from '../../run/script.ts'
import type { Does } from '../does.ts'

/** A mailbox as it is now: the design, and what its owner changed by phone. */
export interface BoxState {
  /** Empty: none. */
  readonly pin: string
  readonly isSetUp: boolean
  readonly announcementOnly: boolean
  /** Whether there is one recorded by phone. A greeting chosen in the design since then counts more. */
  readonly hasGreeting: boolean
  readonly hasTemporaryGreeting: boolean
}

const names = ['pin', 'set-up', 'announcement-only', 'greeting', 'temporary-greeting'] as const
type Name = (typeof names)[number]

/** What the design said when the owner changed it by phone: whoever changes it last wins, so an administrator can reset a PIN. */
const basisOf = oncePer(
  (mailbox: Mailbox): Partial<Record<Name, StateValue>> => ({
    pin: mailbox.pin,
    'announcement-only': mailbox.announcementOnly,
    greeting: mailbox.greetingId ?? '',
  }),
)

const key = (mailbox: Mailbox, name: string): StateKey => ({ scope: 'mailbox', id: mailbox.id, name })
const basisKey = (mailbox: Mailbox, name: string) => key(mailbox, `${name}-instead-of`)

const keysOf = oncePer((mailbox: Mailbox) => names.flatMap((name) => [key(mailbox, name), basisKey(mailbox, name)]))

export function* readBoxState(mailbox: Mailbox): Does<BoxState> {
  const { values } = yield* perform({ kind: 'read-state', keys: keysOf(mailbox) })
  const basis = basisOf(mailbox)
  const current = (name: Name) => {
    const index = names.indexOf(name) * 2
    return values[index + 1] === basis[name] ? values[index] : undefined
  }
  const pin = current('pin')
  const announcementOnly = current('announcement-only')
  return {
    pin: typeof pin === 'string' ? pin : mailbox.pin,
    isSetUp: mailbox.isSetUp || current('set-up') === true,
    announcementOnly: typeof announcementOnly === 'boolean' ? announcementOnly : mailbox.announcementOnly,
    hasGreeting: current('greeting') === true,
    hasTemporaryGreeting: current('temporary-greeting') === true,
  }
}

/** `undefined` goes back to what the design says. */
export function* writeBoxState(mailbox: Mailbox, name: Name, value: StateValue | undefined): Does<void> {
  const basis = value === undefined ? undefined : basisOf(mailbox)[name]
  if (name in basisOf(mailbox)) yield* perform({ kind: 'write-state', key: basisKey(mailbox, name), value: basis })
  yield* perform({ kind: 'write-state', key: key(mailbox, name), value })
}

/** Whether somebody's spoken name was recorded for a box (directories play it). */
export function* hasSpokenName(mailboxId: string): Does<boolean> {
  const keys: StateKey[] = [{ scope: 'mailbox', id: mailboxId, name: 'spoken-name' }]
  const { values } = yield* perform({ kind: 'read-state', keys })
  return values[0] === true
}

export function* writeSpokenName(mailboxId: string): Does<void> {
  yield* perform({ kind: 'write-state', key: { scope: 'mailbox', id: mailboxId, name: 'spoken-name' }, value: true })
}
