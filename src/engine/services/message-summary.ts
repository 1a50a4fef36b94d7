import type { Mailbox } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { MailboxCounts } from '../state/message-store.ts'

export const MESSAGE_SUMMARY = 'application/simple-message-summary'

/** Waiting messages of one lamp: all boxes of a person together. */
export interface Summary extends MailboxCounts {
  /** What is dialled for the first box. */
  readonly account: string
  readonly isWaiting: boolean
}

/** Users who are told of a box. */
export const listenersOf = ({ ownerId, memberIds }: Mailbox): readonly string[] =>
  ownerId === null ? memberIds : [ownerId, ...memberIds]

/** Boxes that a user owns or shares. */
export const boxesOf = (design: DesignSnapshot, userId: string): readonly Mailbox[] =>
  design.list('mailbox').filter((box) => listenersOf(box).includes(userId))

/** Undefined: there is no box. */
export function summaryOf(
  boxes: readonly Mailbox[],
  counts: (mailboxId: string) => MailboxCounts,
): Summary | undefined {
  const [first] = boxes
  if (!first) return undefined
  const all = boxes.map(({ id }) => counts(id))
  const newMessages = all.reduce((sum, each) => sum + each.newMessages, 0)
  const savedMessages = all.reduce((sum, each) => sum + each.savedMessages, 0)
  const account = first.number.replaceAll(/[^0-9*+]/g, '') || 'voicemail'
  return { newMessages, savedMessages, account, isWaiting: newMessages > 0 }
}

/** RFC 3842 §5.2: new and old messages, then the urgent among them, of which we know none. */
export const messageSummary = ({ isWaiting, newMessages, savedMessages }: Summary, uri: string) =>
  [
    `Messages-Waiting: ${isWaiting ? 'yes' : 'no'}`,
    `Message-Account: ${uri}`,
    `Voice-Message: ${newMessages}/${savedMessages} (0/0)`,
    '',
  ].join('\r\n')
