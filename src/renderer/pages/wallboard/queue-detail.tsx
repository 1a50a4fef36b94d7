import { Ellipsis, PhoneForwarded, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { mayOrderAgent } from '../../../callflow/scripts/agent-rights.ts'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { formatDuration } from '../../forms/time-words.ts'
import { useDesignSnapshot } from '../../store/design.ts'
import type { QueueBoard } from '../../store/live-events.ts'
import { target } from '../../store/target.ts'
import { useWhoIsHere } from '../../store/who-is-here.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Badge, StatusDot } from '../../ui/status.tsx'
import { toast } from '../../ui/toast.tsx'
import { Ticking } from '../live/ticking.tsx'
import { NameOf } from '../shared/name-of.tsx'
import { agentMenu } from './agent-orders.ts'
import { agentStates, type BoardAgent, stateWords } from './agent-words.ts'
import { CardList } from './card-list.tsx'
import { eventWords, type QueueEvent } from './event-words.ts'
import { usePauseReasons } from './use-pause-reasons.ts'
import { useNow } from './queue-tiles.tsx'

const nameOfCaller = ({ name, number }: { readonly name: string; readonly number: string }) =>
  name || number || 'Anonymous'

/** Callers in the order they will be served. */
export function WaitingList({ board }: { readonly board: QueueBoard }) {
  const more = board.waitingCount - board.waiting.length
  return (
    <CardList title="Waiting" empty="Nobody is waiting.">
      {board.waiting.map((caller) => (
        <li
          key={`${caller.callId} ${caller.position}`}
          className="flex h-9 items-center gap-3 border-b border-line last:border-0"
        >
          <span className="tabular w-6 shrink-0 font-mono text-small text-ink-faint">{caller.position}</span>
          <span className="min-w-0 flex-1 truncate">{nameOfCaller(caller)}</span>
          {caller.name && caller.number ? (
            <span className="truncate font-mono text-small text-ink-faint">{caller.number}</span>
          ) : null}
          {caller.skills.length > 0 ? <Badge>{caller.skills.join(', ')}</Badge> : null}
          {caller.isCallback ? <Badge icon={PhoneForwarded}>call back</Badge> : null}
          <span className="tabular shrink-0 font-mono text-small">
            <Ticking sinceMs={caller.sinceMs} />
          </span>
        </li>
      ))}
      {more > 0 ? <li className="py-2 text-small text-ink-faint">and {more} more</li> : null}
    </CardList>
  )
}

const callbackWords = {
  'in-line': 'In line',
  calling: 'Being called',
  later: 'Called again',
} as const

export function CallbackList({ board }: { readonly board: QueueBoard }) {
  if (board.callbacks.length === 0) return null
  return (
    <CardList title="To be called back" empty="">
      {board.callbacks.map((callback) => (
        <li key={callback.callbackId} className="flex h-9 items-center gap-3 border-b border-line last:border-0">
          <span className="min-w-0 flex-1 truncate">{nameOfCaller(callback)}</span>
          <span className="truncate font-mono text-small text-ink-faint">{callback.number}</span>
          <StatusDot
            tone={callback.state === 'calling' ? 'amber' : 'neutral'}
            label={
              callback.nextMs === null
                ? callbackWords[callback.state]
                : `${callbackWords[callback.state]} at ${timeOf(callback.nextMs)}`
            }
          />
          {callback.tries > 0 ? <Badge>{callback.tries === 1 ? '1 try' : `${callback.tries} tries`}</Badge> : null}
          <IconButton
            label={`Do not call ${nameOfCaller(callback)} back`}
            icon={X}
            size="sm"
            onClick={() => void drop(board.queueId, callback.callbackId)}
          />
        </li>
      ))}
    </CardList>
  )
}

async function drop(queueId: string, callbackId: string): Promise<void> {
  try {
    const { found } = await api().operate.queues.dropCallback({ ...target(), queueId, callbackId })
    if (!found) toast.info('That call back was over already')
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}

/** Agents in the order of the queue's list, and what can be done with each. */
export function AgentList({ board }: { readonly board: QueueBoard }) {
  const reasons = usePauseReasons()
  const design = useDesignSnapshot()
  const byId = useWhoIsHere((here) => here.userId)
  const { queueId } = board
  const may = ({ agentId }: BoardAgent) => {
    if (byId === '') return 'nobody-here'
    return mayOrderAgent(design, byId, { agentId, queueId, action: 'log-out' }) ? 'yes' : 'no'
  }
  return (
    <CardList title="Agents" empty="The queue has no agents yet.">
      {board.agents.map((agent) => (
        <li key={agent.agentId} className="flex min-h-9 items-center gap-3 border-b border-line py-1 last:border-0">
          <span className="min-w-0 flex-1">
            <span className="flex items-center gap-2">
              <span className="truncate">{agent.name || agent.agentId}</span>
              {agent.level > 1 ? <Badge>level {agent.level}</Badge> : null}
            </span>
            {agent.skills.length > 0 ? (
              <span className="block truncate text-small text-ink-faint" title={agent.skills.join(', ')}>
                {agent.skills.join(', ')}
              </span>
            ) : null}
          </span>
          <span className="flex max-w-[60%] shrink-0 flex-col items-end">
            <StatusDot tone={agentStates[agent.state].tone} label={stateWords(agent)} />
            {agent.with ? (
              <span className="max-w-full truncate text-small text-ink-faint">with {agent.with}</span>
            ) : null}
          </span>
          <span className="tabular w-14 shrink-0 text-right font-mono text-small">
            <AgentTime agent={agent} />
          </span>
          <Menu
            align="end"
            trigger={<IconButton label={`What ${agent.name || agent.agentId} does`} icon={Ellipsis} size="sm" />}
            groups={agentMenu(agent, { reasons, queueId, may: may(agent) })}
          />
        </li>
      ))}
    </CardList>
  )
}

/** How long they are in that state; what is left of a pause after a call. */
export function AgentTime({ agent }: { readonly agent: Pick<BoardAgent, 'state' | 'sinceMs' | 'untilMs'> }) {
  const nowMs = useNow()
  if (agent.state === 'wrap-up' && agent.untilMs !== null) return `−${formatDuration(agent.untilMs - nowMs)}`
  return formatDuration(Math.max(0, nowMs - agent.sinceMs))
}

/** What happened lately; read again whenever the queue looks otherwise. */
export function QueueHistory({ board }: { readonly board: QueueBoard }) {
  const { queueId } = board
  const [events, setEvents] = useState<readonly QueueEvent[]>([])
  useEffect(() => {
    let isCurrent = true
    api()
      .operate.queues.log({ ...target(), queueId, limit: 50 })
      .then((log) => isCurrent && setEvents(log))
      .catch(() => {}) // the page says that the engine does not run
    return () => {
      isCurrent = false
    }
  }, [queueId, board])
  return (
    <CardList title="Lately" empty="Nothing has happened yet.">
      {events.map((event, at) => (
        <li
          // Events have no names of their own; the list is read whole.
          key={`${event.atMs} ${at}`}
          className="flex h-8 items-center gap-3 border-b border-line text-small last:border-0"
        >
          <span className="tabular shrink-0 font-mono text-label text-ink-faint">{timeOf(event.atMs)}</span>
          <span className="min-w-0 flex-1 truncate">
            {event.agentId === '' ? null : (
              <>
                <NameOf id={event.agentId} />{' '}
              </>
            )}
            {eventWords(event)}
          </span>
        </li>
      ))}
    </CardList>
  )
}

const timeOf = (ms: number) => new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
