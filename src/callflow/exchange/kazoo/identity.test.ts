import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Document, parseDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { writeKazoo } from './export.ts'
import { type KazooFile, readKazoo } from './import.ts'

/** One text for values that differ only in the order of keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`
}

const sorted = (files: readonly KazooFile[]) =>
  files.map(({ path, text }) => `${path} ${canonical(JSON.parse(text))}`).sort()

/** As a design file keeps documents: as text, parsed on the way out. */
function stored(documents: readonly Document[]): Document[] {
  return documents.map((document) => {
    const parsed = parseDocument(JSON.parse(JSON.stringify(document)))
    if (!parsed.ok) throw new Error(parsed.error)
    return parsed.document
  })
}

const unknownValue = fc.jsonValue({ maxDepth: 2 })
const ownSettings = fc.dictionary(
  fc.constantFrom('name', 'retries', 'timeoutSec', 'strategy', 'type', 'nodes', 'entry', 'foreign', 'id', '__proto__'),
  fc.oneof(fc.record({ is: unknownValue, reads: fc.oneof(fc.constant(null), unknownValue) }), unknownValue),
)
/** Anything, and sometimes the key in which we keep what Kazoo has no key for, right or wrong. */
const unknownKeys = fc
  .tuple(
    fc.dictionary(fc.string({ maxLength: 10 }), unknownValue, { maxKeys: 3 }),
    fc.option(fc.oneof(fc.record({ settings: ownSettings, label: fc.string() }, { requiredKeys: [] }), unknownValue), {
      freq: 4,
    }),
  )
  .map(([keys, callwright]) => (callwright === null ? keys : { ...keys, callwright }))
/** Few of them, so that documents name each other. */
const anId = fc.integer({ min: 0, max: 40 }).map((number) => `d0c${number}`)
/** Mostly what belongs there, sometimes anything. */
const mostly = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: usual, weight: 5 }, { arbitrary: unknownValue, weight: 1 })
const number = mostly(fc.oneof(fc.integer({ min: -5, max: 100_000 }), fc.integer({ min: 0, max: 99 }).map(String)))
const word = mostly(fc.string({ maxLength: 12 }))
const reference = mostly(fc.oneof(anId, fc.constant('silence_stream://300')))
const flag = mostly(fc.boolean())
const wdays = mostly(fc.array(fc.constantFrom('monday', 'tuesday', 'wensday', 'wednesday', 'sunday')))
const callerId = fc.record({ name: word, number: word, other: word }, { requiredKeys: [] })

const restriction = fc.dictionary(
  fc.constantFrom('international', 'did_us', 'closed_groups', 'own'),
  mostly(fc.record({ action: mostly(fc.constantFrom('deny', 'inherit')) })),
)

