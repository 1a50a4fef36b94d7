import { Inbox } from 'lucide-react'
import type { Queue } from '../../../callflow/design/document.ts'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'
import { NameOf } from '../shared/name-of.tsx'

const columns: readonly Column<Queue>[] = [
  nameColumn(),
  {
    id: 'agents',
    header: 'Agents',
    width: '80px',
    mono: true,
    sortBy: (queue) => queue.agentIds.length,
    cell: (queue) => queue.agentIds.length,
  },
  {
    id: 'strategy',
    header: 'Who is next',
    width: '128px',
    cell: (queue) => (queue.strategy === 'most-idle' ? 'Longest idle' : 'Round robin'),
  },
  {
    id: 'ring',
    header: 'Rings',
    width: '80px',
    mono: true,
    sortBy: (queue) => queue.agentRingSec,
    cell: (queue) => `${queue.agentRingSec} s`,
  },
  {
    id: 'wait',
    header: 'Longest wait',
    width: '104px',
    mono: true,
    sortBy: (queue) => queue.maxWaitSec,
    cell: (queue) => (queue.maxWaitSec === 0 ? 'no limit' : `${queue.maxWaitSec} s`),
  },
  {
    id: 'music',
    header: 'Hold music',
    width: 'minmax(88px, 2fr)',
    cell: (queue) => <NameOf id={queue.holdMusicId} />,
  },
]

export function QueuesPage() {
  return (
    <DocumentPage
      area="queues"
      kind="queue"
      title="Queues"
      icon={Inbox}
      columns={columns}
      createLabel="New queue"
      empty={{ title: 'No queues yet', text: 'A queue lets callers wait with music for the next free agent.' }}
    />
  )
}
