import { ListFilter } from 'lucide-react'
import type { NumberList } from '../../../callflow/design/document.ts'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'
import { ListTransfer } from './list-transfer.tsx'

const columns: readonly Column<NumberList>[] = [
  nameColumn(),
  {
    id: 'entries',
    header: 'Numbers',
    width: '96px',
    mono: true,
    sortBy: (list) => list.entries.length,
    cell: (list) => list.entries.length,
  },
]

export function NumberListsPage() {
  return (
    <DocumentPage
      area="number-lists"
      kind="number-list"
      title="Number lists"
      icon={ListFilter}
      columns={columns}
      createLabel="New number list"
      before={(list) => <ListTransfer list={list} />}
      empty={{
        title: 'No number lists yet',
        text: 'A number list holds callers that a callflow treats in their own way.',
      }}
    />
  )
}
