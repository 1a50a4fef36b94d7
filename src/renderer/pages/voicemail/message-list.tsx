import { ChevronDown, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { target } from '../../store/target.ts'
import { formatDuration } from '../../forms/time-words.ts'
import type { VoicemailMessage } from '../../store/live-events.ts'
import { AudioPlayer } from '../../ui/audio-player.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Badge } from '../../ui/status.tsx'

export interface MessageListProps {
  readonly messages: readonly VoicemailMessage[]
  readonly problem: string | null
  readonly onRemove: (messageId: string) => void
}

export function MessageList({ messages, problem, onRemove }: MessageListProps) {
  const [openId, setOpenId] = useState<string | null>(null)
  const [askedFor, setAskedFor] = useState<VoicemailMessage | null>(null)
  return (
    <section aria-label="Messages" className="border-b border-line pb-5">
      <h3 className="mb-1 text-label font-medium text-ink-soft">Messages</h3>
      {messages.length === 0 ? (
        <p className="text-small text-ink-faint">{problem ?? 'Nobody has left a message.'}</p>
      ) : null}
      <ul className="flex flex-col">
        {messages.map((message) => (
          <li key={message.messageId} className="border-b border-line py-1 last:border-0">
            <div className="flex items-center gap-2">
              <button
                type="button"
                aria-expanded={openId === message.messageId}
                onClick={() => setOpenId(openId === message.messageId ? null : message.messageId)}
                className="flex min-h-7 min-w-0 flex-1 items-center gap-2 rounded-control text-left hover:text-accent-ink"
              >
                <ChevronDown
                  aria-hidden
                  size={13}
                  className={cx('shrink-0 transition-transform', openId !== message.messageId && '-rotate-90')}
                />
                <span className={cx('min-w-0 flex-1 truncate', message.isNew && 'font-semibold')}>
                  {message.callerName || message.callerNumber || 'Anonymous'}
                </span>
                {message.isNew ? <Badge tone="accent">new</Badge> : null}
                {message.wasCutShort ? <Badge tone="amber">cut short</Badge> : null}
                <span className="tabular shrink-0 font-mono text-label text-ink-faint">
                  {new Date(message.receivedMs).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' })} ·{' '}
                  {formatDuration(message.durationMs)}
                </span>
              </button>
              <IconButton label="Delete message" icon={Trash2} size="sm" onClick={() => setAskedFor(message)} />
            </div>
            {openId === message.messageId ? <MessagePlayer message={message} /> : null}
          </li>
        ))}
      </ul>
      {askedFor ? (
        <Dialog
          open
          onClose={() => setAskedFor(null)}
          title="Delete this message?"
          description="It is kept by the engine, not in the design: this cannot be undone."
          footer={
            <>
              <Button onClick={() => setAskedFor(null)}>Keep it</Button>
              <Button
                variant="danger"
                onClick={() => {
                  onRemove(askedFor.messageId)
                  setAskedFor(null)
                }}
              >
                Delete
              </Button>
            </>
          }
        />
      ) : null}
    </section>
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
