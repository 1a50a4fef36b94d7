import type { Mailbox } from '../../design/document.ts'
import type { MailboxMessage, Sound } from '../../run/operation.ts'
import { type CallContext, now, play } from '../../run/script.ts'
import { askKey } from '../ask.ts'
import { anyKey, type Does } from '../does.ts'
import { prompt } from '../prompts.ts'
import { envelopeAfter, envelopeBefore } from './envelope.ts'

export interface Hearing {
  readonly mailbox: Mailbox
  readonly message: MailboxMessage
  /** Its number in the folder, from 1. */
  readonly place: number
  /** It was played before: only the menu is left. */
  readonly isHeard: boolean
}

/**
 * Plays a message with its envelope, then the message menu; the key pressed during any of it, or empty. With `seek`, 5 goes back and 8 on by
 * `seekSec`, while the message plays and, from its end, while the menu does (A6).
 */
export function* hearMessage(call: CallContext, { mailbox, message, place, isHeard }: Hearing): Does<string> {
  const menu = [prompt('vm-message_menu'), ...(mailbox.seek ? [prompt('vm-seek_menu')] : [])]
  const hasEnvelope = !isHeard && !mailbox.skipEnvelope
  const after = hasEnvelope ? envelopeAfter(call, { mailbox, message, nowMs: (yield* now()).epochMs }) : []
  if (hasEnvelope) {
    const played = yield* play({ sounds: envelopeBefore(message, place), terminators: anyKey, startAtMs: 0 })
    if (played.outcome === 'key' && !seeks(mailbox, played.key)) return played.key
  }
  const sounds: Sound[] = [{ kind: 'message', messageId: message.messageId }]
  for (let startAtMs = isHeard ? undefined : 0; ; ) {
    const played = startAtMs === undefined ? undefined : yield* play({ sounds, terminators: anyKey, startAtMs })
    const isCut = played?.outcome === 'key'
    const key = isCut ? played.key : yield* askKey([...after, ...menu])
    if (!seeks(mailbox, key)) return key
    const byMs = (key === '5' ? -1_000 : 1_000) * mailbox.seekSec
    startAtMs = Math.min(message.durationMs, Math.max(0, (isCut ? played.atMs : message.durationMs) + byMs))
  }
}

const seeks = (mailbox: Mailbox, key: string) => mailbox.seek && (key === '5' || key === '8')
