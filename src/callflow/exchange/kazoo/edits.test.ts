import { describe, expect, it } from 'vitest'
import {
  before,
  contents,
  imported,
  named,
  nodeOf,
  type Plain,
  withSettings,
} from '../../../../tests/harness/seaside-dental.ts'
import { type Document, makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { writeKazoo } from './export.ts'
import { readKazoo } from './import.ts'
import { get, isEqual, isObject } from './json.ts'

/** What an export says after one document has been edited, for the files that differ. */
function changesAfter(edited: Document) {
  const after = contents(writeKazoo(snapshotOf([...imported.documents, edited])).files)
  return [...after].filter(([path, document]) => !isEqual(document, before.get(path)))
}

describe('an edit changes in Kazoo’s document what it is about, and nothing else', () => {
  it('a menu: one key', () => {
    const menu = named('menu', 'Open hours menu')
    const path = `menus/${menu.id}.json`
    expect(changesAfter({ ...menu, timeoutSec: 4 })).toEqual([[path, { ...before.get(path), timeout: 4_000 }]])
  })

  it('a rule: forcing it on adds a key, letting the clock decide takes it away (A5)', () => {
    const lunch = named('schedule-rule', 'Lunch')
    const path = `temporal_rules/${lunch.id}.json`
    expect(changesAfter({ ...lunch, forced: 'on' })).toEqual([[path, { ...before.get(path), enabled: true }]])
    const { enabled: _enabled, ...rest } = before.get(path) ?? {}
    expect(changesAfter({ ...lunch, forced: 'by-time' })).toEqual([[path, rest]])
  })

  it('a step: the members of a ring group that stay keep their unknown keys, and so does its ringback stream', () => {
    const open = named('callflow', 'Open hours')
    const { settings } = nodeOf(open, 'ring-group')
    const members = (settings.members as { timeoutSec: number }[]).map((member) => ({ ...member, timeoutSec: 30 }))
    const [[, document] = []] = changesAfter(withSettings(open, 'ring-group', { members }))
    expect(document).toHaveProperty('flow.children._.children.2.data', {
      ...ringGroupBefore(),
      endpoints: [
        {
          endpoint_type: 'user',
          id: named('user', 'Bo Brandt').id,
          delay: 0,
          timeout: 30,
          disable_until: 0,
          name: 'Bo Brandt',
        },
        { endpoint_type: 'device', id: named('device', "Carmen's phone").id, delay: '0', timeout: 30 },
      ],
    })
  })

  it('a step moved on the canvas: nothing at all', () => {
    const open = named('callflow', 'Open hours')
    const node = nodeOf(open, 'menu')
    const moved = { ...open, nodes: { ...open.nodes, [node.id]: { ...node, position: { x: 8, y: 8 } } } }
    expect(changesAfter(moved)).toEqual([])
  })

  it('a queue’s agents: the queues of those users', () => {
    const queue = named('queue', 'Appointments')
    const [gone, ...stay] = queue.agentIds
    const joins = named('user', 'Alex Amari').id
    const changed = new Map(changesAfter({ ...queue, agentIds: [...stay, joins].sort() }))
    expect([...changed.keys()].sort()).toEqual([`users/${joins}.json`, `users/${gone}.json`].sort())
    expect(changed.get(`users/${gone}.json`)).toMatchObject({ queues: [] })
    expect(changed.get(`users/${joins}.json`)).toMatchObject({ queues: [queue.id] })
  })

  it('a queue’s agents in an order of ours: beside Kazoo’s keys, for users have none', () => {
    const queue = named('queue', 'Appointments')
    const agentIds = queue.agentIds.toReversed()
    const after = writeKazoo(snapshotOf([...imported.documents, { ...queue, agentIds }])).files
    const back = readKazoo(after).documents.find(({ id }) => id === queue.id)
    expect(back).toMatchObject({ agentIds })
  })

  it('an entry of a number list: that entry (M38)', () => {
    const list = named('number-list', 'Callers who may ring')
    expect(list.entries).toEqual([
      { match: 'prefix', value: '+1604555', label: 'Labs' },
      { match: 'regex', value: '^\\+1778', label: 'Couriers Ltd' },
    ])
    const [labs, couriers] = list.entries
    if (!labs || !couriers) throw new Error('two entries')
    const path = `lists/${list.id}/entries.json`
    const entries = before.get(path) as unknown as Plain[]
    const more = { match: 'number' as const, value: '+16045550199', label: 'Home' }
    const changed = changesAfter({ ...list, entries: [more, couriers, { ...labs, value: '+160455' }] })
    expect(changed.map(([at]) => at)).toEqual([path])
    expect(changed[0]?.[1]).toEqual([
      {
        id: `${list.id}-entry-1`,
        list_id: list.id,
        displayname: 'Home',
        pattern: '^\\+?16045550199$',
        callwright: { number: '+16045550199' },
      },
      entries[1],
      { id: `${list.id}-entry-2`, list_id: list.id, displayname: 'Labs', number: '+160455' },
      entries[2],
    ])
    expect(changesAfter({ ...list, entries: [{ ...labs, value: '+160455' }, couriers] })).toEqual([
      [path, [{ ...entries[0], number: '+160455' }, entries[1], entries[2]]],
    ])
  })

  it('an entry that an older account keeps in the list itself: there (M38)', () => {
    const list = named('number-list', 'Suppliers')
    expect(list.entries).toEqual([{ match: 'prefix', value: '+16045550333', label: 'Lab' }])
    const [path, document] =
      changesAfter({ ...list, entries: [{ match: 'regex', value: '^1', label: 'Lab' }] })[0] ?? []
    expect(path).toBe(`lists/${list.id}.json`)
    expect(document).toEqual({ ...before.get(path ?? ''), entries: { a1: { displayname: 'Lab', pattern: '^1' } } })
  })

  it('where a directory leads: that user, and nobody else', () => {
    const directory = named('directory', 'Everybody')
    const bo = named('user', 'Bo Brandt').id
    const entries = directory.entries.map((entry) => (entry.userId === bo ? { ...entry, callflowId: null } : entry))
    const path = `users/${bo}.json`
    const changed = changesAfter({ ...directory, entries })
    expect(changed).toEqual([[path, { ...before.get(path), directories: { [directory.id]: '' } }]])
    const gone = changesAfter({ ...directory, entries: entries.filter(({ userId }) => userId !== bo) })
    expect(gone).toEqual([[path, { ...before.get(path), directories: {} }]])
  })

  it('a blacklist: numbers that stay keep what Kazoo says of them', () => {
    const list = named('blacklist', 'Nuisance')
    const path = `blacklists/${list.id}.json`
    expect(changesAfter({ ...list, numbers: [...list.numbers, '+16045550777'] })).toEqual([
      [path, { ...before.get(path), numbers: { '+16045550666': {}, '+16045550777': {} } }],
    ])
  })

  it('a new document is written in full', () => {
    const menu = makeDocument('menu', { id: 'new', name: 'New', timeoutSec: 5 })
    const [[path, document] = []] = changesAfter(menu)
    expect(path).toBe('menus/new.json')
    expect(document).toMatchObject({ id: 'new', name: 'New', timeout: 5_000, interdigit_timeout: 2_000, hunt: false })
  })
})

function ringGroupBefore(): object {
  const open = before.get(`callflows/${named('callflow', 'Open hours').id}.json`)
  const data = get(open, 'flow', 'children', '_', 'children', '2', 'data')
  return isObject(data) ? data : {}
}
