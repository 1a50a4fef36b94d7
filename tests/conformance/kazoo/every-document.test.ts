import { describe, expect, it } from 'vitest'
import { type Document, parseDocument } from '../../../src/callflow/design/document.ts'
import { unwrap } from '../../../src/callflow/design/schema-shape.ts'
import { get, type Json, type JsonObject } from '../../../src/callflow/exchange/kazoo/json.ts'
import { kazooKinds, kindOfCollection } from '../../../src/callflow/exchange/kazoo/kinds.ts'
import { differences, documentFacts, exported, type Facts, kazooId, sample, sampleObject, through } from './facts.ts'
import { otherValue } from './other-values.ts'

/** What Kazoo's account document holds that matters to calls; there is no schema of it among the facts. */
const account: JsonObject = {
  name: 'Seaside Dental',
  realm: 'seaside.example.test',
  timezone: 'America/Vancouver',
  language: 'en-us',
  prefer_device_caller_id: true,
  caller_id: {
    internal: { name: 'Seaside', number: '8000' },
    external: { name: 'Seaside', number: '+16045550100' },
    emergency: { name: 'Seaside', number: '+16045550100' },
    asserted: { name: 'Seaside', number: '+16045550100', realm: 'seaside.example.test' },
  },
  caller_id_options: { outbound_privacy: 'none' },
  music_on_hold: { media_id: kazooId(1) },
  blacklists: [kazooId(2), kazooId(3)],
  preflow: { always: kazooId(4) },
  call_restriction: {
    tollfree_us: { action: 'deny' },
    closed_groups: { action: 'deny' },
    did_us: { action: 'inherit' },
  },
  call_recording: { account: { any: { any: { enabled: true, time_limit: 600 } } } },
  outbound_flags: { static: ['fax'], dynamic: ['zone'] },
  notifications: { voicemail_to_email: { email_text_template: 'x' } },
  voicemail: { notify: { callback: { number: '2500' } } },
  ringtones: { internal: 'a', external: 'b' },
  'x-unknown': [1, { deep: null }],
}

const ids: Readonly<Record<string, string>> = { phone_numbers: '+16045550100', account: kazooId(99) }
const known: Readonly<Record<string, JsonObject>> = {
  // What their schemas leave open.
  temporal_rules: { cycle: 'monthly', start_date: 63_900_000_000, time_window_start: 3_600, time_window_stop: 7_200 },
  groups: {
    endpoints: {
      [kazooId(11)]: { type: 'user', weight: 3 },
      [kazooId(12)]: { type: 'device', 'x-member': 1 },
      [kazooId(13)]: { type: 'group', weight: 9 },
    },
  },
  blacklists: { numbers: { '+16045550111': { name: 'Spam' }, '+16045550112': {} } },
  users: {
    queues: [kazooId(21)],
    directories: { [kazooId(22)]: kazooId(23) },
    call_restriction: { international: { action: 'deny' }, did_us: { action: 'inherit' } },
    caller_id: { external: { name: 'Pat', number: '+16045550101' }, emergency: { number: '+16045550102' } },
    call_recording: { inbound: { offnet: sampleObject(documentFacts['call_recording.parameters']?.keys ?? {}) } },
  },
  devices: {
    device_type: 'cellphone',
    call_restriction: { toll_us: { action: 'deny' } },
    outbound_flags: ['fax'],
    media: { audio: { codecs: ['PCMU', 'G722'] }, encryption: { enforce_security: true } },
    mac_address: '00-15-65-12-34-56',
    provision: {
      id: 'template',
      endpoint_brand: 'yealink',
      endpoint_family: 't4x',
      endpoint_model: ['t46s'],
      combo_keys: {
        '0': { type: 'line' },
        '2': { type: 'presence', value: { label: 'Boss', value: kazooId(11) } },
        '3': { type: 'parking', value: 3 },
        '4': { type: 'speed_dial', value: '2001', 'x-key': 1 },
        '5': null,
      },
      feature_keys: { '1': { type: 'presence', value: '2001' } },
    },
  },
  conferences: { profile: { 'max-members': 9 } },
  phone_numbers: { used_by: 'callflow', state: 'in_service', features: ['e911'], e911: e911() },
  callflows: { flow: { module: 'play', data: { id: kazooId(31) }, children: {} } },
  list_entries: { list_id: kazooId(41) },
}

function e911(): JsonObject {
  const facts = documentFacts.phone_numbers?.keys.e911?.keys ?? {}
  return { ...sampleObject(facts), region: 'BC', postal_code: 'V6B 1A1' }
}

const renamed: Readonly<Record<string, string>> = { faxbox: 'faxboxes' }
const samples = Object.entries(documentFacts)
  .filter(([name]) => name !== 'call_recording.parameters')
  .map(([name, { keys, required }]) => {
    const collection = renamed[name] ?? name
    const id = ids[collection] ?? kazooId(50)
    const whole: JsonObject = { id, ...sampleObject(keys), ...known[collection], 'x-unknown': [1, { deep: null }] }
    return {
      collection,
      whole,
      keys,
      required,
      path: `${collection}/${encodeURIComponent(id).replace('%2B', '+')}.json`,
    }
  })
const all = [
  ...samples,
  {
    collection: 'account',
    whole: { id: kazooId(99), ...account },
    keys: {} as Facts,
    required: [],
    path: 'account.json',
  },
]

