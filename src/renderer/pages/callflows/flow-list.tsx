import { useVirtualizer } from '@tanstack/react-virtual'
import { Copy, EllipsisVertical, PanelLeftClose, PanelLeftOpen, PhoneCall, Plus, Trash2 } from 'lucide-react'
import { memo, useMemo, useRef, useState } from 'react'
import type { Callflow } from '../../../callflow/design/document.ts'
import type { Refusal } from '../../api/refusal.ts'
import { callFromHere } from '../../softphone/call-button.tsx'
import { dialable } from '../../softphone/core/dial-entries.ts'
import { useDocuments } from '../../store/design.ts'
import { formatRoute } from '../../store/route.ts'
import { flowListPane, setPaneSize, useUi } from '../../store/ui.ts'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Menu } from '../../ui/menu.tsx'
import { SearchInput } from '../../ui/text-input.tsx'
import { createCallflow, deleteCallflow, duplicateCallflow } from './callflow-actions.ts'
import { StillUsedDialog } from './delete-callflow.tsx'
import { searchFlows } from './flow-search.ts'
import { FlowFindings } from './flow-findings.tsx'

const rowHeight = 44

/** Every flow by name; search takes names and numbers (M25). */
export function FlowList({ openId }: { readonly openId: string | null }) {
  const isFolded = useUi((state) => state.paneSizes[flowListPane] === 0)
  if (isFolded) {
    return (
      <aside className="flex w-10 shrink-0 flex-col items-center border-r border-line bg-surface py-2">
        <IconButton
          label="Show callflows"
          icon={PanelLeftOpen}
          side="right"
          onClick={() => setPaneSize(flowListPane, 1)}
        />
      </aside>
    )
  }
  return <OpenList openId={openId} />
}

function OpenList({ openId }: { readonly openId: string | null }) {
  const flows = useDocuments('callflow')
  const [query, setQuery] = useState('')
  const [refused, setRefused] = useState<{ flow: Callflow; refusal: Refusal } | null>(null)
  const found = useMemo(() => searchFlows(flows, query), [flows, query])
  const remove = async (flow: Callflow) => {
    const refusal = await deleteCallflow(flow)
    if (refusal) setRefused({ flow, refusal })
  }
  return (
    <aside aria-label="Callflows" className="flex w-[248px] shrink-0 flex-col border-r border-line bg-surface">
      <div className="flex shrink-0 items-center gap-1 p-3 pr-2 pb-2">
        <SearchInput label="Name or number" value={query} onChange={setQuery} />
        <IconButton label="Create callflow" icon={Plus} onClick={() => void createCallflow()} />
        <IconButton label="Hide callflows" icon={PanelLeftClose} onClick={() => setPaneSize(flowListPane, 0)} />
      </div>
      <Rows flows={found} openId={openId} onRemove={(flow) => void remove(flow)} />
      {found.length === 0 ? (
        <p className="px-4 py-2 text-small text-ink-faint">
          {query ? `No callflow has "${query}" in its name or numbers.` : 'Callflows you create are listed here.'}
        </p>
      ) : null}
      {refused ? <StillUsedDialog {...refused} onClose={() => setRefused(null)} /> : null}
    </aside>
  )
}

function Rows({
  flows,
  openId,
  onRemove,
}: {
  readonly flows: readonly Callflow[]
  readonly openId: string | null
  readonly onRemove: (flow: Callflow) => void
}) {
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- this project does not use the React compiler
  const rows = useVirtualizer({
    count: flows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  return (
    <div ref={scroller} className={cx('min-h-0 overflow-y-auto px-2 pb-3', flows.length > 0 && 'flex-1')}>
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const flow = flows[index]
          return flow ? (
            <li key={flow.id} className="absolute inset-x-0" style={{ top: start, height: rowHeight }}>
              <Row flow={flow} isOpen={flow.id === openId} onRemove={onRemove} />
            </li>
          ) : null
        })}
      </ul>
    </div>
  )
}

const Row = memo(function Row({
  flow,
  isOpen,
  onRemove,
}: {
  readonly flow: Callflow
  readonly isOpen: boolean
  readonly onRemove: (flow: Callflow) => void
}) {
  const steps = Object.keys(flow.nodes).length
  const number = dialable(flow.numbers)
  return (
    <div
      className={cx(
        'group relative flex h-full items-center gap-1 rounded-control pr-1',
        isOpen ? 'bg-accent-soft' : 'hover:bg-hover',
      )}
    >
      <a
        href={formatRoute('callflows', flow.id)}
        aria-current={isOpen ? 'page' : undefined}
        className="flex h-full min-w-0 flex-1 flex-col justify-center rounded-control px-2"
      >
        <span className={cx('truncate text-body text-ink', isOpen && 'font-medium')}>{flow.name}</span>
        <span className="tabular truncate text-small text-ink-faint">
          {flow.numbers.length > 0 ? numbersOf(flow) : steps === 0 ? 'Empty' : 'No number'}
        </span>
      </a>
      <FlowFindings flowId={flow.id} />
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            aria-label={`Actions for ${flow.name}`}
            className="flex size-6 items-center justify-center rounded-control text-ink-faint opacity-0 group-hover:opacity-100 hover:bg-pressed focus-visible:opacity-100 data-[state=open]:opacity-100"
          >
            <EllipsisVertical aria-hidden size={14} />
          </button>
        }
        groups={[
          {
            actions: [
              {
                label: number === undefined ? 'Call' : `Call ${number}`,
                icon: PhoneCall,
                disabled: number === undefined,
                run: () => number !== undefined && callFromHere(number),
              },
            ],
          },
          { actions: [{ label: 'Duplicate', icon: Copy, run: () => void duplicateCallflow(flow) }] },
          { actions: [{ label: 'Delete', icon: Trash2, danger: true, run: () => onRemove(flow) }] },
        ]}
      />
    </div>
  )
})

const numbersOf = ({ numbers }: Callflow): string =>
  numbers
    .slice(0, 4)
    .map((number) => (number === 'no_match' ? 'any other number' : number))
    .join(', ')
