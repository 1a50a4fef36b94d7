import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { drawFlow } from '../../rehearse/small-design.ts'
import { actionRefusals, documentRefusals } from './crossbar.ts'
import { writeKazoo } from './export.ts'
import { type Json, type JsonObject, put } from './json.ts'

const refused = (document: Document, ...others: Document[]) =>
  writeKazoo(snapshotOf([document, ...others]))
    .notes.filter(({ documentId, text }) => documentId === document.id && text.includes('refuses'))
    .map(({ text }) => text)

describe('an export of what Crossbar refuses says so', () => {
  it.each([
    [
      'a zone of three letters',
      makeDocument('account', { id: 'a', name: 'A' }),
      'Kazoo refuses timezone "UTC": 3 characters, 5 to 32',
    ],
    [
      'a box without a number',
      makeDocument('mailbox', { id: 'm', name: 'M' }),
      'Kazoo refuses mailbox: it must be there',
    ],
    [
      'an empty group',
      makeDocument('group', { id: 'g', name: 'G' }),
      'Kazoo refuses endpoints {}: at least 1 elements',
    ],
    [
      'a trunk without a host',
      makeDocument('trunk', { id: 't', name: 'T' }),
      'Kazoo refuses gateways.0.server: it must be there',
    ],
    [
      'an empty set of rules',
      makeDocument('schedule-set', { id: 's', name: 'S' }),
      'Kazoo refuses temporal_rules []: at least 1 elements',
    ],
    [
      'a callflow nothing reaches',
      makeDocument('callflow', { id: 'f', name: 'F' }),
      'Kazoo refuses a callflow without a number or pattern',
    ],
    [
      'a number with a plus for a conference',
      makeDocument('conference', { id: 'c', name: 'C', memberNumbers: ['+16045550100'] }),
      'Kazoo refuses member.numbers.0 "+16045550100": not of the form ^[0-9]+$',
    ],
  ])('%s', (_what, document, sentence) => {
    expect(refused(document)).toEqual([sentence])
  })

  it('a PIN or password too short or long is not repeated', () => {
    const device = makeDocument('device', { id: 'd', name: 'D', sipUsername: 'desk1001', sipPassword: 'abc' })
    expect(refused(device)).toEqual(['Kazoo refuses sip.password: 3 characters, 5 to 32'])
    const mailbox = makeDocument('mailbox', { id: 'm', name: 'M', number: '1001', pin: '123' })
    expect(refused(mailbox)).toEqual(['Kazoo refuses pin: 3 characters, 4 to 6'])
  })

  it('a step by its name, one that is switched off as well', () => {
    const flow = drawFlow({ nodes: { 'ring-group': {} } })
    expect(refused(flow)).toContain('Ring group: Kazoo refuses endpoints []: at least 1 elements')
    const [node] = Object.values(flow.nodes)
    const off = { ...flow, nodes: { [node?.id ?? '']: { ...node, disabled: true } } } as Document // the same node
    expect(refused(off)).toContain('Ring group: Kazoo refuses endpoints []: at least 1 elements')
  })

  it('no callflow that holds a part of another: it has a pattern nobody dials', () => {
    const loop = drawFlow({ nodes: { sleep: {}, menu: {} }, wires: ['sleep _ menu', 'menu 1 sleep', 'menu 2 menu'] })
    const { files, notes } = writeKazoo(snapshotOf([{ ...loop, numbers: ['8000'] }]))
    const part = JSON.parse(files.find(({ path }) => path.includes('part'))?.text ?? '{}') as JsonObject
    expect(part['patterns']).toEqual(['^part:flow-part-1$'])
    expect([...documentRefusals('callflows', part), ...notes]).toEqual([])
  })

  it('nothing of documents that have what it wants', () => {
    const account = makeDocument('account', {
      id: 'a',
      name: 'A',
      timezone: 'Europe/Paris',
      sipRealm: 'a.example.test',
    })
    const user = makeDocument('user', { id: 'u', name: 'U V', firstName: 'U', lastName: 'V' })
    const mailbox = makeDocument('mailbox', { id: 'm', name: 'M', number: '1001', pin: '1234' })
    const trunk = makeDocument('trunk', { id: 't', name: 'T', host: 'sip.example.test:5070' })
    for (const each of [account, user, mailbox, trunk]) expect(refused(each)).toEqual([])
  })
})

