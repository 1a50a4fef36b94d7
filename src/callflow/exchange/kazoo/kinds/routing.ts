import type { Callflow, DocumentOf } from '../../../design/document.ts'
import { callflow, media, menu, phoneNumber, queue, trunk } from '../../../design/kinds/routing.ts'
import {
  at,
  derived,
  type ExchangeContext,
  type Field,
  flag,
  listOf,
  number,
  reference,
  text,
  within,
  word,
} from '../fields.ts'
import { get, isEqual, isObject, type Json, type JsonObject, put } from '../json.ts'
import { toDocumentId } from '../ids.ts'
import { defineKazooKind, title } from '../kind.ts'
import { dialString } from './people.ts'

/**
 * Kazoo's name of the code stands for which one it is (M10, B3). Some accounts put quotes around its words (`voicemail[action="check"]`), or
 * the star before the number, which ours never has.
 */
const featureCode: Field<Callflow['featureCode']> = {
  path: 'featurecode',
  read(from) {
    const name = get(from, 'featurecode', 'name')
    const number = get(from, 'featurecode', 'number')
    if (typeof name !== 'string' || typeof number !== 'string') return null
    const type = name.replaceAll(/["']/g, '')
    const code = isDialledWhole(number, from) ? number.slice(1) : number
    return type !== '' && type.length <= 64 && /^[0-9*]{1,6}$/.test(code) ? { type, code } : null
  },
  write: (value, into) => put(into, ['featurecode'], value ? { name: value.type, number: value.code } : undefined),
}

/** Whether a code is written as it is dialled: the flow's number, or the beginning of its pattern. */
function isDialledWhole(code: string, { numbers, patterns }: JsonObject): boolean {
  if (!/^[*][0-9*]/.test(code)) return false
  const start = `^${code.replaceAll('*', '\\*')}`
  const has = (list: Json | undefined, test: (text: string) => boolean) =>
    Array.isArray(list) && list.some((each) => typeof each === 'string' && test(each))
  return (
    has(numbers, (each) => each === code) ||
    has(patterns, (each) => each.startsWith(start) && /^[($]/.test(each.slice(start.length)))
  )
}

/** Everything but the flow itself, which `flow-read.ts` and `flow-write.ts` do. */
export const kazooCallflow = defineKazooKind({
  kind: 'callflow',
  collection: 'callflows',
  schema: callflow,
  fields: {
    name: title(callflowName, 'Callflow'),
    numbers: listOf<string>(
      'numbers',
      (value) => (value === 'no_match' ? value : dialString(value)),
      (value) => value,
      1_000,
    ),
    patterns: listOf<string>(
      'patterns',
      (value) => (typeof value === 'string' && value !== '' && value.length <= 256 ? value : undefined),
      (value) => value,
      100,
    ),
    // Carriers reach whatever Kazoo finds by pattern; a code is no number that they would be asked for.
    patternsFromOutside: derived<boolean>(
      ({ patterns, featurecode }) => Array.isArray(patterns) && patterns.length > 0 && featurecode === undefined,
    ),
    featureCode,
  },
})

/** Kazoo's user interface shows nameless flows by their numbers. */
function callflowName(from: JsonObject) {
  if (typeof from.name === 'string' && from.name.trim() !== '') return from.name
  const feature = get(from, 'featurecode', 'name')
  if (typeof feature === 'string' && feature !== '') return feature
  const { numbers } = from
  return Array.isArray(numbers)
    ? numbers
        .filter((each) => typeof each === 'string')
        .slice(0, 5)
        .join(', ')
    : undefined
}

/** true, false or the id of a sound of one's own: two fields of ours, of which the id comes second. Addresses stay in the original. */
const sound = (path: string): Field<boolean> =>
  at<boolean>(
    path,
    (value) => value !== false,
    (value, original) =>
      value && typeof original === 'string' && toDocumentId(original) === undefined ? original : value,
  )

function soundId(path: string): Field<string | null> {
  const own = reference(path)
  const isOn = (into: JsonObject) => get(into, ...path.split('.')) !== false
  return {
    ...own,
    read: (from, context) => own.read(from, context) ?? null,
    write: (value, into, ...rest) => (value === null || !isOn(into) ? into : own.write(value, into, ...rest)),
  }
}

export const kazooMenu = defineKazooKind({
  kind: 'menu',
  collection: 'menus',
  schema: menu,
  fields: {
    name: title(({ name }) => name, 'Menu'),
    greetingId: reference('media.greeting'),
    retries: number('retries'),
    timeoutSec: number('timeout', { scale: 1_000 }),
    interDigitSec: number('interdigit_timeout', { scale: 1_000 }),
    maxDigits: number('max_extension_length'),
    hunt: flag('hunt', false),
    huntAllow: text('hunt_allow'),
    huntDeny: text('hunt_deny'),
    recordPin: text('record_pin'),
    recordFromOutside: flag('allow_record_from_offnet', false),
    invalidSound: sound('media.invalid_media'),
    invalidSoundId: soundId('media.invalid_media'),
    exitSound: sound('media.exit_media'),
    exitSoundId: soundId('media.exit_media'),
    transferSound: sound('media.transfer_media'),
    transferSoundId: soundId('media.transfer_media'),
  },
})

export const kazooMedia = defineKazooKind({
  kind: 'media',
  collection: 'media',
  silent: ['sha256', 'sampleRateHz', 'durationMs', 'sizeBytes'],
  schema: media,
  constant: { streamable: true },
  fields: {
    name: title(({ name }) => name, 'Media'),
    source: word('media_source', { upload: 'upload', recording: 'recording', speech: 'tts' }),
    transcript: at<string>(
      'tts.text',
      (value) => (typeof value === 'string' ? value : undefined),
      (value) => value || undefined,
    ),
  },
})

const SHORTEST_INTERVAL_SEC = 15

/** Kazoo takes whole seconds from 15 up; ours may be shorter. */
const announcementInterval: Field<number> = {
  ...number('announcements.interval'),
  write: (value, into) => put(into, ['announcements', 'interval'], Math.max(SHORTEST_INTERVAL_SEC, Math.round(value))),
}

export const kazooQueue = defineKazooKind({
  kind: 'queue',
  collection: 'queues',
  silent: ['agentIds'],
  schema: queue,
  fields: {
    name: title(({ name }) => name, 'Queue'),
    strategy: word('strategy', { 'round-robin': 'round_robin', 'most-idle': 'most_idle' }),
    agentIds: derived((_from, context) => [...context.agents]),
    agentRingSec: number('agent_ring_timeout'),
    wrapUpSec: number('agent_wrapup_time'),
    maxWaitSec: number('connection_timeout'),
    maxCallers: number('max_queue_size'),
    enterWhenEmpty: flag('enter_when_empty'),
    exitKey: at<DocumentOf<'queue'>['exitKey']>(
      'caller_exit_key',
      (value) => exitKeys.find((key) => key === value),
      (value) => value || undefined,
    ),
    holdMusicId: reference('moh'),
    ringAtOnce: number('ring_simultaneously', { absent: 1 }),
    maxPriority: number('max_priority', { absent: 255 }),
    announceMediaId: reference('announce'),
    positionMediaId: reference('announcements.media.you_are_at_position'),
    inQueueMediaId: reference('announcements.media.in_the_queue'),
    waitMediaId: reference('announcements.media.the_estimated_wait_time_is'),
    busierMediaId: reference('announcements.media.increase_in_call_volume'),
    recordCalls: flag('record_caller', false),
    recordingUrl: text('recording_url'),
    reportUrl: text('cdr_url'),
    announcePosition: flag('announcements.position_announcements_enabled', false),
    announceWait: flag('announcements.wait_time_announcements_enabled', false),
    announceEverySec: announcementInterval,
  },
})

const exitKeys = ['#', '*', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

const address = within<NonNullable<DocumentOf<'phone-number'>['emergencyAddress']>>('e911', {
  callerName: text('caller_name'),
  street: text('street_address'),
  extended: text('extended_address'),
  city: text('locality'),
  region: text('region'),
  postalCode: text('postal_code'),
  postalCodeExtra: at<string>(
    'plus_four',
    (value) => (typeof value === 'string' && /^[0-9]{4}$/.test(value) ? value : undefined),
    (value, original) => value || (original === '' ? original : undefined),
  ),
  notifyEmails: listOf<string>(
    'notification_contact_emails',
    (value) => (typeof value === 'string' && value.length <= 254 ? value : undefined),
    (value) => value,
    20,
  ),
})

const addressSchema = phoneNumber.shape.emergencyAddress.unwrap().unwrap()
const readAddress = (from: JsonObject, context: ExchangeContext) =>
  addressSchema.parse(address.read(from, context) ?? {})

/** The id is the number; the API may or may not repeat it inside. */
export const kazooNumber = defineKazooKind({
  kind: 'phone-number',
  collection: 'phone_numbers',
  silent: ['name', 'siteId'],
  schema: phoneNumber,
  fields: {
    name: title(({ id }) => id, 'Number'),
    number: {
      path: 'id',
      read: ({ id, _id }) => (typeof id === 'string' ? id : typeof _id === 'string' ? _id : undefined),
      write: (value, into, original) => (original._id === value ? into : put(into, ['id'], value)),
    },
    inboundNameLookup: flag('cnam.inbound_lookup'),
    emergencyAddress: {
      path: 'e911',
      read: (from, context) => (isObject(from.e911) ? address.read(from, context) : null),
      write: (value, into, original, context) => {
        if (!value) return into
        const written = address.write(value, into, original, context)
        const before = isObject(original.e911)
          ? address.write(readAddress(original, context), {}, original, context)
          : {}
        // What a carrier confirmed was the address as it was: another one is not "PROVISIONED" (M92).
        return isEqual(get(before, 'e911'), get(written, 'e911'))
          ? put(written, ['e911', 'status'], get(original, 'e911', 'status'))
          : written
      },
    },
  },
})

/** A key of a resource's first gateway; further gateways, which Kazoo tries after it, stay as they are. */
const ofGateway = (
  key: string,
  read: (gateway: JsonObject) => string | undefined,
  write: (value: string) => JsonObject,
): Field<string> => ({
  path: `gateways.0.${key}`,
  read: (from) => {
    const first = get(from, 'gateways', 0)
    return isObject(first) ? read(first) : undefined
  },
  write: (value, into, original) => {
    const list = into.gateways ?? original.gateways
    const [first, ...others] = Array.isArray(list) ? (list as readonly Json[]) : []
    const changed = { ...(isObject(first) ? first : {}), ...write(value) }
    const known = Object.entries(changed).filter(([, each]) => each !== '')
    return put(into, ['gateways'], [Object.fromEntries(known) as JsonObject, ...others])
  },
})

const textOf = (key: string) => (gateway: JsonObject) => (typeof gateway[key] === 'string' ? gateway[key] : undefined)

const DEFAULT_PORT = 5_060

/** Kazoo's account carriers (M13). Which addresses may call in stands in `connectivity`, which is kept as it is. */
export const kazooTrunk = defineKazooKind({
  kind: 'trunk',
  collection: 'resources',
  schema: trunk,
  fields: {
    name: title(({ name }) => name, 'Carrier'),
    enabled: flag('enabled'),
    host: ofGateway(
      'server',
      ({ server, port }) => {
        if (typeof server !== 'string') return undefined
        return typeof port === 'number' && port !== DEFAULT_PORT ? `${server}:${port}` : server
      },
      (host) => {
        const [, server = host, port] = /^(.*):([0-9]{1,5})$/.exec(host) ?? []
        return { server, port: port === undefined ? DEFAULT_PORT : Number(port) }
      },
    ),
    username: ofGateway('username', textOf('username'), (username) => ({ username })),
    password: ofGateway('password', textOf('password'), (password) => ({ password })),
    dialPrefix: ofGateway('prefix', textOf('prefix'), (prefix) => ({ prefix })),
  },
})
