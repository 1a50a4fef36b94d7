import type { Mailbox } from '../../design/document.ts'
import type { DocumentId } from '../../design/kind.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import { type CallContext, isFromOutside, play } from '../../run/script.ts'
import { askNumber, askPin } from '../ask.ts'
import { anyKey, type Does } from '../does.ts'
import { askGuardedPin } from '../guarded-pin.ts'
import { prompt } from '../prompts.ts'
import { whoCalls } from '../who-calls.ts'
import { type BoxState, readBoxState } from './box-state.ts'
import { tellOfGuessing } from './tell.ts'

const TRIES = 3
const MAX_NUMBER_DIGITS = 15
const MAX_PIN_DIGITS = 6

export interface LoggedIn {
  readonly mailbox: Mailbox
  readonly state: BoxState
  /** The owner, or somebody at a phone of the house who knows the PIN: a box that is not set up is set up by the first of them. */
  readonly setsUp: boolean
}

export function mailboxByNumber(design: DesignSnapshot, number: string): Mailbox | undefined {
  return number === '' ? undefined : design.list('mailbox').find((mailbox) => mailbox.number === number)
}

/** The boxes of whoever calls: a guest at somebody's phone has their own, not the owner's (M88c). */
export function* ownMailboxes(call: CallContext): Does<readonly Mailbox[]> {
  const { userId } = yield* whoCalls(call)
  return userId === undefined ? [] : call.design.list('mailbox').filter(({ ownerId }) => ownerId === userId)
}

export function* isOwnMailbox(call: CallContext, { ownerId }: Mailbox): Does<boolean> {
  return ownerId !== null && ownerId === (yield* whoCalls(call)).userId
}

/** Whether the caller is the owner or somebody the box is shared with (M8). */
function mayEnterWithoutPin({ design }: CallContext, { ownerId, memberIds }: Mailbox, userId?: DocumentId): boolean {
  if (userId === undefined || !design.find('user', userId)) return false
  return ownerId === userId || memberIds.includes(userId)
}

/** Asks for a box number, three times at most. */
export function* askMailbox(call: CallContext): Does<Mailbox | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const number = yield* askNumber([prompt('vm-enter_id')], MAX_NUMBER_DIGITS)
    const mailbox = mailboxByNumber(call.design, number)
    if (mailbox) return mailbox
    yield* say('vm-fail_auth')
  }
  yield* say('vm-abort')
  return undefined
}

/**
 * Box number unless known, then the PIN: three tries of each (A6), of the PIN no more over calls than its guard allows. The owner, and those the box is shared with, need no PIN at their phones unless
 * the box asks for it always; a box without PIN lets nobody else in. Undefined: not let in, and told so.
 */
export function* logIn(call: CallContext, known: Mailbox | undefined): Does<LoggedIn | undefined> {
  const mailbox = known ?? (yield* askMailbox(call))
  if (!mailbox) return undefined
  const state = yield* readBoxState(mailbox)
  const { userId } = yield* whoCalls(call)
  const loggedIn = { mailbox, state, setsUp: userId !== undefined && mailbox.ownerId === userId }
  // An owner who has no PIN yet is about to choose one.
  if (mayEnterWithoutPin(call, mailbox, userId) && (!mailbox.requirePin || state.pin === '')) return loggedIn
  if (state.pin === '') {
    yield* say('vm-no_access')
    return undefined
  }
  const opened = yield* askGuardedPin({
    of: { kind: 'mailbox', id: mailbox.id },
    byOwner: !isFromOutside(call) && mayEnterWithoutPin(call, mailbox, userId),
    tries: TRIES,
    ask: () => askPin([prompt('vm-enter_pass')], MAX_PIN_DIGITS),
    opens: (pin) => (pin === state.pin ? { ...loggedIn, setsUp: loggedIn.setsUp || !isFromOutside(call) } : undefined),
    sayWrong: () => say('vm-fail_auth'),
    onShut: () => tellOfGuessing(mailbox, call.caller.number),
  })
  if (!opened) yield* say('vm-abort')
  return opened
}

function* say(promptId: 'vm-fail_auth' | 'vm-abort' | 'vm-no_access'): Does<void> {
  yield* play({ sounds: [prompt(promptId)], terminators: anyKey })
}
