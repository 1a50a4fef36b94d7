import type { Mailbox } from '../../design/document.ts'
import type { MailboxMessage } from '../../run/operation.ts'
import { type CallContext, perform, play } from '../../run/script.ts'
import { anyKey, type Does } from '../does.ts'
import { type PromptId, prompt } from '../prompts.ts'
import { type CalledBack, callBack } from './call-back.ts'
import { forwardMessage } from './forward.ts'
import { hearMessage } from './hear.ts'
import type { LoggedIn } from './log-in.ts'
import { showMessageCounts } from './tell.ts'

const TRIES = 3

/** `menu`: back to the main menu. `silent`: nobody is listening any more. Else the caller went on to somebody. */
export type Listened = 'menu' | 'silent' | Exclude<CalledBack, 'failed'>

type After = 'next' | 'deleted' | 'previous' | 'again' | 'same' | 'unknown' | Listened

/** Plays the messages of a folder one by one with the message menu after each (A6). One deleted is gone from the row; the others keep their numbers. */
export function* listenTo(
  call: CallContext,
  { mailbox }: LoggedIn,
  messages: readonly MailboxMessage[],
): Does<Listened> {
  const inOrder = mailbox.oldestFirst ? messages : messages.toReversed()
  const row = inOrder.map((message, index) => ({ message, place: index + 1 }))
  let index = 0
  let isHeard = false
  for (let tries = TRIES; tries > 0; ) {
    const at = row[index]
    if (!at) {
      yield* say('vm-end_of_messages')
      return 'menu'
    }
    const key: string = yield* hearMessage(call, { mailbox, ...at, isHeard })
    const after: After = yield* act(call, mailbox, at.message, key)
    if (typeof after === 'object' || after === 'menu' || after === 'talked') return after
    tries = after === 'unknown' ? tries - 1 : TRIES
    isHeard = after === 'unknown' || after === 'same'
    if (after === 'next') index++
    if (after === 'previous') index = Math.max(0, index - 1)
    if (after === 'deleted') row.splice(index, 1)
  }
  return 'silent'
}

function* act(call: CallContext, mailbox: Mailbox, message: MailboxMessage, key: string): Does<After> {
  const { messageId } = message
  switch (key) {
    case '1':
      yield* perform({ kind: 'update-message', messageId, change: { kind: 'mark-saved' } })
      yield* showMessageCounts(mailbox)
      yield* say('vm-message_saved')
      return 'next'
    case '2':
      return 'again'
    case '3':
      yield* forwardMessage(call, message)
      return 'same'
    case '4':
      return 'previous'
    case '6':
      return 'next'
    case '7': {
      const { outcome } = yield* perform({ kind: 'update-message', messageId, change: { kind: 'delete' } })
      if (outcome === 'unsupported') {
        yield* say('vm-delete_failed')
        return 'next'
      }
      yield* showMessageCounts(mailbox)
      yield* say('vm-deleted')
      return 'deleted'
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

function* say(promptId: PromptId): Does<void> {
  yield* play({ sounds: [prompt(promptId)], terminators: anyKey })
}
