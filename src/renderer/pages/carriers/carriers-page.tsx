import { Plug } from 'lucide-react'
import type { Trunk } from '../../../callflow/design/document.ts'
import { useLive } from '../../store/live.ts'
import { StatusDot } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { carrierWords } from './carrier-state.ts'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'
import { PresetPicker } from './preset-picker.tsx'
import { TestCall } from './test-call.tsx'

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
    width: 'minmax(120px, 2fr)',
    cell: (trunk) => <CarrierState trunk={trunk} />,
  },
]

/** In a word, and behind it what is wrong. */
function CarrierState({ trunk }: { readonly trunk: Trunk }) {
  const state = useLive(({ trunks }) => trunks.find(({ trunkId }) => trunkId === trunk.id))
  const trouble = trunk.enabled ? state?.trouble : undefined
  return (
    <span className="flex min-w-0 items-center gap-2">
      <StatusDot {...carrierWords(trunk, state)} />
      {trouble ? (
        <span className="truncate text-small text-ink-soft" title={trouble}>
          {trouble}
        </span>
      ) : null}
    </span>
  )
}

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
      before={(trunk) => <PresetPicker trunk={trunk} />}
      after={(trunk) => <TestCall key={trunk.id} trunk={trunk} />}
      words={(trunk) => `${trunk.name} ${trunk.host}`}
    />
  )
}
