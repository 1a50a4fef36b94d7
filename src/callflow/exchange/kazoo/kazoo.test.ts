import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Callflow, type Document, type DocumentOf, makeDocument, parseDocument } from '../../design/document.ts'
import type { DocumentKind } from '../../design/kind.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { writeKazoo } from './export.ts'
import { type KazooFile, readKazoo } from './import.ts'
import { get, isEqual, isObject } from './json.ts'

const folder = join(import.meta.dirname, '../../../../tests/fixtures/kazoo/seaside-dental')
const files: KazooFile[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(folder, path), 'utf8') }))

type Plain = Record<string, unknown>

/** The documents of an export or an account's folder, by path, without the API's envelope. */
const contents = (of: readonly KazooFile[]) =>
  new Map(
    of.map(({ path, text }) => {
      const json = JSON.parse(text) as Plain
      return [path, (json.auth_token === undefined ? json : json.data) as Plain]
    }),
  )

const imported = readKazoo(files)
const design = snapshotOf(imported.documents)
const before = contents(files)

function named<K extends DocumentKind>(kind: K, name: string): DocumentOf<K> {
  const found = design.list(kind).find((document) => document.name === name)
  if (!found) throw new Error(`no ${kind} "${name}"`)
  return found
}

/** What an export says after one document has been edited, for the files that differ. */
function changesAfter(edited: Document) {
  const after = contents(writeKazoo(snapshotOf([...imported.documents, edited])).files)
  return [...after].filter(([path, document]) => !isEqual(document, before.get(path)))
}

const nodeOf = ({ nodes }: Callflow, type: string) => {
  const node = Object.values(nodes).find((each) => each.type === type)
  if (!node) throw new Error(`no ${type} step`)
  return node
}
const withSettings = (callflow: Callflow, type: string, settings: Plain): Callflow => {
  const node = nodeOf(callflow, type)
  return {
    ...callflow,
    nodes: { ...callflow.nodes, [node.id]: { ...node, settings: { ...node.settings, ...settings } } },
  }
}

describe('an account of a dentist, as Kazoo returns it', () => {
  it('is taken whole', () => {
    expect(imported.refused).toEqual([])
    expect(imported.documents.filter((document) => !parseDocument(document).ok)).toEqual([])
  })

  it('comes out as it went in, every key of every document', () => {
    expect(contents(writeKazoo(design).files)).toEqual(before)
  })

  it('says what it keeps without a kind or a module of ours', () => {
    const reasons = imported.notes.map(({ path, reason }) => `${path.split('/')[0]}: ${reason}`)
    expect(reasons).toContain('webhooks: kept as it is: Callwright has no such documents')
  })
})

