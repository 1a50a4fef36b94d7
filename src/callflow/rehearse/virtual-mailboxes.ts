import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { KeptSound, MailboxMessage, OperationOf, ResultOf } from '../run/operation.ts'
import type { WorldSetup } from './world.ts'

/** A message a day, counted back from the call: enough to hear the envelopes differ. */
const DAY_MS = 86_400_000
const MESSAGE_MS = 12_000

/** Mailboxes of a rehearsal: the messages the set-up counts, made up, and what the call does with them. */
export class VirtualMailboxes {
  readonly #design: DesignSnapshot
  readonly #boxes = new Map<DocumentId, MailboxMessage[]>()
  readonly #kept = new Set<string>()
  #copies = 0

  constructor(about: { readonly design: DesignSnapshot; readonly startMs: number; readonly setup: WorldSetup }) {
    this.#design = about.design
    for (const { mailboxId, newMessages, savedMessages } of about.setup.mailboxes ?? []) {
      this.#boxes.set(mailboxId, madeUp({ mailboxId, newMessages, savedMessages, startMs: about.startMs }))
    }
    for (const what of about.setup.kept ?? []) this.keep(what)
  }

  list(mailboxId: DocumentId): readonly MailboxMessage[] {
    return this.#boxes.get(mailboxId) ?? []
  }

  read(mailboxId: DocumentId): ResultOf<'read-mailbox'> {
    const messages = this.list(mailboxId)
    const newMessages = messages.filter(({ isNew }) => isNew).length
    return { newMessages, savedMessages: messages.length - newMessages, isFull: this.#isFull(mailboxId) }
  }

  /** False: the box is full. */
  add(mailboxId: DocumentId, message: MailboxMessage): boolean {
    if (this.#isFull(mailboxId)) return false
    this.#boxes.set(mailboxId, [...this.list(mailboxId), message])
    return true
  }

  update({ messageId, change }: OperationOf<'update-message'>): ResultOf<'update-message'> {
    const found = [...this.#boxes].find(([, messages]) => messages.some((each) => each.messageId === messageId))
    const message = found?.[1].find((each) => each.messageId === messageId)
    if (!found || !message) return { outcome: 'gone' }
    const [mailboxId, messages] = found
    if (change.kind === 'copy-to') {
      const copyId = `copy-${++this.#copies}`
      const durationMs = message.durationMs + (change.introduction?.durationMs ?? 0)
      const isMade = this.add(change.mailboxId, { ...message, messageId: copyId, durationMs, isNew: true })
      return isMade ? { outcome: 'done', copyId } : { outcome: 'gone' }
    }
    const others = messages.filter((each) => each !== message)
    const saved = messages.map((each) => (each === message ? { ...each, isNew: false } : each))
    this.#boxes.set(mailboxId, change.kind === 'delete' ? others : saved)
    return { outcome: 'done' }
  }

  find(messageId: string): MailboxMessage | undefined {
    return [...this.#boxes.values()].flat().find((each) => each.messageId === messageId)
  }

  isKept(what: KeptSound): boolean {
    return this.#kept.has(keptText(what))
  }

  keep(what: KeptSound): void {
    this.#kept.add(keptText(what))
  }

  forget(what: KeptSound): void {
    this.#kept.delete(keptText(what))
  }

  #isFull(mailboxId: DocumentId): boolean {
    return this.list(mailboxId).length >= (this.#design.find('mailbox', mailboxId)?.maxMessages ?? 0)
  }
}

const keptText = ({ kind, id }: KeptSound) => `${kind} ${id}`

function madeUp(about: {
  readonly mailboxId: DocumentId
  readonly newMessages: number
  readonly savedMessages: number
  readonly startMs: number
}): MailboxMessage[] {
  const { mailboxId, newMessages, savedMessages, startMs } = about
  const total = Math.min(1_000, newMessages + savedMessages)
  return Array.from({ length: total }, (_, index) => ({
    messageId: `${mailboxId}-${index + 1}`,
    isNew: index >= savedMessages,
    receivedMs: startMs - (total - index) * DAY_MS,
    durationMs: MESSAGE_MS,
    callerName: 'Earlier caller',
    callerNumber: '+16045550123',
  }))
}
