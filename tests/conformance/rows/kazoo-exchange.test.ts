import { describe, expect, it } from 'vitest'
import type { Callflow, Document, DocumentOf } from '../../../src/callflow/design/document.ts'
import type { DocumentKind } from '../../../src/callflow/design/kind.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import type { JsonObject } from '../../../src/callflow/exchange/kazoo/json.ts'
import { effectiveCallerId } from '../../../src/callflow/numbering/caller-id.ts'
import { playThrough } from '../../../src/callflow/rehearse/play-through.ts'
import { drawFlow, outsideCaller, path } from '../../../src/callflow/rehearse/small-design.ts'

/** What the rows promise of designs that come from Kazoo, and of those that go there. */

function imported(documents: Readonly<Record<string, JsonObject>>): readonly Document[] {
  const files = Object.entries(documents).map(([at, document]) => ({
    path: `${at}.json`,
    text: JSON.stringify(document),
  }))
  const { documents: read, refused } = readKazoo(files)
  expect(refused).toEqual([])
  return read
}

function only<K extends DocumentKind>(kind: K, documents: readonly Document[]): DocumentOf<K> {
  const [found] = snapshotOf(documents).list(kind)
  if (!found) throw new Error(`no ${kind}`)
  return found
}

const exported = (documents: readonly Document[]): Readonly<Record<string, JsonObject>> =>
  Object.fromEntries(
    writeKazoo(snapshotOf(documents)).files.map(({ path: at, text }) => [
      at.replace('.json', ''),
      JSON.parse(text) as JsonObject,
    ]),
  )

/** Of documents whose callflows have a number, which Kazoo's API wants. */
const notesOf = (documents: readonly Document[]) => {
  const numbered = documents.map((each) => (each.kind === 'callflow' ? { ...each, numbers: ['8000'] } : each))
  return writeKazoo(snapshotOf(numbered)).notes.map(({ text }) => text)
}

/** A call into an imported flow at a moment of UTC. */
const callAt = (documents: readonly Document[], startMs: number, callflowId = 'flow') =>
  playThrough(
    snapshotOf(documents),
    { callflowId, dialled: '8000', caller: outsideCaller, startMs },
    { keys: [], phones: {}, otherPhones: 'no-answer' },
  )

const hangUp: JsonObject = { module: 'hangup', data: {}, children: {} }
const fridayNoonMs = Date.UTC(2026, 10, 20, 12, 30)

describe('A0 flows from Kazoo', () => {
  it('A0: given a step with skip_module, when a call reaches it, then its default child is taken and an export says so again', () => {
    const flow = { module: 'response', data: { code: 503, skip_module: true }, children: { _: hangUp } }
    const documents = imported({ 'callflows/flow': { id: 'flow', name: 'F', flow } })
    expect(path(callAt(documents, fridayNoonMs))).toEqual(
      ['n1 _', 'n2 hung-up'].map((each) => expect.stringContaining(each.split(' ')[0] ?? '')),
    )
    expect(callAt(documents, fridayNoonMs).ended?.reason).toBe('hung-up')
    expect(exported(documents)['callflows/flow']?.flow).toEqual(flow)
  })

  it('A0: given an action nobody knows, when a call reaches it, then its default child is taken and an export gives it back', () => {
    const flow = { module: 'hologram', data: { beam: { width: 2 } }, children: { _: hangUp, up: hangUp } }
    const documents = imported({ 'callflows/flow': { id: 'flow', name: 'F', flow } })
    expect(callAt(documents, fridayNoonMs).ended?.reason).toBe('hung-up')
    expect(exported(documents)['callflows/flow']?.flow).toEqual(flow)
  })

  it('A0: given a flow that answers no_match and a pattern, when it is imported, then both are its numbers as they stand', () => {
    const document = {
      id: 'flow',
      name: 'F',
      numbers: ['no_match', '8000'],
      patterns: ['^\\*5([0-9]*)$'],
      flow: hangUp,
    }
    const flow = only('callflow', imported({ 'callflows/flow': document }))
    expect(flow).toMatchObject({ numbers: ['no_match', '8000'], patterns: ['^\\*5([0-9]*)$'] })
  })

  it('A0: given an account with a preflow, when it is imported, then that flow runs before every call', () => {
    const account = only('account', imported({ account: { id: 'a', preflow: { always: 'pre' } } }))
    expect(account.preflowId).toBe('pre')
  })

  it('A0: given call_restriction on account, user and device, when they are imported, then the same classes are denied', () => {
    const call_restriction = {
      international: { action: 'deny' },
      did_us: { action: 'inherit' },
      closed_groups: { action: 'deny' },
    }
    const documents = imported({
      account: { id: 'a', call_restriction },
      'users/u': { id: 'u', call_restriction },
      'devices/d': { id: 'd', call_restriction },
    })
    for (const kind of ['account', 'user', 'device'] as const) {
      expect(only(kind, documents)).toMatchObject({ deniedClasses: ['international'], closedGroups: true })
    }
    const user = only('user', documents)
    expect(
      exported([{ ...user, deniedClasses: ['premium'], closedGroups: false }])['users/u']?.call_restriction,
    ).toEqual({
      toll_us: { action: 'deny' },
      international: { action: 'inherit' },
      did_us: { action: 'inherit' },
      closed_groups: { action: 'inherit' },
    })
  })
})