/** Keys a collection is known for. Every one of them may be missing, wrong, or accompanied by others. */
const collections: Readonly<Record<string, Record<string, fc.Arbitrary<unknown>>>> = {
  users: {
    first_name: word,
    last_name: word,
    presence_id: word,
    priv_level: mostly(fc.constantFrom('user', 'admin')),
    caller_id: mostly(fc.record({ internal: callerId, external: callerId, asserted: callerId }, { requiredKeys: [] })),
    queues: mostly(fc.array(anId)),
    directories: mostly(fc.dictionary(anId, reference)),
    call_forward: mostly(fc.record({ enabled: flag, number: word, failover: flag }, { requiredKeys: [] })),
    hotdesk: mostly(fc.record({ id: word, pin: word }, { requiredKeys: [] })),
    vm_to_email_enabled: flag,
    call_restriction: mostly(restriction),
  },
  devices: {
    name: word,
    device_type: mostly(fc.constantFrom('sip_device', 'cellphone', 'landline', 'smartphone', 'fax')),
    owner_id: reference,
    call_forward: mostly(fc.record({ enabled: flag, number: word, require_keypress: flag }, { requiredKeys: [] })),
    media: mostly(
      fc.record({ audio: fc.record({ codecs: mostly(fc.array(fc.constantFrom('PCMU', 'PCMA', 'G722'))) }) }),
    ),
  },
  vmboxes: {
    name: word,
    mailbox: mostly(fc.constantFrom('1001', '8100')),
    pin: word,
    operator_number: number,
    owner_id: reference,
  },
  groups: {
    name: word,
    endpoints: mostly(
      fc.dictionary(anId, mostly(fc.record({ type: fc.constantFrom('user', 'device', 'group'), weight: number }))),
    ),
  },
  menus: {
    name: word,
    retries: number,
    timeout: number,
    hunt: flag,
    media: mostly(
      fc.record({ greeting: reference, invalid_media: mostly(fc.oneof(fc.boolean(), anId)) }, { requiredKeys: [] }),
    ),
  },
  temporal_rules: {
    name: word,
    cycle: mostly(fc.constantFrom('date', 'daily', 'weekly', 'monthly', 'yearly')),
    interval: number,
    wdays,
    days: mostly(fc.array(fc.integer({ min: -1, max: 33 }))),
    start_date: mostly(fc.integer({ min: -1, max: 400_000_000_000 })),
    time_window_start: number,
    time_window_stop: number,
    month: number,
    enabled: flag,
  },
  temporal_rules_sets: { name: word, temporal_rules: mostly(fc.array(reference)) },
  media: { name: word, media_source: mostly(fc.constantFrom('upload', 'tts')), tts: mostly(fc.record({ text: word })) },
  queues: {
    name: word,
    strategy: word,
    connection_timeout: number,
    caller_exit_key: mostly(fc.constantFrom('#', '1')),
  },
  conferences: {
    name: word,
    conference_numbers: mostly(fc.array(fc.constantFrom('1', '22', 'x'))),
    member: mostly(
      fc.record(
        { pins: word, numbers: mostly(fc.array(fc.constantFrom('1', 'x'))), join_muted: flag },
        { requiredKeys: [] },
      ),
    ),
    play_entry_tone: mostly(fc.oneof(fc.boolean(), fc.string())),
    max_participants: number,
  },
  directories: {
    name: word,
    min_dtmf: number,
    search_fields: word,
    confirm_match: flag,
    users: mostly(fc.array(anId)),
  },
  faxboxes: {
    name: word,
    retries: number,
    notifications: mostly(
      fc.record({ inbound: mostly(fc.record({ email: fc.record({ send_to: mostly(fc.array(word)) }) })) }),
    ),
  },
  blacklists: { name: word, numbers: mostly(fc.dictionary(fc.constantFrom('+1604', '12', 'x'), unknownValue)) },
  lists: {
    name: word,
    entries: mostly(
      fc.dictionary(anId, mostly(fc.record({ number: word, pattern: word, displayname: word }, { requiredKeys: [] }))),
    ),
  },
  resources: {
    name: word,
    enabled: flag,
    gateways: mostly(
      fc.array(mostly(fc.record({ server: word, port: number, username: word, prefix: word }, { requiredKeys: [] }))),
    ),
  },
  account: { name: word, prefer_device_caller_id: flag, call_restriction: mostly(restriction), language: word },
}

const data: Readonly<Record<string, Record<string, fc.Arbitrary<unknown>>>> = {
  play: { id: reference, loop_count: number, terminators: mostly(fc.array(fc.constantFrom('1', '#', 'x'))) },
  ring_group: {
    name: word,
    timeout: number,
    strategy: mostly(fc.constantFrom('simultaneous', 'single', 'weighted_random')),
    endpoints: mostly(
      fc.array(
        mostly(fc.record({ id: anId, endpoint_type: fc.constantFrom('user', 'device'), delay: number, x: word })),
      ),
    ),
  },
  user: { id: reference, timeout: number, strategy: word, can_call_self: flag },
  device: { id: reference, timeout: number },
  menu: { id: reference },
  callflow: { id: reference },
  voicemail: { id: reference, action: mostly(fc.constantFrom('compose', 'check')) },
  prepend_cid: { action: mostly(fc.constantFrom('prepend', 'reset')), caller_id_name_prefix: word, apply_to: word },
  record_call: { action: mostly(fc.constantFrom('start', 'stop')), time_limit: number, url: word },
  response: { code: number, message: word },
  temporal_route: { rules: mostly(fc.array(reference)), timezone: word, rule_set: reference, action: word },
  acdc_member: { id: reference, priority: number },
  sleep: { duration: number, unit: mostly(fc.constantFrom('ms', 's', 'm', 'h')) },
  dynamic_cid: {
    action: mostly(fc.constantFrom('manual', 'static', 'lists')),
    min_digits: number,
    caller_id: callerId,
  },
  set_cid: { caller_id_name: word, caller_id_number: word },
  privacy: { mode: word },
  language: { language: word },
  set_alert_info: { alert_info: word },
  cidlistmatch: { id: reference },
  check_cid: { regex: word, use_absolute_mode: flag },
  group: { id: reference, timeout: number, strategy: word, endpoints: mostly(fc.array(anId)) },
  group_pickup_feature: { type: mostly(fc.constantFrom('extension', 'user')), user_id: reference },
  group_pickup: { user_id: reference, group_id: reference },
  set_variable: { variable: mostly(fc.constantFrom('call_priority', 'group_id')), value: number },
  hologram: { beam: word },
}

