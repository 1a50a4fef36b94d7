import { describe, expect, it } from 'vitest'
import type { QueueBoard } from '../../store/live-events.ts'
import { desksOf, stateAtDesk } from './desk.ts'

const board = (queueId: string, ...agents: [id: string, state: QueueBoard['agents'][number]['state']][]) =>
  ({
    queueId,
    agents: agents.map(([agentId, state]) => ({ agentId, name: agentId.toUpperCase(), state })),
  }) as QueueBoard // nothing else counts here

describe('agents’ desks', () => {
  it('are one for each person, by name, with every queue they work for', () => {
    const desks = desksOf([board('a', ['zoe', 'ready'], ['ann', 'ready']), board('b', ['zoe', 'ready'])])
    expect(desks.map(({ name, places }) => [name, places.map((place) => place.board.queueId)])).toEqual([
      ['ANN', ['a']],
      ['ZOE', ['a', 'b']],
    ])
  })

  it('say logged out only where every queue does', () => {
    const [desk] = desksOf([board('a', ['ann', 'logged-out']), board('b', ['ann', 'paused'])])
    const [out] = desksOf([board('a', ['ann', 'logged-out'])])
    expect([desk && stateAtDesk(desk).state, out && stateAtDesk(out).state]).toEqual(['paused', 'logged-out'])
  })
})
