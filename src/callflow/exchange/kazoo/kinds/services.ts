import type { DocumentOf, FaxBox } from '../../../design/document.ts'
import { isSenderEntry } from '../../../design/fax-mail.ts'
import { blacklist, conference, directory, faxBox, numberList } from '../../../design/kinds/services.ts'
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
  word,
} from '../fields.ts'
import { toDocumentId, toKazooId } from '../ids.ts'
import { get, isObject, type Json, type JsonObject, put } from '../json.ts'
import { defineKazooKind, title } from '../kind.ts'
import { readEntries } from '../list-entries.ts'
import { dialString, timezoneAt } from './people.ts'

const texts = (path: string, max: number, longest: number) =>
  listOf<string>(
    path,
    (value) => (typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined),
    (value) => value,
    max,
  )

const numbersAt = (path: string) => listOf<string>(path, dialString, (value) => value, 50)

const pins = (path: string) =>
  listOf<string>(
    path,
    (value) => (typeof value === 'string' && /^[0-9]{1,16}$/.test(value) ? value : undefined),
    (value) => value,
    20,
  )

/** On, off, or a sound of one's own in the same key (M77). */
const tone = (path: string) =>
  at<boolean>(
    path,
    (value) => (typeof value === 'string' ? true : typeof value === 'boolean' ? value : undefined),
    (value) => value,
  )

const toneSound = (path: string): Field<string | null> => ({
  ...reference(path),
  write: (value, into) => (value !== null && get(into, path) === true ? put(into, [path], toKazooId(value)) : into),
})

export const kazooConference = defineKazooKind({
  kind: 'conference',
  collection: 'conferences',
  schema: conference,
  fields: {
    name: title(({ name }) => name, 'Conference'),
    ownerId: reference('owner_id'),
    numbers: numbersAt('conference_numbers'),
    memberNumbers: numbersAt('member.numbers'),
    moderatorNumbers: numbersAt('moderator.numbers'),
    memberPins: pins('member.pins'),
    moderatorPins: pins('moderator.pins'),
    memberJoinMuted: flag('member.join_muted', true),
    memberJoinDeaf: flag('member.join_deaf', false),
    moderatorJoinMuted: flag('moderator.join_muted', false),
    moderatorJoinDeaf: flag('moderator.join_deaf', false),
    waitForModerator: flag('wait_for_moderator', false),
    requireModerator: flag('require_moderator', false),
    entryTone: tone('play_entry_tone'),
    entryToneId: toneSound('play_entry_tone'),
    exitTone: tone('play_exit_tone'),
    exitToneId: toneSound('play_exit_tone'),
    announceNames: flag('play_name', false),
    maxParticipants: number('max_participants', { absent: 0 }),
    fullMediaId: reference('max_members_media'),
    language: text('language'),
    profile: text('profile_name'),
  },
})

export const kazooDirectory = defineKazooKind({
  kind: 'directory',
  collection: 'directories',
  silent: ['entries'],
  schema: directory,
  fields: {
    name: title(({ name }) => name, 'Directory'),
    entries: derived((_from, context) => [...context.entries]),
    searchBy: word('search_fields', { both: 'both', 'first-name': 'first_name', 'last-name': 'last_name' }),
    sortBy: word('sort_by', { 'last-name': 'last_name', 'first-name': 'first_name' }),
    minDigits: number('min_dtmf'),
    maxDigits: number('max_dtmf'),
    letterCount: derived<DocumentOf<'directory'>['letterCount']>(() => 'two-or-more'),
    // Absent is off to the engine, whatever the schema says (M60).
    confirmMatch: flag('confirm_match', false),
  },
})

/**
 * One address or several. Kazoo knows only those that are listed, so the owner's, which goes without saying here, is written among them and
 * not read (M67).
 */
