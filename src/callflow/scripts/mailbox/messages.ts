import type { MailboxMessage, Sound } from '../../run/operation.ts'
import { type CallContext, now, perform, play } from '../../run/script.ts'
import { askKey, askNumber } from '../ask.ts'
import { anyKey, type Does } from '../does.ts'
import { type PromptId, prompt } from '../prompts.ts'
import { type CalledBack, callBack } from './call-back.ts'
import { envelopeAfter, envelopeBefore } from './envelope.ts'
import { type LoggedIn, mailboxByNumber } from './log-in.ts'

const TRIES = 3
const MAX_NUMBER_DIGITS = 15

/** `menu`: back to the main menu. `silent`: nobody is listening any more. Else the caller went on to somebody. */
export type Listened = 'menu' | 'silent' | Exclude<CalledBack, 'failed'>

type After = 'next' | 'previous' | 'again' | 'same' | 'unknown' | Listened

/** Plays the messages of a folder one by one with the message menu after each (A6). */
export function* listenTo(call: CallContext, box: LoggedIn, messages: readonly MailboxMessage[]): Does<Listened> {
  const order = box.mailbox.oldestFirst ? messages : messages.toReversed()
  let index = 0
  let isPlayed = false
  for (let tries = TRIES; tries > 0; ) {
    const message = order[index]
    if (!message) {
      yield* say('vm-end_of_messages')
      return 'menu'
    }
    const sounds = isPlayed ? [] : yield* soundsOf(call, box, message, index + 1)
    const key = yield* askKey([...sounds, prompt('vm-message_menu')])
    isPlayed = true
    const after = yield* act(call, box, message, key)
    if (typeof after === 'object' || after === 'menu' || after === 'talked') return after
    tries = after === 'unknown' ? tries - 1 : TRIES
    if (after === 'next') index++
    if (after === 'previous') index = Math.max(0, index - 1)
    if (after === 'next' || after === 'previous' || after === 'again') isPlayed = false
  }
  return 'silent'
}

function* soundsOf(call: CallContext, { mailbox }: LoggedIn, message: MailboxMessage, place: number): Does<Sound[]> {
  const { messageId } = message
  if (mailbox.skipEnvelope) return [{ kind: 'message', messageId }]
  const { epochMs } = yield* now()
  return [
    ...envelopeBefore(message, place),
    { kind: 'message', messageId },
    ...envelopeAfter(call, { mailbox, message, nowMs: epochMs }),
  ]
}

function* act(call: CallContext, { mailbox }: LoggedIn, message: MailboxMessage, key: string): Does<After> {
  const { messageId } = message
  switch (key) {
    case '1':
      yield* perform({ kind: 'update-message', messageId, change: { kind: 'mark-saved' } })
      yield* say('vm-message_saved')
      return 'next'
    case '2':
      return 'again'
    case '3':
      yield* forward(call, messageId)
      return 'same'
    case '4':
      return 'previous'
    case '6':
      return 'next'
    case '7': {
      const { outcome } = yield* perform({ kind: 'update-message', messageId, change: { kind: 'delete' } })
      yield* say(outcome === 'unsupported' ? 'vm-delete_failed' : 'vm-deleted')
      return 'next'
    }
    case '9': {
      const called = yield* callBack(call, mailbox, message.callerNumber)
      if (called !== 'failed') return called
      yield* say('fault-can_not_be_completed_at_this_time')
      return 'same'
    }
    case '0':
      return 'menu'
    default:
      if (key !== '') yield* say('menu-invalid_entry')
      return 'unknown'
  }
}

/** A copy for another box; the message itself stays (A6). */
function* forward(call: CallContext, messageId: string): Does<void> {
  const number = yield* askNumber([prompt('vm-forward_message')], MAX_NUMBER_DIGITS)
  const to = mailboxByNumber(call.design, number)
  const change = to && ({ kind: 'copy-to', mailboxId: to.id } as const)
  const done = change && (yield* perform({ kind: 'update-message', messageId, change }))
  yield* say(done?.outcome === 'done' ? 'vm-forwarded' : 'vm-forward_abort')
}

function* say(promptId: PromptId): Does<void> {
  yield* play({ sounds: [prompt(promptId)], terminators: anyKey })
}
