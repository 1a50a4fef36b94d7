import { audioCodecs } from '../../../design/kinds/codecs.ts'
import type { Device, Group, Mailbox, User } from '../../../design/document.ts'
import { mailbox } from '../../../design/kinds/mailbox.ts'
import { device, group, user } from '../../../design/kinds/people.ts'
import {
  at,
  type ExchangeContext,
  type Field,
  flag,
  listOf,
  number,
  reference,
  references,
  ringtones,
  text,
  within,
  word,
} from '../fields.ts'
import { toDocumentId, toKazooId } from '../ids.ts'
import { get, isObject, type Json, type JsonObject, put } from '../json.ts'
import { defineKazooKind, title } from '../kind.ts'
import { callerIds } from './caller-id.ts'
import { deskPhoneFields } from './desk-phone.ts'
import { restrictionFields } from './restriction.ts'

export const dialString = (value: unknown) =>
  typeof value === 'string' && /^\+?[0-9*#]{1,32}$/.test(value) ? value : undefined

const joined = (from: JsonObject) =>
  [from.first_name, from.last_name]
    .flatMap((part) => (typeof part === 'string' && part.trim() !== '' ? [part] : []))
    .join(' ')

const callForward = within<User['callForward']>('call_forward', {
  enabled: flag('enabled'),
  number: text('number'),
  substitute: flag('substitute'),
  requireKeypress: flag('require_keypress'),
  keepCallerId: flag('keep_caller_id'),
  directCallsOnly: flag('direct_calls_only'),
  ignoreEarlyMedia: flag('ignore_early_media'),
  whenUnregistered: flag('failover'),
})

export const kazooUser = defineKazooKind({
  kind: 'user',
  collection: 'users',
  silent: ['name', 'siteId'],
  schema: user,
  fields: {
    name: {
      path: 'first_name, last_name',
      read: title((from) => joined(from) || from.username, 'User').read,
      write: (_name, into) => into,
    },
    firstName: text('first_name'),
    lastName: text('last_name'),
    email: text('email'),
    // What colleagues see when no internal caller number is set (M24).
    extension: at<string>('presence_id', dialString, (value) => value || undefined),
    role: word('priv_level', { user: 'user', admin: 'admin' }),
    enabled: flag('enabled'),
    language: text('language'),
    callerIds,
    holdMusicId: reference('music_on_hold.media_id'),
    voicemailToEmail: flag('vm_to_email_enabled', true),
    ...restrictionFields,
    callForward,
    doNotDisturb: flag('do_not_disturb.enabled'),
    ringtones,
    hotDesk: within<User['hotDesk']>('hotdesk', {
      enabled: flag('enabled'),
      id: text('id'),
      pin: text('pin'),
      requirePin: flag('require_pin'),
      keepLoggedInElsewhere: flag('keep_logged_in_elsewhere'),
    }),
  },
  // Kazoo wants both names; ours may have only the whole.
  finish: (written, { name, firstName, lastName }: User) => {
    const [first = name, ...rest] = name.split(/\s+/)
    const last = rest.join(' ') || first
    return put(put(written, ['first_name'], firstName || first), ['last_name'], lastName || last)
  },
})

const isOutside = (type: Device['type']) => type === 'cell-phone' || type === 'landline'
const types = {
  'desk-phone': 'sip_device',
  softphone: 'softphone',
  'browser-phone': 'softphone',
  'cell-phone': 'cellphone',
  landline: 'landline',
} as const
const typeField: Field<Device['type']> = {
  path: 'device_type',
  read({ device_type: type }) {
    if (type === 'smartphone') return 'softphone'
    return type === 'softphone' || type === 'landline' ? type : type === 'cellphone' ? 'cell-phone' : 'desk-phone'
  },
  write: (value, into, original, context) =>
    put(into, ['device_type'], typeField.read(original, context) === value ? original.device_type : types[value]),
}

/** Cell phones and landlines are forwarded devices to Kazoo (M80). */
const forwarding = <V>(key: string, read: (value: Json | undefined) => V | undefined, whenSip: V): Field<V> => ({
  path: `call_forward.${key}`,
  read: (from, context) =>
    isOutside(typeField.read(from, context) ?? 'desk-phone') ? read(get(from, 'call_forward', key)) : whenSip,
  write: (value, into) => put(into, ['call_forward', key], value === '' ? undefined : (value as Json)), // V is text or a flag
})
/** The forwarding of phones that register (M88b). */
const sipForwarding: Field<Device['callForward']> = {
  path: 'call_forward',
  read: (from, context) =>
    isOutside(typeField.read(from, context) ?? 'desk-phone') ? undefined : callForward.read(from, context),
  write: (value, into, original, context) =>
    isOutside(typeField.read(into, context) ?? 'desk-phone') ? into : callForward.write(value, into, original, context),
}
/** Kazoo encrypts when it is enforced and `srtp` is among the methods; else it takes what the phone offers. */
const mediaEncryption: Field<Device['mediaEncryption']> = {
  path: 'media.encryption.enforce_security',
  read: (from) => (get(from, 'media', 'encryption', 'enforce_security') === true ? 'required' : undefined),
  write: (value, into, original) =>
    value === 'required' || get(original, 'media', 'encryption', 'enforce_security') === true
      ? put(into, ['media', 'encryption', 'enforce_security'], value === 'required')
      : into,
}
const asFlag = (absent: boolean) => (value: Json | undefined) => (typeof value === 'boolean' ? value : absent)

export const kazooDevice = defineKazooKind({
  kind: 'device',
  collection: 'devices',
  schema: device,
  silent: ['provisioningTokenHash'],
  fields: {
    name: title(({ name }) => name, 'Device'),
    type: typeField,
    ownerId: reference('owner_id'),
    enabled: flag('enabled'),
    sipUsername: text('sip.username'),
    sipPassword: text('sip.password'),
    outsideNumber: forwarding('number', (value) => (typeof value === 'string' ? value : ''), ''),
    requireKeypress: forwarding('require_keypress', asFlag(true), false),
    keepCallerId: forwarding('keep_caller_id', asFlag(true), true),
    followMe: forwarding('enabled', asFlag(false), true),
    ...restrictionFields,
    codecs: listOf<Device['codecs'][number]>(
      'media.audio.codecs',
      (codec) => audioCodecs.find((known) => known === codec),
      (codec) => codec,
      10,
    ),
    mediaEncryption,
    callerIds,
    doNotDisturb: flag('do_not_disturb.enabled'),
    excludeFromQueues: flag('exclude_from_queues'),
    inviteFormat: word<Device['inviteFormat']>(
      'sip.invite_format',
      { contact: 'contact', npan: 'npan', '1npan': '1npan', e164: 'e164', route: 'route' },
      'contact',
    ),
    inviteUri: text('sip.route'),
    anonymousQuickCalls: flag('allow_anonymous_quickcalls'),
    ...deskPhoneFields,
    ringtones,
    callForward: sipForwarding,
  },
})

/** What Kazoo says the other way round. */
const notFlag = (path: string) =>
  at<boolean>(
    path,
    (value) => (typeof value === 'boolean' ? !value : undefined),
    (value) => !value,
  )

/** A mail has the text of a message when Kazoo makes one and sends it. */
const transcription: Field<boolean> = {
  path: 'transcribe, include_transcription_on_notify',
  read: ({ transcribe, include_transcription_on_notify: isSent }) =>
    transcribe === undefined ? undefined : transcribe === true && isSent !== false,
  write(value, into) {
    const written = put(into, ['transcribe'], value)
    return value ? put(written, ['include_transcription_on_notify'], true) : written
  },
}

const memberList = references('members', 100)

/** Kazoo's user interface marks a shared box by the flag; the list alone tells it nothing (M8). */
const memberIds: Field<string[]> = {
  ...memberList,
  path: 'members, shared_vmbox',
  write(value, into, original, context) {
    const written = memberList.write(value, into, original, context)
    return value.length > 0 ? put(written, ['shared_vmbox'], true) : written
  },
}

/** Of two flags of Kazoo's, saving wins (A6). */
const afterNotify: Field<Mailbox['afterNotify']> = {
  path: 'save_after_notify, delete_after_notify',
  read: ({ save_after_notify: isSaved, delete_after_notify: isDeleted }) =>
    isSaved === true ? 'save' : isDeleted === true ? 'delete' : 'keep-new',
  write: (value, into) =>
    put(put(into, ['save_after_notify'], value === 'save'), ['delete_after_notify'], value === 'delete'),
}

export const timezoneAt = (path: string) =>
  at<string | null>(
    path,
    (value) => (typeof value === 'string' && value !== '' && value.length <= 64 ? value : undefined),
    (value) => value ?? undefined,
  )

export const kazooMailbox = defineKazooKind({
  kind: 'mailbox',
  collection: 'vmboxes',
  schema: mailbox,
  fields: {
    name: title(({ name, mailbox: box }) => name ?? box, 'Mailbox'),
    number: at<string>('mailbox', dialString, (value) => value || undefined),
    ownerId: reference('owner_id'),
    memberIds,
    pin: text('pin'),
    greetingId: reference('media.unavailable'),
    skipGreeting: flag('skip_greeting'),
    skipInstructions: flag('skip_instructions'),
    operatorNumber: text('operator_number'),
    ownerGoesToCheck: flag('check_if_owner'),
    requirePin: flag('require_pin'),
    isSetUp: flag('is_setup'),
    isConfigurable: notFlag('not_configurable'),
    announcementOnly: flag('announcement_only'),
    oldestFirst: flag('oldest_message_first'),
    skipEnvelope: flag('skip_envelope'),
    timezone: timezoneAt('timezone'),
    // Absent is off to Kazoo; boxes made here have it on.
    seek: flag('is_voicemail_ff_rw_enabled', false),
    seekSec: number('seek_duration_ms', { scale: 1_000 }),
    attachMessage: flag('include_message_on_notify'),
    attachmentFormat: word('media_extension', { mp3: 'mp3', mp4: 'mp4', wav: 'wav' }),
    transcription,
    afterNotify,
    notifyEmails: listOf<string>(
      'notify_email_addresses',
      (value) => (typeof value === 'string' && value.length <= 254 ? value : undefined),
      (value) => value,
      20,
    ),
  },
})

const members: Field<Group['members']> = {
  path: 'endpoints',
  read(from) {
    const endpoints = get(from, 'endpoints')
    if (!isObject(endpoints)) return []
    return Object.entries(endpoints).flatMap(([kazooId, endpoint]) => {
      const id = toDocumentId(kazooId)
      if (id === undefined || !isObject(endpoint) || endpoint.type === 'group') return []
      const weight = typeof endpoint.weight === 'number' ? Math.round(endpoint.weight) : 20
      return [{ id, weight: Math.min(100, Math.max(1, weight)) }]
    })
  },
  write(value, into, original, context) {
    const entries = value.map(({ id, weight }) => [toKazooId(id), { type: memberType(id, original, context), weight }])
    return put(into, ['endpoints'], Object.fromEntries(entries) as JsonObject) // entries of [string, object]
  },
}

function memberType(id: string, original: JsonObject, { kindOf }: ExchangeContext): Json {
  const kind = kindOf(id)
  if (kind === 'user' || kind === 'device') return kind
  return get(original, 'endpoints', toKazooId(id), 'type') ?? 'user'
}

export const kazooGroup = defineKazooKind({
  kind: 'group',
  collection: 'groups',
  schema: group,
  fields: { name: title(({ name }) => name, 'Group'), members },
})
