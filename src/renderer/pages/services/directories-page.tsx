import { BookUser } from 'lucide-react'
import type { Directory } from '../../../callflow/design/document.ts'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'

const columns: readonly Column<Directory>[] = [
  nameColumn(),
  {
    id: 'people',
    header: 'People',
    width: '96px',
    mono: true,
    sortBy: (directory) => directory.entries.length,
    cell: (directory) => directory.entries.length,
  },
]

export function DirectoriesPage() {
  return (
    <DocumentPage
      area="directories"
      kind="directory"
      title="Directories"
      icon={BookUser}
      columns={columns}
      createLabel="New directory"
      empty={{
        title: 'No directories yet',
        text: 'A directory lets callers find a person by spelling the name on their keypad.',
      }}
    />
  )
}
