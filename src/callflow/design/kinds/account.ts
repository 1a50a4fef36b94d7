import { z } from 'zod'
import { mailSettings } from './mail-settings.ts'
import { accountOutsideLimits } from './outside-limits.ts'
import { restrictions } from './restriction.ts'
import { promptKeySchema } from '../prompt-key.ts'
import { choice, flag, idSchema, name, reference, referenceList, ringtones, text, webAddress } from '../fields.ts'

/** A name and number pair shown to the called side. Empty values are ignored when pairs are merged (M23). */
const callerIdPair = z.object({
  name: text({ label: 'Caller name', max: 35 }),
  number: text({ label: 'Caller number', max: 35 }),
})

/** The three situations a caller ID is chosen for (M3, M24). */
export const callerIds = z
  .object({
    internal: callerIdPair.prefault({}).meta({ label: 'Internal calls' }),
    external: callerIdPair.prefault({}).meta({ label: 'External calls' }),
    emergency: callerIdPair.prefault({}).meta({ label: 'Emergency calls' }),
  })
  .prefault({})
  .meta({ label: 'Caller ID' })

/** Pressed while people talk, so they begin with a star: menus at the other end are answered by single digits. */
const keysDuringCalls = (meta: { readonly label: string; readonly help: string }) =>
  z
    .string()
    .regex(/^(\*[0-9]{1,3})?$/, 'a star and up to three digits')
    .default('')
    .meta({ ...meta, control: 'text', advanced: true })

/** What belongs to every document. `foreign` keeps keys of an import that Callwright has no word for, verbatim, by system. */
export const base = {
  id: idSchema,
  name: name(),
  foreign: z.record(z.string(), z.unknown()).optional(),
}