const actionData = (module: string) =>
  fc
    .tuple(unknownKeys, fc.record({ skip_module: flag, ...data[module] }, { requiredKeys: [] }))
    .map(([more, known]) => ({
      ...more,
      ...known,
    }))

const childKey = fc.oneof(
  fc.constantFrom(
    '_',
    '1',
    '*',
    'timeout',
    'USER_BUSY',
    'busy',
    '486',
    'sip:486',
    'kazoo:x',
    'rule_set',
    '',
    '__proto__',
  ),
  anId,
  fc.string({ maxLength: 200, size: 'max' }),
)

const { step } = fc.letrec<{ step: unknown }>((tie) => ({
  step: fc
    .constantFrom(...Object.keys(data))
    .chain((module) =>
      fc.tuple(
        fc.constant(module),
        mostly(actionData(module)),
        fc.option(
          fc.dictionary(childKey, fc.oneof({ depthSize: 'small', withCrossShrink: true }, unknownValue, tie('step')), {
            maxKeys: 4,
          }),
        ),
        unknownKeys,
      ),
    )
    .map(([module, actionOf, children, more]) => ({ ...more, module, data: actionOf, ...(children && { children }) })),
}))

const callflow = fc
  .tuple(
    unknownKeys,
    fc.record(
      {
        name: word,
        numbers: mostly(fc.array(fc.constantFrom('8000', '+16045550100', 'no_match', 'front desk'))),
        patterns: mostly(fc.array(fc.string({ maxLength: 300, size: 'max' }))),
        featurecode: mostly(fc.record({ name: word, number: mostly(fc.constantFrom('97', '6683', '*72')) })),
        flow: mostly(step),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([more, known]) => ({ ...more, ...known }))

const fileOf = (collection: string, content: fc.Arbitrary<object>) =>
  fc
    .tuple(collection === 'account' ? fc.constant('acc0') : anId, content, fc.boolean())
    .map(([id, document, inEnvelope]) => ({
      path: collection === 'account' ? 'account.json' : `${collection}/${id}.json`,
      document: { ...document, id },
      inEnvelope,
    }))

const document = fc.oneof(
  { arbitrary: fileOf('callflows', callflow), weight: 10 },
  ...Object.entries(collections).map(([collection, known]) => ({
    weight: 1,
    arbitrary: fileOf(
      collection,
      fc.tuple(unknownKeys, fc.record(known, { requiredKeys: [] })).map(([more, own]) => ({ ...more, ...own })),
    ),
  })),
)

const account = fc.uniqueArray(document, { selector: ({ document: { id } }) => id, maxLength: 12 })

describe('a generated Kazoo account', () => {
  it('comes out as it went in, after a stay in a design file: unknown keys, unknown actions and wrong values included', () => {
    fc.assert(
      fc.property(account, (generated) => {
        const plain = generated.map(({ path, document: own }) => ({ path, text: JSON.stringify(own) }))
        const files = generated.map(({ path, document: own, inEnvelope }) => ({
          path,
          text: JSON.stringify(inEnvelope ? { data: own, status: 'success', auth_token: 't' } : own),
        }))
        const { documents, refused } = readKazoo(files)
        expect(refused).toEqual([])
        expect(sorted(writeKazoo(snapshotOf(stored(documents))).files)).toEqual(sorted(plain))
      }),
      { seed: 2600, numRuns: 400, interruptAfterTimeLimit: 15_000 },
    )
  })

  it('is the same design when its export is imported', () => {
    fc.assert(
      fc.property(account, (generated) => {
        const files = generated.map(({ path, document: own }) => ({ path, text: JSON.stringify(own) }))
        const { documents } = readKazoo(files)
        const again = readKazoo(writeKazoo(snapshotOf(documents)).files).documents
        const byId = (list: readonly Document[]) => list.map(canonical).sort()
        expect(byId(again)).toEqual(byId(documents))
      }),
      { seed: 2601, numRuns: 100, interruptAfterTimeLimit: 15_000 },
    )
  })
})
