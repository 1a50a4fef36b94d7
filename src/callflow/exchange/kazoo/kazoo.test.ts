import { describe, expect, it } from 'vitest'
import {
  before,
  contents,
  design,
  imported,
  named,
  nodeOf,
  withSettings,
} from '../../../../tests/harness/seaside-dental.ts'
import { makeDocument, parseDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { writeKazoo } from './export.ts'
import { readKazoo } from './import.ts'

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

  it('lets callers from outside use patterns, as Kazoo does, those of feature codes excepted (ADR 58)', () => {
    const flow = (about: object) => ({
      path: 'callflows/f.json',
      text: JSON.stringify({ id: 'f', flow: {}, ...about }),
    })
    const patterns = ['^9([0-9]+)$']
    const reads = (about: object) => readKazoo([flow(about)]).documents[0]
    expect(reads({ patterns })).toMatchObject({ patterns, patternsFromOutside: true })
    const featurecode = { name: 'voicemail[action=check]', number: '97' }
    expect(reads({ patterns, featurecode })).toMatchObject({ patternsFromOutside: false })
    expect(reads({ numbers: ['8000'] })).toMatchObject({ patternsFromOutside: false })
  })

  it('notes expressions that only Kazoo can read, by file and field, and gives them back (ADR 10)', () => {
    const files = [
      {
        path: 'callflows/f.json',
        text: '{"id":"f","name":"F","patterns":["^9(?!11)([0-9]+)$"],"flow":{"module":"check_cid","data":{"regex":"(?=1)"},"children":{}}}',
      },
      { path: 'menus/m.json', text: '{"id":"m","name":"M","hunt_allow":"(?<!2)1","hunt_deny":"^(?!1)"}' },
    ]
    const { notes, documents } = readKazoo(files)
    expect(notes.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      expect.stringMatching(/^callflows.f.json "Patterns": \^9\(\?!11\)\(\[0-9\]\+\)\$ answers nothing here: /),
      expect.stringMatching(
        /^callflows.f.json "Match caller ID", "Regular expression": \(\?=1\) matches nobody here: /,
      ),
      expect.stringMatching(/^menus.m.json "Extensions allowed": .* allows none here: /),
      expect.stringMatching(/^menus.m.json "Extensions refused": .* refuses all of them here: /),
    ])
    const written = writeKazoo(snapshotOf(documents))
      .files.map(({ text }) => text)
      .join()
    for (const source of ['^9(?!11)([0-9]+)$', '(?=1)', '(?<!2)1', '^(?!1)']) expect(written).toContain(source)
  })

  it('reads Gregorian seconds, wensday and an absent window (A5)', () => {
    expect(named('schedule-rule', 'Office hours')).toMatchObject({
      startDate: '2015-05-27', // late in the evening in Vancouver, where the account is
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
