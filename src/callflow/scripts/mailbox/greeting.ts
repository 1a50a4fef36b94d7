import type { Mailbox } from '../../design/document.ts'
import type { Sound } from '../../run/operation.ts'
import { type CallContext, play } from '../../run/script.ts'
import { anyKey, type Does } from '../does.ts'
import { prompt } from '../prompts.ts'
import type { BoxState } from './box-state.ts'

export interface PlayedGreeting {
  /** The key that cut it short, or empty. */
  readonly key: string
  /** False for the generic one, which says no more than who is not there. */
  readonly isOwn: boolean
}

/** The temporary greeting, else the one of the box (recorded by phone or chosen), else the generic one (A6). A lost sound is passed over. */
export function* playGreeting(call: CallContext, mailbox: Mailbox, state: BoxState): Does<PlayedGreeting> {
  for (const sound of ownGreetings(mailbox, state)) {
    const result = yield* play({ sounds: [sound], terminators: anyKey })
    if (result.outcome !== 'missing') return { key: result.outcome === 'key' ? result.key : '', isOwn: true }
  }
  const generic = genericGreeting(call, mailbox)
  if (generic.length === 0) return { key: '', isOwn: false }
  const result = yield* play({ sounds: generic, terminators: anyKey })
  return { key: result.outcome === 'key' ? result.key : '', isOwn: false }
}

function ownGreetings({ id, greetingId }: Mailbox, { hasTemporaryGreeting, hasGreeting }: BoxState): Sound[] {
  return [
    ...(hasTemporaryGreeting ? [{ kind: 'kept', what: { kind: 'mailbox-temporary-greeting', id } } as const] : []),
    ...(hasGreeting ? [{ kind: 'kept', what: { kind: 'mailbox-greeting', id } } as const] : []),
    ...(greetingId ? [{ kind: 'media', mediaId: greetingId } as const] : []),
  ]
}

/** Nothing when there is nobody to name: the instructions say enough. */
function genericGreeting(call: CallContext, mailbox: Mailbox): Sound[] {
  const number = mailbox.number || (call.design.find('user', mailbox.ownerId)?.extension ?? '')
  if (number === '') return []
  return [prompt('vm-person'), { kind: 'digits', text: number }, prompt('vm-not_available')]
}