describe('A1 and A2 accounts from Kazoo', () => {
  const numbered = (number: string) => ({ caller_id: { external: { number } } })
  const account = (more: JsonObject) =>
    imported({
      account: { id: 'a', ...more },
      'users/u': { id: 'u', first_name: 'Pat', last_name: 'Lee', ...numbered('+16045550101') },
      'devices/d': { id: 'd', name: 'Desk', owner_id: 'u', ...numbered('+16045550102') },
    })
  const shownBy = (documents: readonly Document[]) => {
    const endpoint = { deviceId: 'd', userId: 'u' }
    return effectiveCallerId(snapshotOf(documents), endpoint, 'external').number
  }

  it.each([
    ['says nothing of it', {}, '+16045550101'],
    ['does not prefer the device', { prefer_device_caller_id: false }, '+16045550101'],
    ['prefers the device', { prefer_device_caller_id: true }, '+16045550102'],
  ])(
    'M23: given an account that %s, when a phone with a number of its own calls out, then %j shows %s',
    (_, more, number) => {
      expect(shownBy(account(more))).toBe(number)
    },
  )

  it('M23: given an imported account, when the order of caller IDs is changed here, then prefer_device_caller_id says so and nothing else', () => {
    const documents = account({ 'x-unknown': 1 })
    const edited = { ...only('account', documents), callerIdMode: 'device-first' as const }
    expect(exported([edited]).account).toEqual({ id: 'a', 'x-unknown': 1, prefer_device_caller_id: true })
  })

  it('M12: given an account that lists a blacklist, when it is imported, then that list is active and the others are not', () => {
    const documents = imported({
      account: { id: 'a', blacklists: ['b1'] },
      'blacklists/b1': { id: 'b1', name: 'On', numbers: { '+16045550111': {} }, should_block_anonymous: true },
      'blacklists/b2': { id: 'b2', name: 'Off', numbers: {} },
    })
    expect(only('account', documents).activeBlacklistIds).toEqual(['b1'])
    expect(only('blacklist', documents)).toMatchObject({ numbers: ['+16045550111'], blockAnonymous: true })
  })

  it('M13: given a resource with two gateways, when it is imported and its host edited, then the second gateway and every other key stay', () => {
    const gateways = [
      { server: 'sip1.example.test', port: 5080, username: 'u', 'x-own': 1 },
      { server: 'sip2.example.test', realm: 'example.test' },
    ]
    const trunk = only('trunk', imported({ 'resources/r': { id: 'r', name: 'Carrier', gateways, rules: ['^\\+1'] } }))
    expect(trunk).toMatchObject({ host: 'sip1.example.test:5080', username: 'u' })
    expect(exported([{ ...trunk, host: 'sip3.example.test' }])['resources/r']).toEqual({
      id: 'r',
      name: 'Carrier',
      rules: ['^\\+1'],
      gateways: [{ ...gateways[0], server: 'sip3.example.test', port: 5060 }, gateways[1]],
    })
  })

  it('M21: given a group whose endpoints have weights, when it is imported, then its members have them', () => {
    const endpoints = { u1: { type: 'user', weight: 3 }, d1: { type: 'device' } }
    const group = only('group', imported({ 'groups/g': { id: 'g', name: 'G', endpoints } }))
    expect(group.members).toEqual([
      { id: 'u1', weight: 3 },
      { id: 'd1', weight: 20 },
    ])
  })

  it('M38: given a list with entries, when cidlistmatch compares with it, then callers go by its beginnings and expressions', () => {
    const documents = imported({
      'lists/l': { id: 'l', name: 'L' },
      'list_entries/e1': { id: 'e1', list_id: 'l', number: '1604' },
      'list_entries/e2': { id: 'e2', list_id: 'l', pattern: '^\\+1778' },
      'callflows/flow': {
        id: 'flow',
        name: 'F',
        flow: {
          module: 'cidlistmatch',
          data: { id: 'l' },
          children: { match: { ...hangUp, 'x-way': 1 }, nomatch: hangUp },
        },
      },
    })
    expect(path(callAt(documents, fridayNoonMs))[0]).toBe('n1 match')
  })
})

