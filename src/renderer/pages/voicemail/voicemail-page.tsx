import { Voicemail } from 'lucide-react'
import { useMemo } from 'react'
import type { Mailbox } from '../../../callflow/design/document.ts'
import { Badge } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'
import { NameOf } from '../shared/name-of.tsx'
import { MessageList } from './message-list.tsx'
import { useMessages } from './use-messages.ts'

/** Boxes, and the messages in them. */
export function VoicemailPage() {
  const { messages, problem, ...orders } = useMessages()
  const columns = useMemo(() => columnsFor(messages.filter(({ deletedMs }) => deletedMs === undefined)), [messages])
  return (
    <DocumentPage
      area="voicemail"
      kind="mailbox"
      title="Voicemail"
      icon={Voicemail}
      columns={columns}
      createLabel="New box"
      empty={{
        title: 'No voicemail boxes yet',
        text: 'A box takes messages: for one person, or shared by a department.',
      }}
      before={(mailbox) => (
        <MessageList
          messages={messages.filter((message) => message.mailboxId === mailbox.id)}
          mailboxId={mailbox.id}
          problem={problem}
          orders={orders}
        />
      )}
    />
  )
}

function columnsFor(
  messages: readonly { readonly mailboxId: string; readonly isNew: boolean }[],
): readonly Column<Mailbox>[] {
  const inBox = (mailbox: Mailbox) => messages.filter((message) => message.mailboxId === mailbox.id)
  return [
    nameColumn(),
    {
      id: 'number',
      header: 'Number',
      width: '96px',
      mono: true,
      sortBy: (mailbox) => mailbox.number,
      cell: (mailbox) => mailbox.number || '–',
    },
    {
      id: 'owner',
      header: 'User',
      width: 'minmax(88px, 1fr)',
      cell: (mailbox) => (mailbox.ownerId ? <NameOf id={mailbox.ownerId} /> : 'Shared'),
    },
    {
      id: 'messages',
      header: 'Messages',
      width: '128px',
      sortBy: (mailbox) => inBox(mailbox).length,
      cell: (mailbox) => <Count all={inBox(mailbox)} />,
    },
    {
      id: 'greeting',
      header: 'Greeting',
      width: 'minmax(88px, 1fr)',
      cell: (mailbox) => <NameOf id={mailbox.greetingId} />,
    },
  ]
}

function Count({ all }: { readonly all: readonly { readonly isNew: boolean }[] }) {
  const fresh = all.filter((message) => message.isNew).length
  return (
    <span className="flex items-center gap-2">
      <span className="tabular font-mono text-small">{all.length}</span>
      {fresh > 0 ? <Badge tone="accent">{fresh} new</Badge> : null}
    </span>
  )
}
