import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Document } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { type KazooFile, readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import { isObject, type Json, type JsonObject } from '../../../src/callflow/exchange/kazoo/json.ts'

/** Facts about Kazoo's actions and documents (`tests/fixtures/kazoo/facts`), and JSON made from them. */

export interface Fact {
  readonly type?: string | readonly string[]
  readonly enum?: readonly Json[]
  readonly default?: Json
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly keys?: Facts
  readonly items?: Fact
}
export type Facts = Readonly<Record<string, Fact>>

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/kazoo/facts', name), 'utf8'))

export const actionFacts = read('actions.json') as Readonly<
  Record<string, { readonly data: Facts; readonly children: readonly string[] }>
>
export const documentFacts = read('documents.json') as Readonly<
  Record<string, { readonly keys: Facts; readonly required: readonly string[] }>
>

/** An id as Kazoo makes them, by a number. */
export const kazooId = (number: number) => `${number}`.padStart(32, '0c0ffee')

/** Something that may stand there and is not the default. */
export function sample(key: string, fact: Fact): Json {
  const other = fact.enum?.findLast((value) => value !== fact.default)
  if (other !== undefined) return other
  const type = typeof fact.type === 'string' ? fact.type : fact.type?.[0]
  if (type === 'boolean') return fact.default !== true
  if (type === 'integer') return sampleNumber(fact)
  if (type === 'array') return sampleList(key, fact)
  if (type === 'object' || fact.keys) return fact.keys ? sampleObject(fact.keys) : { 'x-one': 'a', 'x-two': 'b' }
  return sampleText(key, fact)
}

export const sampleObject = (facts: Facts): JsonObject =>
  Object.fromEntries(Object.entries(facts).map(([key, fact]) => [key, sample(key, fact)]))

function sampleNumber({ minimum = 0, maximum = Infinity, default: usual }: Fact): number {
  const wanted = Math.min(maximum, Math.max(minimum, 7))
  return wanted === usual ? wanted - 1 : wanted
}

function sampleList(key: string, { items }: Fact): Json {
  if (key === 'endpoints' && items?.keys === undefined) return [kazooId(70), kazooId(71)]
  if (items === undefined) return ['one', 'two']
  const one = sample(key, items)
  const isId = isObject(one) && 'endpoint_type' in one
  return isId ? [one, { ...one, id: kazooId(72), 'x-member': true }] : [one]
}

function sampleText(key: string, { pattern = '', minLength = 0, format }: Fact): string {
  const known = texts[key]
  if (known !== undefined) return known
  if (pattern.startsWith('^https?') || format === 'uri') return 'https://pbx.example.test/x'
  if (pattern.startsWith('^[0-9]') || /number|digits/.test(key)) return '2501'
  if (/(^|_)id$|^(rules|rule_set|moh|announce|greeting|unavailable|users|temporal_rules)$/.test(key))
    return kazooId(key.length)
  return minLength > 20 ? kazooId(key.length) : `${key} of ours`.slice(0, 30)
}

const texts: Readonly<Record<string, string>> = {
  language: 'de-DE',
  timezone: 'Europe/Paris',
  terminators: '3',
  duration_ms: '500',
  regex: '^1604',
  hunt_allow: '^2',
  hunt_deny: '^9',
  whitelist_regex: '^604',
  record_pin: '4321',
  pin: '4321',
  pins: '4321',
  realm: 'phones.example.test',
  variable: 'call_priority',
  value: '7',
  collection_name: 'account_number',
  slot: '3',
  mailbox: '2501',
  presence_id: '2501',
  endpoint_type: 'user',
  send_to: 'front@example.test',
  email: 'pat@example.test',
  notify_email_addresses: 'desk@example.test',
  region: 'BC',
  uri: 'https://pbx.example.test/hook',
  voice: 'male',
  device_type: 'cellphone',
  smtp_permission_list: 'example.test',
}

/** What an account of these documents is after a stay here. */
export function through(files: readonly { readonly path: string; readonly document: Json }[]) {
  const imported = readKazoo(files.map(({ path, document }) => ({ path, text: JSON.stringify(document) })))
  return { ...imported, files: exported(imported.documents) }
}

export const exported = (documents: readonly Document[]): ReadonlyMap<string, Json> =>
  new Map(writeKazoo(snapshotOf(documents)).files.map(({ path, text }: KazooFile) => [path, JSON.parse(text) as Json]))

/** Dotted paths of what differs between two JSON values; a list differs as a whole. */
export function differences(left: Json | undefined, right: Json | undefined, at = ''): string[] {
  if (isObject(left) && isObject(right)) {
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
      differences(left[key], right[key], at === '' ? key : `${at}.${key}`),
    )
  }
  return JSON.stringify(left) === JSON.stringify(right) ? [] : [at]
}