/** An entry goes with its list. */
const companions = (collection: string) =>
  collection === 'list_entries' ? [{ path: `lists/${kazooId(41)}.json`, document: { id: kazooId(41), name: 'L' } }] : []

describe('each of Kazoo’s 19 kinds of documents, and the account', () => {
  it('is known here', () => {
    expect(Object.keys(documentFacts)).toHaveLength(19)
  })

  it.each(all)('$collection comes out as it went in, with every key', ({ collection, path, whole, keys, required }) => {
    const single = Object.entries(keys).map(([key, fact]) => ({ [key]: sample(key, fact) }))
    const needed = Object.fromEntries(required.map((key) => [key, whole[key] ?? null]))
    const words = Object.entries(keys).flatMap(([key, fact]) =>
      (fact.enum ?? []).map((word) => ({ ...whole, [key]: word })),
    )
    const empty = { id: whole.id ?? null }
    for (const document of [whole, empty, ...words, ...single.map((one) => ({ ...empty, ...needed, ...one }))]) {
      const { files, refused } = through([{ path, document }, ...companions(collection)])
      expect(refused).toEqual([])
      expect(contentOf(files, collection, path)).toEqual(document)
    }
  })
})

function contentOf(files: ReadonlyMap<string, Json>, collection: string, path: string): Json | undefined {
  if (collection !== 'list_entries') return files.get(path)
  const [entries] = [...files]
    .filter(([each]) => each.endsWith('entries.json'))
    .map(([, list]) => list as readonly Json[])
  return entries?.[0] ?? files.get(path)
}

const fixed = ['id', 'kind', 'foreign', 'entry', 'nodes', 'wires']
const ours = all.filter(({ collection }) => kindOfCollection(collection))

/** Fields that stand in several of Kazoo's keys, or in another document. */
const severalKeys: Readonly<Record<string, readonly string[]>> = {
  'user.name': ['first_name', 'last_name'],
  // A cell phone is a forwarded device.
  'device.type': ['device_type', 'call_forward'],
  // Kazoo looks at weekdays only where no days are listed.
  'schedule-rule.ordinal': ['ordinal', 'days'],
  // The flag is what Kazoo's user interface knows a shared box by.
  'mailbox.memberIds': ['members', 'shared_vmbox'],
}

describe('an edit of an imported document', () => {
  it('every kind that Kazoo has a collection for is among them', () => {
    expect(ours.map(({ collection }) => collection).sort()).toEqual(
      kazooKinds.map(({ collection }) => collection).sort(),
    )
  })

  it.each(ours)('$collection: changes the key of that field only', ({ collection, path, whole }) => {
    const kind = kindOfCollection(collection)
    const { documents } = through([{ path, document: whole }])
    const [document] = documents
    const { shape } = unwrap((kind ?? { schema: undefined as never }).schema)
    for (const [key, field] of Object.entries(shape.kind === 'object' ? shape.shape : {})) {
      if (fixed.includes(key) || !document) continue
      const value: unknown = Reflect.get(document, key)
      const other = otherValue(field, value)
      expect(other, `${collection}.${key} has another value`).toBeDefined()
      const edited = { ...document, [key]: other } as Document // checked below
      expect(parseDocument(edited)).toMatchObject({ ok: true })
      const after = exported([edited])
      const changes = differences(whole, [...after.values()][0])
      const own = [...new Set(changes.map((change) => change.split('.')[0] ?? ''))].filter(
        (each) => each !== 'callwright',
      )
      const allowed = severalKeys[`${document.kind}.${key}`] ?? own.slice(0, 1)
      expect(
        own.filter((each) => !allowed.includes(each)),
        `${collection}.${key}: ${own.join()}`,
      ).toEqual([])
      const back = through([...after].map(([at, json]) => ({ path: at, document: json }))).documents
      expect(back[0] && Reflect.get(back[0], key), `${collection}.${key} comes back`).toEqual(other)
    }
  })

  it.each(ours)('$collection: a field that is cleared takes its key away', ({ collection, path, whole }) => {
    const kind = kindOfCollection(collection)
    const { documents } = through([{ path, document: whole }])
    const [document] = documents
    for (const [key, field] of Object.entries(kind?.fields ?? {})) {
      if (!document || field?.path === undefined || needed.has(field.path)) continue
      const value: unknown = Reflect.get(document, key)
      const cleared = value === null ? undefined : typeof value === 'string' ? clearable(document, key) : undefined
      if (cleared === undefined) continue
      const [after] = exported([{ ...document, [key]: cleared } as Document]).values()
      expect(get(after, ...field.path.split('.')), `${collection}.${key}`).toBeUndefined()
      // Lists differ as a whole. Where the absent key means something else to Kazoo, what we mean stands beside it.
      const isOwn = (change: string) =>
        change === 'callwright' || `${change}.`.startsWith(`${field.path}.`) || field.path?.startsWith(`${change}.`)
      expect(differences(whole, after).filter((change) => !isOwn(change))).toEqual([])
    }
  })
})

/** Kazoo does not do without them. */
const needed = new Set(['first_name, last_name', 'first_name', 'last_name'])

/** Null or empty text, where the field takes it. */
function clearable(document: Document, key: string): null | '' | undefined {
  return ([null, ''] as const).find((empty) => {
    const parsed = parseDocument({ ...document, [key]: empty })
    return parsed.ok && Reflect.get(parsed.document, key) === empty
  })
}
