import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { referencesOf, replaceReference } from './document-references.ts'

const flow = makeDocument('callflow', {
  id: 'f1',
  name: 'Main',
  entry: 'a',
  nodes: {
    a: {
      id: 'a',
      type: 'callflow',
      version: 1,
      label: '',
      disabled: false,
      settings: { callflowId: 'f2' },
      position: { x: 0, y: 0 },
    },
    b: {
      id: 'b',
      type: 'from-elsewhere',
      version: 1,
      label: '',
      disabled: false,
      settings: { callflowId: 'f2' },
      position: { x: 0, y: 0 },
    },
  },
})

describe('references between documents', () => {
  it('finds single references with the kinds they may name', () => {
    const mailbox = makeDocument('mailbox', { id: 'm1', name: 'Sales', ownerId: 'u1', greetingId: 'g1' })
    expect(referencesOf(mailbox)).toEqual([
      { path: 'ownerId', toId: 'u1', kinds: ['user'] },
      { path: 'greetingId', toId: 'g1', kinds: ['media'] },
    ])
  })

  it('finds ids in lists and in lists of objects', () => {
    const group = makeDocument('group', { id: 'g', name: 'G', members: [{ id: 'u1', weight: 1 }] })
    expect(referencesOf(group)).toEqual([{ path: 'members.0.id', toId: 'u1', kinds: ['user', 'device'] }])
    const set = makeDocument('schedule-set', { id: 's', name: 'S', ruleIds: ['r1', 'r2'] })
    expect(referencesOf(set).map((found) => found.path)).toEqual(['ruleIds.0', 'ruleIds.1'])
  })

  it("finds the settings of a callflow's nodes, and leaves unknown modules alone", () => {
    expect(referencesOf(flow)).toEqual([{ path: 'nodes.a.settings.callflowId', toId: 'f2', kinds: ['callflow'] }])
  })

  it('says nothing where nothing is chosen', () => {
    expect(referencesOf(makeDocument('mailbox', { id: 'm1', name: 'Sales' }))).toEqual([])
  })
})

describe('replacing a reference', () => {
  it('points every use at the other document and touches nothing else', () => {
    const replaced = replaceReference(flow, 'f2', 'f3')
    expect(replaced.nodes['a']?.settings).toEqual({ callflowId: 'f3' })
    expect(replaced.nodes['b']).toBe(flow.nodes['b'])
    expect(replaceReference(flow, 'nobody', 'f3')).toBe(flow)
  })

  it('does not leave a document twice in a list', () => {
    const set = makeDocument('schedule-set', { id: 's', name: 'S', ruleIds: ['r1', 'r2', 'r3'] })
    expect(replaceReference(set, 'r1', 'r3').ruleIds).toEqual(['r3', 'r2'])
  })
})
