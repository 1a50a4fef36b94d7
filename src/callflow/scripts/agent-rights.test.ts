import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { type AgentOrder, mayOrderAgent } from './agent-rights.ts'

const person = (id: string, fields: { role?: 'admin'; enabled?: boolean } = {}) =>
  makeDocument('user', { id, name: id, ...fields })

const design = snapshotOf([
  ...['ann', 'bob', 'manager', 'other-manager'].map((id) => person(id)),
  person('chief', { role: 'admin' }),
  person('former-chief', { role: 'admin', enabled: false }),
  person('away', { enabled: false }),
  makeDocument('queue', { id: 'sales', name: 'Sales', agentIds: ['ann', 'bob', 'away'], managerIds: ['manager'] }),
  makeDocument('queue', { id: 'help', name: 'Help', agentIds: ['bob'], managerIds: ['other-manager'] }),
])

const may = (byId: string, order: Partial<AgentOrder> = {}) =>
  mayOrderAgent(design, byId, { agentId: 'ann', action: 'pause', ...order })

describe('an agent is logged in or out, or given a break', () => {
  it('by themselves and by administrators, as long as they are enabled', () => {
    expect([may('ann'), may('chief'), may('bob'), may('former-chief'), may('nobody'), may('')]).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ])
    expect(may('away', { agentId: 'away' })).toBe(false)
  })

  it('by managers of a queue for its agents, not for those of others', () => {
    expect([may('manager'), may('other-manager'), may('other-manager', { agentId: 'bob' })]).toEqual([
      true,
      false,
      true,
    ])
    expect(may('manager', { agentId: 'chief' })).toBe(false)
  })

  it('by managers in their own queues alone, and in all of them only where those are theirs', () => {
    const into = (queueId?: string) => may('manager', { agentId: 'bob', action: 'log-in', queueId })
    expect([into('sales'), into('help'), into()]).toEqual([true, false, false])
    expect(may('manager', { action: 'log-out' })).toBe(true)
    expect(may('manager', { agentId: 'chief', action: 'log-out' })).toBe(false)
    expect(may('manager', { agentId: 'bob', action: 'resume' })).toBe(true)
  })
})
