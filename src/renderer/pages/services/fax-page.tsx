import { Printer } from 'lucide-react'
import type { FaxBox } from '../../../callflow/design/document.ts'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'

const columns: readonly Column<FaxBox>[] = [
  nameColumn(),
  { id: 'number', header: 'Fax number', width: 'minmax(120px, 1fr)', mono: true, cell: (box) => box.faxNumber },
  { id: 'tries', header: 'Tries', width: '72px', mono: true, cell: (box) => box.retries },
]

export function FaxPage() {
  return (
    <DocumentPage
      area="fax"
      kind="fax-box"
      title="Fax boxes"
      icon={Printer}
      columns={columns}
      createLabel="New fax box"
      empty={{
        title: 'No fax boxes yet',
        text: 'A fax box receives faxes for a number and sends those that permitted people mail to it.',
      }}
    />
  )
}
