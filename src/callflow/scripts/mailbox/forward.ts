import type { MailboxMessage, OperationOf } from '../../run/operation.ts'
import { type CallContext, perform, play } from '../../run/script.ts'
import { askKey, askNumber } from '../ask.ts'
import { anyKey, type Does } from '../does.ts'
import { type PromptId, prompt } from '../prompts.ts'
import { mailboxByNumber } from './log-in.ts'
import { recordReviewed } from './review.ts'
import { tellOfMessage } from './tell.ts'

const MAX_NUMBER_DIGITS = 15

type CopyTo = Extract<OperationOf<'update-message'>['change'], { kind: 'copy-to' }>

/**
 * A copy for another box (A6), which is told of it like of any message; the message itself stays. With 1 the caller says something first, which
 * becomes the beginning of the copy; any other key, or none, forwards it as it is. An introduction that is not kept forwards nothing.
 */
export function* forwardMessage(call: CallContext, message: MailboxMessage): Does<void> {
  const number = yield* askNumber([prompt('vm-forward_message')], MAX_NUMBER_DIGITS)
  const to = mailboxByNumber(call.design, number)
  if (!to) return yield* say('vm-forward_abort')
  const copy = { kind: 'copy-to', mailboxId: to.id } as const
  const isIntroduced = (yield* askKey([prompt('vm-forward_introduction')])) === '1'
  const isDone = isIntroduced
    ? yield* recordReviewed('vm-record_introduction', ({ recordingId, durationMs }) =>
        copyMessage(call, message, { ...copy, introduction: { recordingId, durationMs } }),
      )
    : yield* copyMessage(call, message, copy)
  yield* say(isDone ? 'vm-forwarded' : 'vm-forward_abort')
}

function* copyMessage(call: CallContext, message: MailboxMessage, change: CopyTo): Does<boolean> {
  const { introduction, mailboxId } = change
  const done = yield* perform({ kind: 'update-message', messageId: message.messageId, change })
  if (introduction) yield* perform({ kind: 'discard-recording', recordingId: introduction.recordingId })
  if (done.outcome !== 'done') return false
  const to = call.design.find('mailbox', mailboxId)
  if (to && done.copyId !== undefined) {
    const durationMs = message.durationMs + (introduction?.durationMs ?? 0)
    yield* tellOfMessage(to, call.design, { ...message, messageId: done.copyId, durationMs })
  }
  return true
}

function* say(promptId: PromptId): Does<void> {
  yield* play({ sounds: [prompt(promptId)], terminators: anyKey })
}