function notified(direction: 'inbound' | 'outbound'): Field<string[]> {
  const steps = sendTo(direction)
  return {
    path: steps.join('.'),
    read(from, context) {
      const listed = get(from, ...steps)
      const all = emails.read({ list: typeof listed === 'string' ? [listed] : (listed ?? []) }, context)
      const owner = ownerEmail(from.owner_id, context)
      return all?.filter((each) => each.toLowerCase() !== owner.toLowerCase())
    },
    write(value, into, original, context) {
      const listed = get(original, ...steps)
      if (value.length === 1 && value[0] === listed) return put(into, steps, listed)
      const { list } = emails.write(value, {}, { list: Array.isArray(listed) ? listed : [] }, context)
      return put(into, steps, list)
    },
  }
}

const sendTo = (direction: 'inbound' | 'outbound') => ['notifications', direction, 'email', 'send_to']

const ownerEmail = (ownerId: Json | undefined, { emailOf }: ExchangeContext): string =>
  emailOf((typeof ownerId === 'string' ? toDocumentId(ownerId) : undefined) ?? '')

function withOwnerEmail(written: JsonObject, { ownerId }: FaxBox, _original: JsonObject, { emailOf }: ExchangeContext) {
  const owner = emailOf(ownerId ?? '')
  if (owner === '') return written
  return (['inbound', 'outbound'] as const).reduce((into, direction) => {
    const listed = get(into, ...sendTo(direction))
    return put(into, sendTo(direction), [
      owner,
      ...(Array.isArray(listed) ? listed : typeof listed === 'string' ? [listed] : []),
    ])
  }, written)
}
const emails = texts('list', 20, 254)

/**
 * Who may send (M69). Kazoo takes each entry for a regular expression that may match anywhere in the address; ours are literal domains and
 * addresses, so they are written escaped and anchored. An expression that says more than that stays in the file and lets nobody in here.
 */
const permissions = listOf<string>(
  'smtp_permission_list',
  (value) => {
    if (typeof value !== 'string') return undefined
    const plain = value.replace(/^\^/, '').replace(/\$$/, '').replaceAll('\\.', '.').replace(/^@/, '')
    return isSenderEntry(plain) ? plain : undefined
  },
  (entry) => `${entry.includes('@') ? '^' : '@'}${entry.replaceAll(/[.+*?^$()[\]{}|\\]/g, '\\$&')}$`,
  200,
)

export const kazooFaxBox = defineKazooKind({
  kind: 'fax-box',
  collection: 'faxboxes',
  schema: faxBox,
  fields: {
    name: title(({ name }) => name, 'Fax box'),
    ownerId: reference('owner_id'),
    faxNumber: text('caller_id'),
    faxIdentity: text('fax_identity'),
    callerName: text('caller_name'),
    header: text('fax_header'),
    permissions,
    timezone: timezoneAt('fax_timezone'),
    smtpAddress: text('custom_smtp_email_address'),
    t38: flag('media.fax_option', false),
    retries: number('retries', { absent: 1 }),
    notifyEmails: notified('inbound'),
    sentNotifyEmails: notified('outbound'),
  },
  finish: withOwnerEmail,
})

const blocked: Field<string[]> = {
  path: 'numbers',
  read: ({ numbers }) =>
    (isObject(numbers) ? Object.keys(numbers).filter((key) => dialString(key) !== undefined) : []).slice(0, 100_000),
  write: (value, into, original) =>
    put(into, ['numbers'], Object.fromEntries(value.map((each) => [each, get(original, 'numbers', each) ?? {}]))),
}

export const kazooBlacklist = defineKazooKind({
  kind: 'blacklist',
  collection: 'blacklists',
  schema: blacklist,
  fields: {
    name: title(({ name }) => name, 'Blacklist'),
    numbers: blocked,
    blockAnonymous: flag('should_block_anonymous', false),
  },
})

/** What `cidlistmatch` compares with (M38). */
export const kazooNumberList = defineKazooKind({
  kind: 'number-list',
  collection: 'lists',
  schema: numberList,
  fields: {
    name: title(({ name }) => name, 'Number list'),
    entries: { path: 'entries', ...derived((_from, { listEntries }) => readEntries(listEntries ?? [])) },
  },
})
