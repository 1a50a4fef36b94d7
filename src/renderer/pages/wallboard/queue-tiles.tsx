import { useEffect, useState } from 'react'
import { formatDuration } from '../../forms/time-words.ts'
import type { QueueBoard } from '../../store/live-events.ts'
import { agentStates, type AgentState } from './agent-words.ts'
import { longestSince, percent, serviceLevel, staffLevel, waitLevel } from './levels.ts'
import { Tile } from './tile.tsx'

/** The time by this computer, once a second. */
export function useNow(): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}

interface TilesProps {
  readonly board: QueueBoard
  readonly big?: boolean
}

/** Who waits now, and who is there for them. */
export function NowTiles({ board, big = false }: TilesProps) {
  const nowMs = useNow()
  const since = longestSince(board)
  const waitedMs = since === undefined ? undefined : Math.max(0, nowMs - since)
  const level = waitLevel(waitedMs, board.serviceLevelSec)
  const callbacks = board.callbacks.length
  const ready = board.agents.filter(({ state }) => state === 'ready').length
  return (
    <>
      <Tile
        big={big}
        label="Waiting"
        value={board.waitingCount}
        level={level}
        note={callbacks > 0 ? `${callbacks} to be called back` : 'on the line'}
      />
      <Tile
        big={big}
        label="Longest wait"
        value={waitedMs === undefined ? '–' : formatDuration(waitedMs)}
        level={level}
        note={
          board.expectedWaitMs === null
            ? 'expected: not known yet'
            : `expected: ${formatDuration(board.expectedWaitMs)}`
        }
      />
      <Tile
        big={big}
        label="Agents ready"
        value={ready}
        level={staffLevel(board)}
        note={`of ${board.agents.filter(({ state }) => state !== 'logged-out').length} logged in`}
      />
    </>
  )
}

/** How the day has gone so far. */
export function DayTiles({ board, big = false }: TilesProps) {
  const { today, serviceLevelSec } = board
  return (
    <>
      <Tile
        big={big}
        label="Service level"
        value={percent(today.serviceLevel)}
        level={serviceLevel(today.serviceLevel)}
        note={`answered within ${serviceLevelSec} s today`}
      />
      <Tile big={big} label="Answered today" value={today.answered} note={averages(board)} />
      <Tile
        big={big}
        label="Gave up today"
        value={today.abandoned}
        note={today.left > 0 ? `and ${today.left} left or were turned away` : 'hung up while waiting'}
      />
    </>
  )
}

const averages = ({ today }: QueueBoard) =>
  today.averageWaitMs === null
    ? 'no average yet'
    : `${formatDuration(today.averageWaitMs)} wait, ${formatDuration(today.averageTalkMs ?? 0)} talk`

/** How many agents are in each state that somebody is in. */
export function AgentCounts({ board, big = false }: TilesProps) {
  const states = (Object.keys(agentStates) as AgentState[]) // the keys are the states
    .map((state) => ({ state, count: board.agents.filter((agent) => agent.state === state).length }))
    .filter(({ count }) => count > 0)
  return (
    <ul
      aria-label="Agents by state"
      className={
        big
          ? 'flex flex-wrap gap-x-[1.6vw] gap-y-1 text-[clamp(12px,1.15vw,26px)] leading-[1.3]'
          : 'flex flex-wrap gap-x-4 gap-y-1 text-small'
      }
    >
      {states.map(({ state, count }) => (
        <li key={state} className="whitespace-nowrap text-ink-soft">
          <strong className="tabular font-semibold text-ink">{count}</strong> {agentStates[state].label.toLowerCase()}
        </li>
      ))}
    </ul>
  )
}
