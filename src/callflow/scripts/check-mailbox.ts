import type { Mailbox } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { MailboxMessage, Sound } from '../run/operation.ts'
import { answer, type CallContext, perform, play } from '../run/script.ts'
import { askKey } from './ask.ts'
import { anyKey, type Does } from './does.ts'
import { listenTo } from './mailbox/messages.ts'
import { type LoggedIn, logIn } from './mailbox/log-in.ts'
import { mailboxSettings, setUpMailbox } from './mailbox/settings.ts'
import { type PromptId, prompt } from './prompts.ts'
import { type Grammar, grammarOf } from './saying/grammar.ts'
import { spokenNumber } from './saying/number.ts'

const TRIES = 3

/** `done`: left, or never let in. `talked`: a call back was taken and is over. `flowId`: a call back goes on in that flow. */
export type CheckedMailbox = 'done' | 'talked' | { readonly flowId: DocumentId }

/**
 * A mailbox by phone (A6 check): log-in, set-up when its owner is there for the first time, then the main menu until `#` or three keys that
 * mean nothing. `known` is the box when it is not asked for.
 */
export function* checkMailbox(call: CallContext, known: Mailbox | undefined): Does<CheckedMailbox> {
  yield* answer()
  const box = yield* logIn(call, known)
  if (!box) return 'done'
  const isFirstTime = box.setsUp && !box.state.isSetUp && box.mailbox.isConfigurable
  if (isFirstTime && !(yield* setUpMailbox(box))) return yield* goodbye()
  for (let tries = TRIES; tries > 0; ) {
    const listed = yield* perform({ kind: 'list-messages', mailboxId: box.mailbox.id })
    if ('outcome' in listed) {
      yield* say('vm-no_access')
      return 'done'
    }
    const key = yield* askKey([...countWords(listed.messages, grammarOf(call)), prompt('vm-main_menu')])
    if (key === '#') break
    const isKnown = (key === '1' || key === '2' || key === '5') && (key !== '5' || box.mailbox.isConfigurable)
    tries = isKnown ? TRIES : tries - 1
    if (!isKnown && key !== '') yield* say('menu-invalid_entry')
    if (!isKnown) continue
    const left = yield* choose(call, box, key, listed.messages)
    if (left === 'silent') break
    if (left !== 'menu') return left
  }
  return yield* goodbye()
}

function* choose(call: CallContext, box: LoggedIn, key: string, messages: readonly MailboxMessage[]) {
  if (key === '5') {
    yield* mailboxSettings(box)
    return 'menu' as const
  }
  const chosen = messages.filter(({ isNew }) => isNew === (key === '1'))
  if (chosen.length > 0) return yield* listenTo(call, box, chosen)
  yield* say('vm-no_messages')
  return 'menu' as const
}

/** "You have 2 new messages and 1 saved message." */
function countWords(messages: readonly MailboxMessage[], { message: form }: Grammar): readonly Sound[] {
  const isNew = messages.filter((message) => message.isNew).length
  const saved = messages.length - isNew
  if (messages.length === 0) return [prompt('vm-no_messages')]
  const parts = [
    isNew > 0 ? [...spokenNumber(isNew, form), prompt(isNew === 1 ? 'vm-new_message' : 'vm-new_messages')] : [],
    saved > 0 ? [...spokenNumber(saved, form), prompt(saved === 1 ? 'vm-saved_message' : 'vm-saved_messages')] : [],
  ].filter((part) => part.length > 0)
  return [prompt('vm-you_have'), ...parts.flatMap((part, index) => (index === 0 ? part : [prompt('vm-and'), ...part]))]
}

function* goodbye(): Does<'done'> {
  yield* say('vm-goodbye')
  return 'done'
}

function* say(promptId: PromptId): Does<void> {
  yield* play({ sounds: [prompt(promptId)], terminators: anyKey })
}
