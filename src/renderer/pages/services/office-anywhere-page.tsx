import { Laptop } from 'lucide-react'
import type { Portal } from '../../../callflow/design/document.ts'
import { NameOf } from '../shared/name-of.tsx'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'

const columns: readonly Column<Portal>[] = [
  nameColumn(),
  {
    id: 'number',
    header: 'Phone number',
    width: 'minmax(120px, 1fr)',
    cell: (portal) => <NameOf id={portal.phoneNumberId} />,
  },
  { id: 'extension', header: 'Extension', width: '120px', mono: true, cell: (portal) => portal.extension },
]

export function OfficeAnywherePage() {
  return (
    <DocumentPage
      area="office-anywhere"
      kind="portal"
      title="Office Anywhere"
      icon={Laptop}
      columns={columns}
      createLabel="New portal number"
      empty={{
        title: 'No portal numbers yet',
        text: 'People reach the office from their own phones by calling a portal number.',
      }}
    />
  )
}
