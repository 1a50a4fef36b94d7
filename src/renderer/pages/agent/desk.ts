import type { QueueBoard } from '../../store/live-events.ts'

type BoardAgent = QueueBoard['agents'][number]

/** An agent with the queues they work for. */
export interface Desk {
  readonly agentId: string
  readonly name: string
  readonly places: readonly { readonly board: QueueBoard; readonly agent: BoardAgent }[]
}

/** Everybody who works for a queue, by name. */
export function desksOf(boards: Iterable<QueueBoard>): readonly Desk[] {
  const places = new Map<string, { board: QueueBoard; agent: BoardAgent }[]>()
  for (const board of boards)
    for (const agent of board.agents)
      places.set(agent.agentId, [...(places.get(agent.agentId) ?? []), { board, agent }])
  return [...places]
    .map(([agentId, at]) => ({ agentId, name: at[0]?.agent.name || agentId, places: at }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

/** What an agent does is the same in all queues; who is logged in to one is not logged out. */
export function stateAtDesk({ places }: Desk): BoardAgent {
  const [first] = places
  if (!first) throw new Error('a desk has a queue')
  return (places.find(({ agent }) => agent.state !== 'logged-out') ?? first).agent
}
