import { Presentation } from 'lucide-react'
import type { Conference } from '../../../callflow/design/document.ts'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'

const columns: readonly Column<Conference>[] = [
  nameColumn(),
  {
    id: 'numbers',
    header: 'Room numbers',
    width: 'minmax(120px, 2fr)',
    mono: true,
    cell: (room) => room.numbers.join(', '),
  },
  { id: 'pins', header: 'PINs', width: '120px', cell: (room) => (room.memberPins.length > 0 ? 'Asked for' : 'None') },
]

export function ConferencesPage() {
  return (
    <DocumentPage
      area="conferences"
      kind="conference"
      title="Conferences"
      icon={Presentation}
      columns={columns}
      createLabel="New conference"
      empty={{
        title: 'No conferences yet',
        text: 'A conference bridge is a room where callers talk together. Give it PINs to keep strangers out.',
      }}
    />
  )
}