describe('what import makes of it', () => {
  it('reads caller IDs and keeps the order Kazoo uses: user before device unless the account says otherwise (M23)', () => {
    expect(design.account).toMatchObject({
      callerIdMode: 'user-first',
      callerIds: { external: { number: '+16045550100' } },
    })
    const account = { path: 'account.json', text: '{"id":"a","name":"A","prefer_device_caller_id":true}' }
    expect(readKazoo([account]).documents[0]).toMatchObject({ callerIdMode: 'device-first' })
  })

  it('reads milliseconds of a menu as seconds, and hunting that is not said as off (M33)', () => {
    expect(named('menu', 'Open hours menu')).toMatchObject({
      timeoutSec: 7,
      interDigitSec: 2.5,
      retries: 2,
      hunt: true,
      transferSound: false,
    })
    expect(readKazoo([{ path: 'menus/m.json', text: '{"id":"m","name":"M"}' }]).documents[0]).toMatchObject({
      hunt: false,
    })
  })

  it('reads Gregorian seconds, wensday and an absent window (A5)', () => {
    expect(named('schedule-rule', 'Office hours')).toMatchObject({
      startDate: '2015-05-28',
      weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      fromSec: 30_600,
      forced: 'by-time',
    })
    expect(named('schedule-rule', 'Christmas')).toMatchObject({
      fromSec: 0,
      untilSec: 86_400,
      days: [25, 26],
      month: 12,
    })
    expect(named('schedule-rule', 'Lunch').forced).toBe('off')
  })

  it('routes by time in Kazoo’s order: listed rules, then children (M56)', () => {
    const { settings } = nodeOf(named('callflow', 'Main line'), 'time-of-day')
    const routes = ['Lunch', 'Office hours'].map((name) => named('schedule-rule', name).id)
    expect(settings).toEqual({
      routes: [...routes, named('schedule-set', 'Public holidays').id],
      orderMode: 'listed',
      timezone: 'America/Vancouver',
    })
  })

  it('names causes and SIP codes of a failed dial as our branches', () => {
    const open = named('callflow', 'Open hours')
    const user = nodeOf(open, 'user')
    const branches = open.wires.filter(({ from }) => from === user.id).map(({ branch }) => branch)
    expect(branches.sort()).toEqual(['NO_ROUTE_DESTINATION', '_', 'busy', 'sip:486'])
  })

  it('reads times that Kazoo’s user interface wrote as text', () => {
    expect(nodeOf(named('callflow', 'Open hours'), 'user').settings).toMatchObject({ timeoutSec: 20 })
  })

  it('names a nameless flow by its numbers', () => {
    expect(design.list('callflow').map(({ name }) => name)).toContain('1001, +16045550101')
  })

  it('gives the queue the agents that Kazoo lists on users (A9)', () => {
    const agents = ['Carmen Cho', 'Dev Das', 'Emi Endo'].map((name) => named('user', name).id)
    expect(named('queue', 'Appointments').agentIds.toSorted()).toEqual(agents.toSorted())
  })

  it('gives the directory the people that Kazoo lists on users, each with their own way (M61)', () => {
    const { entries } = named('directory', 'Everybody')
    expect(entries).toHaveLength(5)
    expect(entries).toContainEqual({
      userId: named('user', 'Bo Brandt').id,
      callflowId: named('callflow', '1001, +16045550101').id,
    })
  })

  it('reads rooms, fax boxes, blacklists and emergency addresses (M11, M12, M67-M72, M92)', () => {
    expect(named('conference', 'Huddle')).toMatchObject({
      numbers: ['9001'],
      memberPins: ['2468'],
      memberJoinMuted: false,
    })
    expect(named('fax-box', 'Office fax')).toMatchObject({
      faxNumber: '+16045550102',
      permissions: ['seaside.example.test'],
      notifyEmails: ['desk@seaside.example.test'],
      t38: true,
      retries: 3,
    })
    const { id, numbers } = named('blacklist', 'Nuisance')
    expect(numbers).toEqual(['+16045550666'])
    expect(design.account?.activeBlacklistIds).toEqual([id])
    expect(named('phone-number', '+16045550100').emergencyAddress).toMatchObject({
      street: '1 Beach Ave',
      region: 'BC',
    })
    expect(named('phone-number', '+16045550101').emergencyAddress).toBeNull()
  })

  it('takes a forwarded device for the cell phone it is (M80)', () => {
    expect(named('device', "Alex's mobile")).toMatchObject({
      type: 'cell-phone',
      outsideNumber: '+16045550199',
      requireKeypress: true,
      followMe: true,
    })
  })

  it('lays the steps out without two in one place', () => {
    for (const { nodes } of design.list('callflow')) {
      const places = Object.values(nodes).map(({ position }) => `${position.x} ${position.y}`)
      expect(new Set(places).size).toBe(places.length)
    }
  })
})