const office = {
  id: 'office',
  name: 'Office',
  cycle: 'weekly',
  wdays: ['wensday', 'friday'],
  time_window_start: 32_400,
  time_window_stop: 61_200,
}
const lunch = {
  id: 'lunch',
  name: 'Lunch',
  cycle: 'weekly',
  wdays: ['friday'],
  time_window_start: 43_200,
  time_window_stop: 46_800,
}

describe('A5 and M56 schedules from Kazoo', () => {
  const byTime = (rules: readonly string[]): JsonObject => ({
    id: 'flow',
    name: 'F',
    flow: {
      module: 'temporal_route',
      data: { rules: [...rules], timezone: 'UTC' },
      children: { lunch: hangUp, office: hangUp, _: hangUp },
    },
  })
  const account = (rules: readonly string[]) =>
    imported({ 'temporal_rules/office': office, 'temporal_rules/lunch': lunch, 'callflows/flow': byTime(rules) })

  it('M56: given two rules that match, when an imported flow is called, then the first in Kazoo’s order wins, be it the less specific', () => {
    expect(path(callAt(account(['office', 'lunch']), fridayNoonMs))[0]).toBe('n1 office')
    expect(path(callAt(account(['lunch', 'office']), fridayNoonMs))[0]).toBe('n1 lunch')
  })

  it('M56: given a design in which the most specific rule wins, when it is exported, then Kazoo gets the rules in that order and comes to the same', () => {
    const rules = account([]).filter(({ kind }) => kind === 'schedule-rule')
    const here = drawFlow({
      nodes: { 'time-of-day': { routes: ['office', 'lunch'], orderMode: 'specific', timezone: 'UTC' }, 'hang-up': {} },
      wires: ['time-of-day office hang-up', 'time-of-day lunch hang-up', 'time-of-day _ hang-up'],
    })
    const out = exported([...rules, here])
    expect(out['callflows/flow']).toMatchObject({ flow: { data: { rules: ['lunch', 'office'] } } })
    expect(notesOf([...rules, here])).toEqual([])
    expect(path(callAt([...rules, here], fridayNoonMs))[0]).toMatch(/lunch$/)
  })

  it('A5: given a rule that Kazoo spells wensday, when it is imported, then it is a Wednesday, and spelt so again', () => {
    const rule = only(
      'schedule-rule',
      account([]).filter(({ id }) => id === 'office'),
    )
    expect(rule.weekdays).toEqual(['wednesday', 'friday'])
    expect(exported([{ ...rule, weekdays: ['wednesday'] }])['temporal_rules/office']).toEqual({
      ...office,
      wdays: ['wensday'],
    })
  })

  it('A5: given a start date in Gregorian seconds, when it is imported, then it is that day, and another day goes back in seconds', () => {
    const document = { ...office, start_date: 63_935_568_000 }
    const rule = only('schedule-rule', imported({ 'temporal_rules/office': document }))
    expect(rule.startDate).toBe('2026-01-14')
    expect(exported([{ ...rule, startDate: '2026-01-15' }])['temporal_rules/office']).toEqual({
      ...document,
      start_date: 63_935_654_400,
    })
  })

  it('A5: given hours over midnight, when they are exported, then the export says that Kazoo never matches them', () => {
    const rule = only('schedule-rule', imported({ 'temporal_rules/office': office }))
    const notes = notesOf([{ ...rule, fromSec: 79_200, untilSec: 21_600 }])
    expect(notes).toEqual(['Kazoo never matches hours that run over midnight; make it two rules'])
  })

  it.each([
    [true, 'on'],
    [false, 'off'],
    [undefined, 'by-time'],
  ])('A5: given a rule whose enabled is %s, when it is imported, then it is %s', (enabled, forced) => {
    const document = { ...office, ...(enabled !== undefined && { enabled }) }
    expect(only('schedule-rule', imported({ 'temporal_rules/office': document })).forced).toBe(forced)
  })
})

