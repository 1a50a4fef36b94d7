import { Gauge, Maximize2, Play } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { startEngine } from '../../shell/engine-actions.ts'
import { PageHeader } from '../../shell/page-layout.tsx'
import { useLive } from '../../store/live.ts'
import type { QueueBoard } from '../../store/live-events.ts'
import { navigate, useRoute } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Select } from '../../ui/select.tsx'
import { FullScreen } from './full-screen.tsx'
import { AgentList, CallbackList, QueueHistory, WaitingList } from './queue-detail.tsx'
import { AgentCounts, DayTiles, NowTiles } from './queue-tiles.tsx'

const AREA = 'wallboard'

/** Queues as they are now and as the day went: all of them, or one with its callers and agents. */
export function WallboardPage() {
  const all = useLive((state) => state.boards)
  const isUp = useLive((state) => state.engine?.state === 'running')
  const queueId = useRoute((route) => route.id)
  const isFull = useRoute((route) => route.params['screen'] === 'full')
  const boards = useMemo(() => [...all.values()].toSorted((a, b) => a.name.localeCompare(b.name)), [all])
  const chosen = queueId === null ? undefined : all.get(queueId)
  const shown = useMemo(() => (chosen ? [chosen] : boards), [chosen, boards])
  const leave = useCallback(() => navigate(AREA, queueId, { replace: true }), [queueId])
  if (boards.length === 0) return <NoBoards isUp={isUp} />
  return (
    <>
      <PageHeader title="Wallboard">
        <Select
          aria-label="Queue"
          className="w-[200px]"
          value={chosen?.queueId ?? ''}
          options={[
            { value: '', label: 'All queues' },
            ...boards.map((board) => ({ value: board.queueId, label: board.name })),
          ]}
          onChange={(id) => navigate(AREA, id || null, { replace: true })}
        />
        <Button
          icon={Maximize2}
          onClick={() => navigate(AREA, chosen?.queueId ?? null, { replace: true, params: { screen: 'full' } })}
        >
          Full screen
        </Button>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
        {chosen ? <OneQueue board={chosen} /> : boards.map((board) => <QueueCard key={board.queueId} board={board} />)}
      </div>
      {isFull ? <FullScreen boards={shown} onLeave={leave} /> : null}
    </>
  )
}

function NoBoards({ isUp }: { readonly isUp: boolean }) {
  return (
    <>
      <PageHeader title="Wallboard" />
      {isUp ? (
        <EmptyState
          icon={Gauge}
          title="The engine has no queues"
          action={<Button onClick={() => navigate('queues')}>Go to queues</Button>}
        >
          Make a queue and sync the engine; who waits and what its agents do shows here.
        </EmptyState>
      ) : (
        <EmptyState
          icon={Gauge}
          title="The engine is not running"
          action={
            <Button variant="primary" icon={Play} onClick={() => void startEngine()}>
              Start the engine
            </Button>
          }
        >
          Start it, and queues show here: who waits, what agents do, how the day goes.
        </EmptyState>
      )}
    </>
  )
}

function Tiles({ board }: { readonly board: QueueBoard }) {
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(150px,1fr))] gap-2">
      <NowTiles board={board} />
      <DayTiles board={board} />
    </div>
  )
}

function QueueCard({ board }: { readonly board: QueueBoard }) {
  return (
    <section aria-label={board.name} className="mb-6 flex flex-col gap-2">
      <header className="flex items-baseline justify-between gap-4">
        <h2 className="truncate text-title font-semibold">{board.name}</h2>
        <span className="flex items-baseline gap-4">
          <AgentCounts board={board} />
          <Button variant="ghost" size="sm" onClick={() => navigate(AREA, board.queueId, { replace: true })}>
            Callers and agents
          </Button>
        </span>
      </header>
      <Tiles board={board} />
    </section>
  )
}

function OneQueue({ board }: { readonly board: QueueBoard }) {
  return (
    <section aria-label={board.name} className="flex flex-col gap-4">
      <header className="flex items-baseline justify-between gap-4">
        <h2 className="truncate text-title font-semibold">{board.name}</h2>
        <AgentCounts board={board} />
      </header>
      <Tiles board={board} />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(380px,100%),1fr))] items-start gap-4">
        <div className="flex min-w-0 flex-col gap-4">
          <WaitingList board={board} />
          <CallbackList board={board} />
          <QueueHistory board={board} />
        </div>
        <AgentList board={board} />
      </div>
      <p className="text-small text-ink-faint">Days begin at midnight in {board.today.timezone}.</p>
    </section>
  )
}