/** One a design: defaults that users and devices fall back to (M3). */
export const account = z.object({
  ...base,
  kind: z.literal('account'),
  sipRealm: text({ label: 'SIP domain', help: 'What phones register to.', max: 253, default: 'callwright.local' }),
  timezone: z.string().max(64).default('UTC').meta({ label: 'Time zone', control: 'timezone' }),
  language: text({ label: 'Language of prompts', help: 'Such as en, de, fr, es.', max: 16, default: 'en' }),
  country: text({ label: 'Country', help: 'Two letters; how national numbers are read.', max: 2, default: 'US' }),
  callerIds,
  callerIdMode: choice(['device-first', 'user-first'], {
    label: 'Caller ID order',
    help: 'Which wins when several are set. Imported Kazoo accounts may say user first.',
    default: 'device-first',
    options: { 'device-first': 'Device, then user, then account', 'user-first': 'User, then device, then account' },
    advanced: true,
  }),
  patternMode: choice(['captured-together', 'longest-group'], {
    label: 'Overlapping patterns',
    help: 'Which callflow answers when several patterns match. Kazoo compares the longest group, and only that is captured.',
    default: 'captured-together',
    options: {
      'captured-together': 'The one that captures the most, all groups together',
      'longest-group': 'The one with the longest group, or the whole match without groups',
    },
    advanced: true,
  }),
  ensureValidCallerId: flag({
    label: 'Show outside only numbers of our own',
    help: 'Anything else gives way to the external caller number above. Emergency calls are not touched.',
    default: false,
    advanced: true,
  }),
  defaultCallerNumber: text({
    label: 'Default caller number',
    help: 'Shown outside when no external number is set, or neither that nor the number of the call is ours.',
    max: 35,
    advanced: true,
  }),
  route112: choice(['undecided', 'help', 'inside'], {
    label: 'When 112 is dialled',
    help: 'Where the country has other emergency numbers and a callflow answers 112. Phones from abroad dial 112 for help.',
    default: 'undecided',
    options: {
      undecided: 'Not decided: the callflow answers, and a finding asks',
      help: 'Always to emergency services',
      inside: 'The callflow answers',
    },
    advanced: true,
  }),
  sends112As: z
    .string()
    .regex(/^[0-9]{0,6}$/, 'up to 6 digits')
    .default('')
    .meta({
      label: '112 goes out as',
      help: "Where the country has other emergency numbers. Empty: the first of the country's own.",
      control: 'text',
      advanced: true,
    }),
  holdMusicId: reference('media', { label: 'Hold music' }),
  outboundTrunkId: reference('trunk', { label: 'Outbound trunk', help: 'Where calls to outside numbers go.' }),
  activeBlacklistIds: referenceList('blacklist', {
    label: 'Active blacklists',
    help: 'A list blocks nobody until it stands here.',
  }),
  preflowId: reference('callflow', { label: 'Before every call', help: 'A callflow that runs first.', advanced: true }),
  doNotDisturb: flag({
    label: 'Do not disturb anybody',
    help: 'No phone of the account rings. Calls go on as if nobody answered.',
    default: false,
    advanced: true,
  }),
  ringtones,
  ...restrictions,
  ...accountOutsideLimits,
  operatorNumber: text({
    label: 'Operator number',
    help: 'Where 0 leads during the greeting of mailboxes that name no operator of their own.',
    max: 32,
    advanced: true,
  }),
  recordKeys: keysDuringCalls({
    label: 'Keys that record',
    help: 'Pressed by one of us in a conversation: begins to record it, or ends that. Both hear a tone. Empty: none; *1 is usual.',
  }),
  pauseKeys: keysDuringCalls({
    label: 'Keys that pause a recording',
    help: 'Silence is recorded until they are pressed again: for card numbers. Empty: none; *2 is usual.',
  }),
  superviseTone: flag({
    label: 'Tone when somebody listens in',
    help: 'Both sides of the conversation hear a tone as it begins. The law may ask for it.',
    default: false,
    advanced: true,
  }),
  pauseReasons: z
    .array(z.string().trim().min(1).max(40))
    .max(20)
    .default(['Break', 'Lunch', 'Meeting', 'Training', 'Paperwork'])
    .meta({
      label: 'Reasons to pause',
      help: 'What agents of queues choose from when they take a break.',
      control: 'number-list',
      advanced: true,
    }),
  recordAllCalls: flag({ label: 'Record every call', default: false, advanced: true }),
  recordingForm: choice(['wav', 'wav-apart', 'opus', 'opus-apart'], {
    label: 'Recordings of calls are',
    help: 'Opus takes a fifth of the space. Apart: the caller left, whom they talk to right.',
    default: 'wav',
    options: {
      wav: 'WAV, both sides mixed',
      'wav-apart': 'WAV, both sides apart',
      opus: 'Opus, both sides mixed',
      'opus-apart': 'Opus, both sides apart',
    },
    advanced: true,
  }),
  speechUrl: z
    .string()
    .max(2_000)
    .regex(/^(https?:\/\/[^\s"<>\\^`{|}]+)?$/i, 'not an http or https address')
    .default('')
    .meta({
      label: 'Speech server',
      help: "Speaks texts: is sent text, language and voice by POST as JSON and answers with a sound. Empty: the engine's machine speaks.",
      control: 'text',
      advanced: true,
    }),
  transcriptionUrl: webAddress({
    label: 'Transcription server',
    help: 'Writes down the messages of mailboxes that want it: is sent the recording (WAV) by POST and has 15 seconds to answer a text, or {"text": ...}.',
    advanced: true,
  }),
  allowsPrivateWeb: flag({
    label: 'Web addresses may be inside ones',
    help: 'Sounds, webhooks, pivots, reports and uploads may lead to your own network. Otherwise only public addresses are asked.',
    default: false,
    advanced: true,
  }),
  nameListId: reference('number-list', {
    label: 'Names of callers',
    help: 'Callers of numbers that look harder for a name are called as this list labels them.',
    advanced: true,
  }),
  nameLookupUrl: webAddress({
    label: 'Ask for names at',
    help: 'Web address asked with ?number=+16045550100 where neither list nor carrier knows a name. It has a second to answer a name, or {"name": ...}.',
    advanced: true,
  }),
  emergencyEmails: z.array(z.string().max(254)).max(50).default([]).meta({
    label: 'Tell of emergency calls',
    help: 'Mailed whenever somebody calls emergency services, beside those named with the address of the number.',
    control: 'number-list',
  }),
  prompts: z
    .record(promptKeySchema, idSchema.meta({ label: 'Recording', control: 'reference', refersTo: ['media'] }))
    .default({})
    .meta({ label: 'Prompts of your own' }),
  mail: mailSettings.prefault({}).meta({ label: 'Server and sender' }),
})

/** A location of the company. */
export const site = z.object({
  ...base,
  kind: z.literal('site'),
  timezone: z.string().max(64).nullable().default(null).meta({ label: 'Time zone', control: 'timezone' }),
  callerIds,
})
