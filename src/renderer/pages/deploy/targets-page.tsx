import { Server } from 'lucide-react'
import { useState } from 'react'
import { TargetName } from '../../shell/target-name.tsx'
import { engineWords } from '../../shell/engine-words.ts'
import { type KnownTarget, useTarget, useTargets } from '../../store/target.ts'
import { Badge, StatusDot } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { ListPage } from '../shared/list-page.tsx'
import { PairDialog } from './pair-dialog.tsx'
import { TargetDetail } from './target-detail.tsx'

const columns: readonly Column<KnownTarget>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(120px, 2fr)',
    sortBy: ({ name }) => name,
    cell: (each) => <TargetName about={each} />,
  },
  {
    id: 'state',
    header: 'State',
    width: 'minmax(128px, 1.5fr)',
    cell: ({ status }) => {
      const { tone, label, busy } = engineWords(status)
      return <StatusDot tone={tone} label={label} pulse={busy} />
    },
  },
  {
    id: 'runs',
    header: 'Runs',
    width: 'minmax(96px, 1.5fr)',
    cell: ({ status }) => status.health?.activeBundle?.designName ?? '–',
  },
  {
    id: 'address',
    header: 'Address',
    width: 'minmax(120px, 2fr)',
    mono: true,
    sortBy: ({ remote }) => remote?.url ?? '',
    cell: ({ remote }) => remote?.url.replace('https://', '') ?? '–',
  },
  { id: 'role', header: 'Role', width: '72px', cell: ({ remote }) => remote?.role ?? 'owner' },
  { id: 'here', header: '', width: '120px', cell: ({ id }) => <Looked id={id} /> },
]

/** Where designs run: the engine of the app, and appliances that it was paired with. */
export function TargetsPage() {
  const list = useTargets((state) => state.list)
  const [isPairing, setPairing] = useState(false)
  return (
    <>
      <ListPage
        area="targets"
        title="Targets"
        icon={Server}
        rows={list}
        columns={columns}
        rowId={({ id }) => id}
        words={({ name, remote }) => `${name} ${remote?.url ?? ''}`}
        empty={{ title: 'No target', text: 'A target is a place where designs run.' }}
        createLabel="Add appliance"
        onCreate={() => setPairing(true)}
        detail={(row, close) => <TargetDetail key={row.id} known={row} onClose={close} />}
      />
      {isPairing ? <PairDialog onClose={() => setPairing(false)} /> : null}
    </>
  )
}

function Looked({ id }: { readonly id: string }) {
  const isLooked = useTarget(({ about }) => about?.id === id)
  return isLooked ? <Badge tone="accent">Pages are about it</Badge> : null
}
