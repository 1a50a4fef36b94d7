import { Users } from 'lucide-react'
import type { Group } from '../../../callflow/design/document.ts'
import { useDesignSnapshot } from '../../store/design.ts'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'

const columns: readonly Column<Group>[] = [
  nameColumn(),
  {
    id: 'count',
    header: 'Members',
    width: '88px',
    mono: true,
    sortBy: (group) => group.members.length,
    cell: (group) => group.members.length,
  },
  { id: 'who', header: 'Who', width: 'minmax(120px, 3fr)', cell: (group) => <MemberNames group={group} /> },
]

export function GroupsPage() {
  return (
    <DocumentPage
      area="groups"
      kind="group"
      title="Groups"
      icon={Users}
      columns={columns}
      createLabel="New group"
      empty={{
        title: 'No groups yet',
        text: 'A group is a named set of people and phones. Change it once, and every ring group that uses it follows.',
      }}
    />
  )
}

function MemberNames({ group }: { readonly group: Group }) {
  const design = useDesignSnapshot()
  const names = group.members.slice(0, 6).map((member) => design.get(member.id)?.name ?? 'No longer exists')
  return names.length === 0 ? 'Nobody yet' : `${names.join(', ')}${group.members.length > 6 ? ' …' : ''}`
}
