import { expect, it } from 'vitest'
import { agentMenu } from './agent-orders.ts'

const labels = (may: 'yes' | 'no' | 'nobody-here') =>
  agentMenu({ agentId: 'ann', state: 'ready' }, { reasons: ['Lunch'], queueId: 'sales', may }).map(
    ({ heading = '', actions }) => [heading, ...actions.map(({ label }) => label)],
  )

it('the menu of an agent offers what whoever is here may do, or to say who that is', () => {
  expect(labels('yes')).toEqual([[''], ['Break', 'Without a reason', 'Lunch'], ['', 'Log out']])
  expect(labels('no')).toEqual([['For the agent, managers of the queue and administrators', 'I am somebody else']])
  expect(labels('nobody-here')).toEqual([['Agents, managers and administrators', 'Say who you are']])
})
