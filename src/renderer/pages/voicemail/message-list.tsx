import { ChevronDown, FolderInput, Mail, MailOpen, Trash2, Undo2 } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { useDocuments } from '../../store/design.ts'
import { target } from '../../store/target.ts'
import { formatDuration } from '../../forms/time-words.ts'
import type { VoicemailMessage } from '../../store/live-events.ts'
import { AudioPlayer } from '../../ui/audio-player.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Badge } from '../../ui/status.tsx'
import type { MessageOrders } from './use-messages.ts'

export interface MessageListProps {
  readonly mailboxId: string
  readonly messages: readonly VoicemailMessage[]
  readonly problem: string | null
  readonly orders: MessageOrders
}

/** What is in a box, and what was deleted from it lately. */
export function MessageList({ mailboxId, messages, problem, orders }: MessageListProps) {
  const [askedFor, setAskedFor] = useState<VoicemailMessage | null>(null)
  const kept = messages.filter((message) => message.deletedMs === undefined)
  const deleted = messages.filter((message) => message.deletedMs !== undefined)
  return (
    <section aria-label="Messages" className="@container border-b border-line pb-5">
      <h3 className="mb-1 text-label font-medium text-ink-soft">Messages</h3>
      {kept.length === 0 ? (
        <p className="text-small text-ink-faint">{problem ?? 'Nobody has left a message.'}</p>
      ) : null}
      <ul className="flex flex-col">
        {kept.map((message) => (
          <MessageRow key={message.messageId} message={message}>
            <MessageActions message={message} mailboxId={mailboxId} orders={orders} />
          </MessageRow>
        ))}
      </ul>
      {deleted.length > 0 ? (
        <details className="mt-3">
          <summary className="text-label font-medium text-ink-soft">
            Deleted, kept for a week ({deleted.length})
          </summary>
          <ul aria-label="Deleted messages" className="flex flex-col">
            {deleted.map((message) => (
              <MessageRow key={message.messageId} message={message}>
                <IconButton
                  label="Take message back"
                  icon={Undo2}
                  size="sm"
                  onClick={() => orders.change(message.messageId, { isDeleted: false })}
                />
                <IconButton label="Delete for good" icon={Trash2} size="sm" onClick={() => setAskedFor(message)} />
              </MessageRow>
            ))}
          </ul>
        </details>
      ) : null}
      {askedFor ? (
        <EraseDialog
          onClose={() => setAskedFor(null)}
          onErase={() => {
            orders.erase(askedFor.messageId)
            setAskedFor(null)
          }}
        />
      ) : null}
    </section>
  )
}

function MessageActions({
  message: { messageId, isNew },
  message,
  mailboxId,
  orders,
}: {
  readonly message: VoicemailMessage
  readonly mailboxId: string
  readonly orders: MessageOrders
}) {
  const boxes = useDocuments('mailbox').filter(({ id }) => id !== mailboxId)
  return (
    <>
      <IconButton
        label={isNew ? 'Mark as heard' : 'Mark as new'}
        icon={isNew ? MailOpen : Mail}
        size="sm"
        onClick={() => orders.change(messageId, { isNew: !isNew })}
      />
      <Menu
        align="end"
        trigger={<IconButton label="Move message" icon={FolderInput} size="sm" disabled={boxes.length === 0} />}
        groups={[
          {
            heading: 'To the box',
            actions: boxes
              .toSorted((a, b) => a.name.localeCompare(b.name))
              .map(({ id, name }) => ({ label: name, run: () => orders.change(messageId, { mailboxId: id }) })),
          },
        ]}
      />
      <IconButton label="Delete message" icon={Trash2} size="sm" onClick={() => orders.remove(message)} />
    </>
  )
}

function MessageRow({ message, children }: { readonly message: VoicemailMessage; readonly children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <li className="border-b border-line py-1 last:border-0">
      <div className="flex items-center gap-1">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          className="flex min-h-7 min-w-0 flex-1 items-center gap-2 rounded-control text-left hover:text-accent-ink @max-[20rem]:flex-wrap @max-[20rem]:gap-y-0"
        >
          <ChevronDown
            aria-hidden
            size={13}
            className={cx('shrink-0 transition-transform', isOpen ? '' : '-rotate-90')}
          />
          <span className={cx('min-w-0 flex-1 truncate', message.isNew && 'font-semibold')}>
            {message.callerName || message.callerNumber || 'Anonymous'}
          </span>
          {message.isNew ? <Badge tone="accent">new</Badge> : null}
          {message.wasCutShort ? <Badge tone="amber">cut short</Badge> : null}
          <span className="tabular shrink-0 font-mono text-label text-ink-faint @max-[20rem]:basis-full @max-[20rem]:pl-5.5">
            {new Date(message.receivedMs).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' })} ·{' '}
            {formatDuration(message.durationMs)}
          </span>
        </button>
        {children}
      </div>
      {isOpen ? <MessagePlayer message={message} /> : null}
      {isOpen && message.transcript ? (
        <p className="mt-1.5 mb-1 text-small whitespace-pre-wrap text-ink-soft">
          <span className="sr-only">Written down by a machine: </span>
          {message.transcript}
        </p>
      ) : null}
    </li>
  )
}

function EraseDialog({ onClose, onErase }: { readonly onClose: () => void; readonly onErase: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Delete this message for good?"
      description="It is kept by the engine, not in the design: this cannot be undone."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" onClick={onErase}>
            Delete
          </Button>
        </>
      }
    />
  )
}

function MessagePlayer({ message }: { readonly message: VoicemailMessage }) {
  const [base64, setBase64] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { messageId } = message
  useEffect(() => {
    let isCurrent = true
    api()
      .operate.messages.audio({ ...target(), messageId })
      .then((audio) => isCurrent && setBase64(audio.base64))
      .catch((error: unknown) => isCurrent && setProblem(refusalOf(error).message))
    return () => {
      isCurrent = false
    }
  }, [messageId])
  if (problem)
    return (
      <p role="alert" className="text-small text-red">
        {problem}
      </p>
    )
  if (!base64) return <div aria-busy className="h-11 rounded-control border border-line bg-sunken" />
  const who = message.callerName || message.callerNumber || 'caller'
  return (
    <AudioPlayer
      name={`message from ${who}`}
      base64={base64}
      mimeType="audio/wav"
      fileName={`message-${messageId}.wav`}
    />
  )
}