describe('steps of an imported callflow', () => {
  const read = (flow: unknown) => {
    const [document] = readKazoo([
      { path: 'callflows/f.json', text: JSON.stringify({ id: 'f', name: 'F', flow }) },
    ]).documents
    if (document?.kind !== 'callflow') throw new Error('not read')
    return document
  }
  const play = { module: 'play', data: {} }

  it('a rule set beside the rules is a route like them, tried last (A5)', () => {
    const children = { rule_set: play, r2: play, _: play }
    const flow = read({ module: 'temporal_route', data: { rules: ['r1'], rule_set: 'holidays' }, children })
    expect(nodeOf(flow, 'time-of-day').settings).toMatchObject({ routes: ['r1', 'r2', 'holidays'] })
    expect(flow.wires.map(({ branch }) => branch).sort()).toEqual(['_', 'holidays', 'r2'])
  })

  it('a step that Kazoo is told to skip is switched off (A0)', () => {
    expect(nodeOf(read({ module: 'play', data: { skip_module: true } }), 'play-media').disabled).toBe(true)
  })

  it('an action without a module of ours is an unknown step with its data to look at (A0)', () => {
    const { nodes } = read({ module: 'hologram', data: { beam: 3 }, children: { x: play } })
    expect(nodes.n1).toMatchObject({ type: 'kazoo:hologram', settings: { beam: 3 } })
  })

  it('Kazoo’s defaults hold where a key is missing: recordings of an hour, prefixes kept (M43, M44)', () => {
    expect(nodeOf(read({ module: 'record_call', data: {} }), 'start-recording').settings).toMatchObject({
      maxDurationSec: 3_600,
    })
    expect(nodeOf(read({ module: 'prepend_cid', data: {} }), 'prepend').settings).toMatchObject({ applyTo: 'current' })
  })

  it('a number beyond our limits shows at the limit and is exported as it was', () => {
    const data = { code: 999, message: 'No' }
    const flow = read({ module: 'response', data })
    expect(nodeOf(flow, 'response').settings).toMatchObject({ sipStatus: 699 })
    expect(contents(writeKazoo(snapshotOf([flow])).files).get('callflows/f.json')).toHaveProperty('flow.data', data)
    const edited = withSettings(flow, 'response', { sipReason: 'Later' })
    expect(contents(writeKazoo(snapshotOf([edited])).files).get('callflows/f.json')).toHaveProperty('flow.data', {
      code: 999,
      message: 'Later',
    })
  })
})

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

describe('what Kazoo has no key for', () => {
  it('travels beside Kazoo’s keys and comes back', () => {
    const device = makeDocument('device', { id: 'd', name: 'Browser', type: 'browser-phone', followMe: false })
    const site = makeDocument('site', { id: 's', name: 'Head office' })
    const user = makeDocument('user', { id: 'u', name: 'Reception', siteId: 's' })
    const { documents } = readKazoo(writeKazoo(snapshotOf([device, site, user])).files)
    expect(
      documents.map(({ foreign: _foreign, ...document }) => document).sort((a, b) => (a.id < b.id ? -1 : 1)),
    ).toEqual([device, site, user])
  })

  it('gives way once Kazoo’s own key has been changed there', () => {
    const device = makeDocument('device', { id: 'd', name: 'Browser', type: 'browser-phone' })
    const [file] = writeKazoo(snapshotOf([device])).files
    const text = (file?.text ?? '').replace('"device_type": "softphone"', '"device_type": "landline"')
    expect(readKazoo([{ path: 'devices/d.json', text }]).documents[0]).toMatchObject({ type: 'landline' })
  })

  it('says where Kazoo will do otherwise: hours over midnight never match (A5)', () => {
    const night = makeDocument('schedule-rule', { id: 'n', name: 'Night', fromSec: 79_200, untilSec: 21_600 })
    expect(writeKazoo(snapshotOf([night])).notes[0]?.text).toMatch(/never matches hours that run over midnight/)
  })

  it('lists rules by specificity when the most specific is to win, for Kazoo takes the first (M56)', () => {
    const broad = makeDocument('schedule-rule', { id: 'broad', name: 'Weekdays', weekdays: ['monday', 'friday'] })
    const narrow = makeDocument('schedule-rule', {
      id: 'narrow',
      name: 'Lunch',
      weekdays: ['friday'],
      fromSec: 43_200,
      untilSec: 46_800,
    })
    const node = { id: 'n', type: 'time-of-day', version: 1, label: '', disabled: false, position: { x: 0, y: 0 } }
    const flow = makeDocument('callflow', {
      id: 'f',
      name: 'F',
      entry: 'n',
      nodes: { n: { ...node, settings: { routes: ['broad', 'narrow'], orderMode: 'specific', timezone: null } } },
    })
    const written = writeKazoo(snapshotOf([broad, narrow, flow])).files
    expect(contents(written).get('callflows/f.json')).toHaveProperty('flow.data.rules', ['narrow', 'broad'])
    const back = snapshotOf(readKazoo(written).documents).find('callflow', 'f')
    expect(back?.nodes.n1?.settings).toEqual({ routes: ['broad', 'narrow'], orderMode: 'specific', timezone: null })
  })
})

function ringGroupBefore(): object {
  const open = before.get(`callflows/${named('callflow', 'Open hours').id}.json`)
  const data = get(open, 'flow', 'children', '_', 'children', '2', 'data')
  return isObject(data) ? data : {}
}
