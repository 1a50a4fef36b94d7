import { Check, Headset, LogIn, LogOut, Play } from 'lucide-react'
import { useMemo } from 'react'
import { startEngine } from '../../shell/engine-actions.ts'
import { PageHeader } from '../../shell/page-layout.tsx'
import { useDesignSnapshot } from '../../store/design.ts'
import { useLive } from '../../store/live.ts'
import { navigate } from '../../store/route.ts'
import { sayWhoIsHere, useWhoIsHere } from '../../store/who-is-here.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusDot } from '../../ui/status.tsx'
import { setAgent } from '../wallboard/agent-orders.ts'
import { agentStates, stateWords } from '../wallboard/agent-words.ts'
import { AgentTime } from '../wallboard/queue-detail.tsx'
import { usePauseReasons } from '../wallboard/use-pause-reasons.ts'
import { CardList } from '../wallboard/card-list.tsx'
import { type Desk, desksOf, stateAtDesk } from './desk.ts'
import { type PersonHere, peopleHere } from './people-here.ts'
import { TakeBreak } from './take-break.tsx'

/** An agent's own place: in or out, on a break and why, ready again after a call. Whoever answers for agents says here who they are, and acts for them on the wallboard. */
export function AgentPage() {
  const boards = useLive((state) => state.boards)
  const isUp = useLive((state) => state.engine?.state === 'running')
  const userId = useWhoIsHere((here) => here.userId)
  const design = useDesignSnapshot()
  const desks = useMemo(() => desksOf(boards.values()), [boards])
  const people = useMemo(() => peopleHere(design, desks), [design, desks])
  const person = people.find(({ value }) => value === userId)
  const desk = desks.find((each) => each.agentId === userId)
  if (desks.length === 0) return <NobodyThere isUp={isUp} />
  return (
    <>
      <PageHeader title="Agent desk">
        <Select
          aria-label="Agent"
          className="w-[220px]"
          value={person?.value ?? ''}
          placeholder="Who are you?"
          options={people}
          onChange={sayWhoIsHere}
        />
      </PageHeader>
      {desk ? <DeskView key={desk.agentId} desk={desk} /> : <NoDesk person={person} />}
    </>
  )
}

function NoDesk({ person }: { readonly person: PersonHere | undefined }) {
  if (!person)
    return (
      <EmptyState icon={Headset} title="Who are you?">
        Choose your name above. This window remembers it.
      </EmptyState>
    )
  return (
    <EmptyState
      icon={Headset}
      title={`${person.label} works for no queue`}
      action={
        <Button variant="primary" onClick={() => navigate('wallboard')}>
          Open the wallboard
        </Button>
      }
    >
      {person.answersForAll
        ? 'On the wallboard you log any agent in and out, and give them a break.'
        : 'On the wallboard you log the agents of your queues in and out, and give them a break.'}
    </EmptyState>
  )
}

function NobodyThere({ isUp }: { readonly isUp: boolean }) {
  return (
    <>
      <PageHeader title="Agent desk" />
      <EmptyState
        icon={Headset}
        title={isUp ? 'No queue has agents' : 'The engine is not running'}
        action={
          isUp ? null : (
            <Button variant="primary" icon={Play} onClick={() => void startEngine()}>
              Start the engine
            </Button>
          )
        }
      >
        {isUp
          ? 'Give a queue its agents and sync the engine; they log in and take breaks here.'
          : 'Start it, and agents log in and take breaks here.'}
      </EmptyState>
    </>
  )
}

function DeskView({ desk }: { readonly desk: Desk }) {
  const reasons = usePauseReasons()
  const agent = stateAtDesk(desk)
  const { agentId } = desk
  const isOut = agent.state === 'logged-out'
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
      <div className="flex max-w-[560px] flex-col gap-4">
        <section aria-label="Now" className="rounded-card border border-line bg-surface px-5 py-4">
          <div className="flex items-baseline justify-between gap-4 text-title font-semibold">
            <StatusDot tone={agentStates[agent.state].tone} label={stateWords(agent)} />
            <span className="tabular font-mono text-display">
              <AgentTime agent={agent} />
            </span>
          </div>
          <p className="mt-1 min-h-5 text-ink-faint">
            {agent.with === '' ? noteOf(agent.state) : `with ${agent.with}`}
          </p>
          <div className="mt-4 flex flex-wrap gap-2">
            {isOut ? (
              <Button
                size="lg"
                variant="primary"
                icon={LogIn}
                onClick={() => void setAgent({ agentId, action: 'log-in' })}
              >
                Log in
              </Button>
            ) : null}
            {agent.state === 'wrap-up' ? (
              <Button
                size="lg"
                variant="primary"
                icon={Check}
                onClick={() => void setAgent({ agentId, action: 'ready' })}
              >
                Ready now
              </Button>
            ) : null}
            {agent.state === 'paused' ? (
              <Button
                size="lg"
                variant="primary"
                icon={Play}
                onClick={() => void setAgent({ agentId, action: 'resume' })}
              >
                End the break
              </Button>
            ) : null}
            {isOut ? null : (
              <Button size="lg" icon={LogOut} onClick={() => void setAgent({ agentId, action: 'log-out' })}>
                Log out
              </Button>
            )}
          </div>
        </section>
        {isOut || agent.state === 'paused' ? null : <TakeBreak agentId={agentId} reasons={reasons} />}
        <CardList title="Your queues" empty="">
          {desk.places.map(({ board, agent: there }) => (
            <li key={board.queueId} className="flex h-10 items-center gap-3 border-b border-line last:border-0">
              <span className="min-w-0 flex-1 truncate">{board.name}</span>
              <span className="text-small whitespace-nowrap text-ink-faint">
                {board.waitingCount === 0 ? 'nobody waits' : `${board.waitingCount} waiting`}
              </span>
              {there.state === 'logged-out' ? (
                <Button
                  size="sm"
                  aria-label={`Log in to ${board.name}`}
                  onClick={() => void setAgent({ agentId, queueId: board.queueId, action: 'log-in' })}
                >
                  Log in
                </Button>
              ) : (
                <Button
                  size="sm"
                  aria-label={`Log out of ${board.name}`}
                  onClick={() => void setAgent({ agentId, queueId: board.queueId, action: 'log-out' })}
                >
                  Log out
                </Button>
              )}
            </li>
          ))}
        </CardList>
      </div>
    </div>
  )
}

function noteOf(state: Desk['places'][number]['agent']['state']): string {
  if (state === 'unreachable') return 'None of your phones is online: no queue can ring you.'
  if (state === 'logged-out') return 'No queue rings you.'
  return ''
}
