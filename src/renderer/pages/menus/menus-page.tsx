import { ListTree } from 'lucide-react'
import type { Menu } from '../../../callflow/design/document.ts'
import type { Column } from '../../ui/table.tsx'
import { MediaPreview } from '../media/media-preview.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'
import { NameOf } from '../shared/name-of.tsx'

const columns: readonly Column<Menu>[] = [
  nameColumn(),
  { id: 'greeting', header: 'Greeting', width: 'minmax(88px, 2fr)', cell: (menu) => <NameOf id={menu.greetingId} /> },
  {
    id: 'tries',
    header: 'Tries',
    width: '72px',
    mono: true,
    sortBy: (menu) => menu.retries,
    cell: (menu) => menu.retries,
  },
  {
    id: 'wait',
    header: 'Waits',
    width: '80px',
    mono: true,
    sortBy: (menu) => menu.timeoutSec,
    cell: (menu) => `${menu.timeoutSec} s`,
  },
  { id: 'hunt', header: 'Extensions', width: '128px', cell: (menu) => (menu.hunt ? 'May be dialled' : 'Not dialled') },
]

export function MenusPage() {
  return (
    <DocumentPage
      area="menus"
      kind="menu"
      title="Menus"
      icon={ListTree}
      columns={columns}
      createLabel="New menu"
      empty={{
        title: 'No menus yet',
        text: 'A menu plays a greeting and waits for a key. What the keys lead to is drawn in a callflow.',
      }}
      before={(menu) => (menu.greetingId ? <MediaPreview mediaId={menu.greetingId} /> : null)}
    />
  )
}