describe('B3 feature codes from Kazoo', () => {
  it.each([
    [{ name: 'call_forward[action=activate]', number: '72' }, ['*72'], [], '72'],
    [{ name: 'call_forward[action="activate"]', number: '*72' }, ['*72'], [], '72'],
    [{ name: 'voicemail[action=check]', number: '*97' }, [], ['^\\*97([0-9]*)$'], '97'],
    [{ name: 'voicemail[action=direct]', number: '*' }, [], ['^\\*\\*([0-9]*)$'], '*'],
    [{ name: 'move', number: '6683' }, ['6683'], [], '6683'],
  ])(
    'B3: given the code %j, when it is imported, then it is that code here, and comes out as it was',
    (featurecode, numbers, patterns, code) => {
      const document = { id: 'flow', name: 'F', featurecode, numbers, patterns, flow: hangUp }
      const documents = imported({ 'callflows/flow': document })
      expect(only('callflow', documents).featureCode).toEqual({ type: featurecode.name.replaceAll('"', ''), code })
      expect(exported(documents)['callflows/flow']).toEqual(document)
    },
  )
})

describe('people and services from Kazoo', () => {
  it('M61: given users who say where a directory leads for them, when they are imported, then the directory has those entries', () => {
    const documents = imported({
      'directories/dir': { id: 'dir', name: 'D', users: ['u'] },
      'users/u': { id: 'u', first_name: 'Pat', last_name: 'Lee', directories: { dir: 'flow' } },
    })
    expect(only('directory', documents).entries).toEqual([{ userId: 'u', callflowId: 'flow' }])
  })

  it('A9: given users who serve a queue, when they are imported, then they are its agents', () => {
    const documents = imported({ 'queues/q': { id: 'q', name: 'Q' }, 'users/u': { id: 'u', queues: ['q'] } })
    expect(only('queue', documents).agentIds).toEqual(['u'])
  })

  it('M72: given a fax box that says nothing of retries, when it is imported, then it tries once', () => {
    expect(only('fax-box', imported({ 'faxboxes/f': { id: 'f', name: 'F' } })).retries).toBe(1)
  })

  it('M80: given a device that is forwarded with a key press, when it is a cell phone, then it is one here', () => {
    const call_forward = { enabled: true, number: '+16045550177', require_keypress: true, keep_caller_id: true }
    const device = only(
      'device',
      imported({ 'devices/d': { id: 'd', name: 'Cell', device_type: 'cellphone', call_forward } }),
    )
    expect(device).toMatchObject({
      type: 'cell-phone',
      outsideNumber: '+16045550177',
      requireKeypress: true,
      keepCallerId: true,
      followMe: true,
    })
  })

  it('M88b: given a user’s call_forward, when it is imported and one of its keys edited, then that key is', () => {
    const call_forward = { enabled: true, number: '+16045550177', substitute: false, failover: true, 'x-own': 1 }
    const user = only('user', imported({ 'users/u': { id: 'u', first_name: 'P', last_name: 'L', call_forward } }))
    expect(user.callForward).toMatchObject({
      enabled: true,
      number: '+16045550177',
      substitute: false,
      whenUnregistered: true,
      requireKeypress: true,
    })
    const edited = { ...user, callForward: { ...user.callForward, whenUnregistered: false } }
    expect(exported([edited])['users/u']?.call_forward).toEqual({ ...call_forward, failover: false })
  })

  it('M88c: given a user’s hotdesk, when it is imported, then they can log in with that ID and PIN', () => {
    const hotdesk = { enabled: true, id: '77', pin: '4321', require_pin: true, keep_logged_in_elsewhere: true }
    const user = only('user', imported({ 'users/u': { id: 'u', hotdesk } }))
    expect(user.hotDesk).toEqual({
      enabled: true,
      id: '77',
      pin: '4321',
      requirePin: true,
      keepLoggedInElsewhere: true,
    })
  })

  it('M92: given a number with an emergency address, when it is taken off here, then nothing of it is left and nothing else changes', () => {
    const number = { id: '+16045550100', used_by: 'callflow', cnam: { inbound_lookup: true } }
    const e911 = {
      street_address: '1 Main',
      locality: 'Vancouver',
      region: 'BC',
      postal_code: 'V6B',
      status: 'PROVISIONED',
    }
    const document = only('phone-number', imported({ 'phone_numbers/x': { ...number, e911 } }))
    expect(document.emergencyAddress).toMatchObject({ street: '1 Main', city: 'Vancouver' })
    expect(exported([{ ...document, emergencyAddress: null }])['phone_numbers/+16045550100']).toEqual(number)
  })
})