interface Fact {
  readonly enum?: readonly Json[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly keys?: Readonly<Record<string, Fact>>
}
type Facts = Readonly<Record<string, Fact>>

const factsOf = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../../tests/fixtures/kazoo/facts', name), 'utf8'))

/** A value just beyond each limit of a fact. Lengths of exactly 32 are those of ids. */
function beyond({ enum: words, minLength, maxLength, minimum, maximum, minItems }: Fact): Json[] {
  if (words?.every((each) => typeof each === 'string')) return ['no such word']
  if (minLength === 32) return []
  return [
    ...(minLength === undefined ? [] : ['x'.repeat(minLength - 1)]),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)]),
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(maximum === undefined ? [] : [maximum + 1]),
    ...(minItems === undefined || minItems === 0 ? [] : [[] as Json]),
  ]
}

const pathsOf = (facts: Facts, above: readonly string[] = []): (readonly [readonly string[], Fact])[] =>
  Object.entries(facts).flatMap(([key, fact]) => {
    const path = [...above, key]
    return fact.keys ? pathsOf(fact.keys, path) : [[path, fact] as const]
  })

/** Kept as they came, and never written by us. */
const leftOut =
  /^(call_recording|porting|carrier_name|priv_level|grace_period|tts\.voice|voicemail\.notify|notify\.callback|config)/

const limits = (facts: Facts, refusals: (object: JsonObject) => string[]) =>
  pathsOf(facts).flatMap(([path, fact]) => {
    const key = path.join('.')
    if (leftOut.test(key)) return []
    return beyond(fact).map((value) => ({
      key,
      value,
      isSaid: refusals(put({}, path, value)).some((sentence) => sentence.startsWith(`Kazoo refuses ${key}`)),
    }))
  })

describe('every limit among the facts about Kazoo', () => {
  const documents = factsOf('documents.json') as Readonly<Record<string, { keys: Facts; required: readonly string[] }>>
  it.each(Object.entries(documents).filter(([name]) => !name.includes('.')))(
    'of %s is known',
    (name, { keys, required }) => {
      const collection = name === 'faxbox' ? 'faxboxes' : name
      const all = limits(keys, (object) => documentRefusals(collection, object))
      expect(all.filter(({ isSaid }) => !isSaid)).toEqual([])
      const missing = documentRefusals(collection, {}).filter((sentence) => sentence.endsWith('it must be there'))
      expect(new Set(missing.map((sentence) => sentence.split(/[ :]/)[2]))).toEqual(new Set(required))
    },
  )

  const actions = factsOf('actions.json') as Readonly<Record<string, { data: Facts }>>
  it.each(Object.entries(actions))('of the action %s is known', (module, { data }) => {
    const all = limits(data, (object) => actionRefusals(module, object))
    expect(all.filter(({ isSaid }) => !isSaid)).toEqual([])
  })

  it('lists of objects are looked into, and numbers written as text are numbers', () => {
    expect(actionRefusals('ring_group', { endpoints: [{ endpoint_type: 'user', id: 'u', weight: 500 }, {}] })).toEqual([
      'Kazoo refuses endpoints.1.endpoint_type: it must be there',
      'Kazoo refuses endpoints.1.id: it must be there',
      'Kazoo refuses endpoints.0.weight 500: 1 to 100',
    ])
    expect(actionRefusals('user', { timeout: '20' })).toEqual([])
    expect(actionRefusals('user', { timeout: 2.5 })).toEqual(['Kazoo refuses timeout 2.5: a whole number is wanted'])
  })

  it('says at most twenty of one object', () => {
    const endpoints = Array.from({ length: 50 }, () => ({}))
    expect(actionRefusals('ring_group', { endpoints })).toHaveLength(20)
  })
})
