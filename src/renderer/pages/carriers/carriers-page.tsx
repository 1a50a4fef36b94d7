import { Plug } from 'lucide-react'
import type { Trunk } from '../../../callflow/design/document.ts'
import { StatusDot } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'

const columns: readonly Column<Trunk>[] = [
  nameColumn(),
  {
    id: 'host',
    header: 'Carrier host',
    width: 'minmax(120px, 2fr)',
    mono: true,
    sortBy: (trunk) => trunk.host,
    cell: (trunk) => trunk.host || '–',
  },
  { id: 'transport', header: 'Transport', width: '88px', mono: true, cell: (trunk) => trunk.transport.toUpperCase() },
  {
    id: 'how',
    header: 'Signs in',
    width: '128px',
    cell: (trunk) =>
      trunk.register ? 'By registering' : trunk.allowedAddresses.length > 0 ? 'By address' : 'Does not',
  },
  {
    id: 'state',
    header: 'State',
    width: '96px',
    cell: (trunk) => (
      <StatusDot tone={trunk.enabled ? 'green' : 'neutral'} label={trunk.enabled ? 'Enabled' : 'Disabled'} />
    ),
  },
]

export function CarriersPage() {
  return (
    <DocumentPage
      area="carriers"
      kind="trunk"
      title="Carriers"
      icon={Plug}
      columns={columns}
      createLabel="New trunk"
      empty={{
        title: 'No trunks yet',
        text: 'A trunk carries calls to and from a carrier: out to the telephone network, in to your numbers.',
      }}
      words={(trunk) => `${trunk.name} ${trunk.host}`}
    />
  )
}