describe('what Kazoo lacks', () => {
  it.each([
    ['M48', 'agent-availability', {}, 'Agent availability: Kazoo skips this step and goes on by its default way'],
    ['M97', 'push-call', {}, 'Push a call out: Kazoo skips this step and goes on by its default way'],
    [
      'M100',
      'office-anywhere-portal',
      {},
      expect.stringMatching(/: Kazoo skips this step and goes on by its default way$/),
    ],
    ['M98', 'pull-call', { userId: 'u' }, 'Pull a call here: Kazoo has nothing for "Whose call"'],
    ['A9', 'queue', { queueId: { variable: 'team' } }, 'Queue: Kazoo cannot read "Queue" from the variable "team"'],
  ])(
    '%s: given a step %s, when it is exported, then the export names it and what is lost',
    (_row, type, settings, note) => {
      const flow = drawFlow({ nodes: { [type]: settings, 'hang-up': {} }, wires: [`${type} _ hang-up`] })
      expect(notesOf([flow])).toContainEqual(note)
    },
  )

  it('M48: given a skipped step without a default way, when it is exported, then the export says that the call ends there', () => {
    const flow = drawFlow({
      nodes: { 'agent-availability': {}, 'hang-up': {} },
      wires: ['agent-availability none hang-up'],
    })
    expect(notesOf([flow])).toEqual([
      'Agent availability: Kazoo skips this step and ends the call there, for it has no default way',
    ])
  })

  it('A9: given a queue left by a way of its own, when it is exported, then the export names the way', () => {
    const flow = drawFlow({
      nodes: { queue: { queueId: 'q' }, 'hang-up': {} },
      wires: ['queue full hang-up', 'queue _ hang-up'],
    })
    expect(notesOf([flow])).toEqual([expect.stringMatching(/^Queue: Kazoo never leaves it by "/)])
  })

  it('M49: given a call priority, when it is exported, then Kazoo sets its variable', () => {
    const flow = drawFlow({ nodes: { 'set-call-priority': { priority: 7 } } }) satisfies Callflow
    expect(exported([flow])['callflows/flow']).toMatchObject({
      flow: { module: 'set_variable', data: { variable: 'call_priority', value: '7' } },
    })
    expect(notesOf([flow])).toEqual([])
  })
})
