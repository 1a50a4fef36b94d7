import { User } from 'lucide-react'
import type { User as UserDocument } from '../../../callflow/design/document.ts'
import { CallButton } from '../../softphone/call-button.tsx'
import { StatusDot } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'
import { PhoneLamp } from '../shared/phone-lamp.tsx'
import { OwnedBy } from './owned-by.tsx'

const columns: readonly Column<UserDocument>[] = [
  nameColumn(),
  {
    id: 'extension',
    header: 'Extension',
    width: '96px',
    mono: true,
    sortBy: (user) => user.extension,
    cell: (user) => user.extension || '–',
  },
  {
    id: 'email',
    header: 'E-mail',
    width: 'minmax(88px, 2fr)',
    sortBy: (user) => user.email,
    cell: (user) => user.email || '–',
  },
  {
    id: 'role',
    header: 'Role',
    width: '112px',
    sortBy: (user) => user.role,
    cell: (user) => (user.role === 'admin' ? 'Administrator' : 'User'),
  },
  {
    id: 'enabled',
    header: 'State',
    width: '128px',
    sortBy: (user) => (user.enabled ? 'a' : 'b'),
    cell: (user) =>
      user.enabled ? (
        <PhoneLamp whose={user}>
          <StatusDot tone="green" label="Enabled" />
        </PhoneLamp>
      ) : (
        <StatusDot tone="neutral" label="Disabled" />
      ),
  },
]

export function UsersPage() {
  return (
    <DocumentPage
      area="users"
      kind="user"
      title="Users"
      icon={User}
      columns={columns}
      createLabel="New user"
      empty={{
        title: 'No users yet',
        text: 'A user is a person: rung on all their phones, with a mailbox and a caller ID of their own.',
      }}
      words={(user) => `${user.name} ${user.extension} ${user.email} ${user.role}`}
      subtitle={(user) => user.email || (user.role === 'admin' ? 'Administrator' : 'User')}
      actions={(user) => <CallButton whom={user.name} number={user.extension} />}
      after={(user) => <OwnedBy userId={user.id} />}
    />
  )
}
