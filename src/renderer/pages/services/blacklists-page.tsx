import { Ban } from 'lucide-react'
import type { Blacklist } from '../../../callflow/design/document.ts'
import { useDocumentsOf } from '../../store/design.ts'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'

const columns: readonly Column<Blacklist>[] = [
  nameColumn(),
  {
    id: 'numbers',
    header: 'Numbers',
    width: '96px',
    mono: true,
    sortBy: (list) => list.numbers.length,
    cell: (list) => list.numbers.length,
  },
  { id: 'active', header: 'State', width: '160px', cell: (list) => <ActiveState id={list.id} /> },
]

export function BlacklistsPage() {
  return (
    <DocumentPage
      area="blacklists"
      kind="blacklist"
      title="Blacklists"
      icon={Ban}
      columns={columns}
      createLabel="New blacklist"
      empty={{
        title: 'No blacklists yet',
        text: 'A blacklist turns callers away. It works once it is active in the account.',
      }}
    />
  )
}

/** Two steps, as administrators know it: a list here, and its activation in the account (M12). */
function ActiveState({ id }: { readonly id: string }) {
  const isActive = useDocumentsOf(accountKind).some(
    (account) => account.kind === 'account' && account.activeBlacklistIds.includes(id),
  )
  return isActive ? 'Active' : 'Not active'
}

const accountKind = ['account'] as const
