import { z } from 'zod'
import {
  choice,
  count,
  dialStringSchema,
  expression,
  flag,
  idSchema,
  longText,
  reference,
  referenceList,
  seconds,
  secret,
  skills,
  text,
  webAddress,
} from '../fields.ts'
import { numberFormats } from '../../numbering/number-format.ts'
import { base } from './account.ts'
import { codecList } from './codecs.ts'
import { trunkOutsideLimits } from './outside-limits.ts'
import { trunkNumbers } from './trunk-numbers.ts'
import { trunkSharing } from './trunk-sharing.ts'

/** One use of a module. Settings are the module's own business and are parsed by it, so unknown modules survive untouched. */
export const flowNode = z.object({
  id: idSchema,
  type: z.string().min(1).max(64),
  /** Version of the module's settings when they were written; older ones are migrated on read. */
  version: z.number().int().min(1).default(1),
  label: z.string().max(80).default(''),
  disabled: z.boolean().default(false),
  settings: z.record(z.string(), z.unknown()).default({}),
  position: z.object({ x: z.number(), y: z.number() }),
  /** Keys of an import that the module has no setting for, verbatim, by system. */
  foreign: z.record(z.string(), z.unknown()).optional(),
})

export const wire = z.object({
  from: idSchema,
  branch: z.string().min(1).max(128),
  to: idSchema,
})

/** Numbers that reach it, nodes, wires: a directed graph with one entry, loops and joins allowed. */
export const callflow = z.object({
  ...base,
  kind: z.literal('callflow'),
  /** `no_match` makes this the flow for numbers nothing else answers (A0). */
  numbers: z
    .array(z.union([dialStringSchema, z.literal('no_match')]))
    .max(1_000)
    .default([])
    .meta({ label: 'Numbers', control: 'number-list' }),
  /** Anchored or not, as Kazoo reads them: the pattern with the longest captured text wins (A0). */
  patterns: z
    .array(z.string().min(1).max(256))
    .max(100)
    .default([])
    .meta({ label: 'Patterns', control: 'regex', advanced: true }),
  patternsFromOutside: flag({
    label: 'Callers from outside may use the patterns',
    help: 'Off: only phones of this company. A carrier, or whoever claims to be one, can send any digits.',
    default: false,
    advanced: true,
  }),
  numbersFromOutside: z.array(dialStringSchema).max(1_000).default([]).meta({
    label: 'Also called from outside as',
    help: 'Extensions and codes that lead here when a carrier sends them, such as the last four digits of a number.',
    control: 'number-list',
    advanced: true,
  }),
  /** Set on flows that are feature codes (M10): which one, and what follows the star; that of direct to voicemail is another star. */
  featureCode: z
    .object({ type: z.string().min(1).max(64), code: z.string().regex(/^[0-9*]{1,6}$/) })
    .nullable()
    .default(null),
  entry: idSchema.nullable().default(null),
  nodes: z.record(idSchema, flowNode).default({}),
  wires: z.array(wire).max(20_000).default([]),
})

/** A recording of one's own in the place of a system prompt (M33). */
const insteadOfPrompt = (shownBy: string, label: string) =>
  reference('media', {
    label,
    help: 'Played instead of the system prompt.',
    advanced: true,
    shownWhen: { field: shownBy, is: [true] },
  })

/** An IVR's greeting and rules (M33). What the keys lead to is drawn as branches of the menu node. */
export const menu = z.object({
  ...base,
  kind: z.literal('menu'),
  greetingId: reference('media', { label: 'Greeting' }),
  retries: count({
    label: 'Tries',
    help: 'How often the caller may key nothing or something wrong.',
    min: 1,
    max: 10,
    default: 3,
  }),
  timeoutSec: seconds({ label: 'Wait for the first key', min: 1, max: 60, default: 10 }),
  interDigitSec: seconds({ label: 'Wait between keys', min: 0.5, max: 30, default: 2, advanced: true }),
  maxDigits: count({ label: 'Longest entry', unit: 'digits', min: 1, max: 20, default: 4, advanced: true }),
  hunt: flag({ label: 'Callers may dial extensions', default: false }),
  huntAllow: expression({ label: 'Extensions allowed', help: 'Regular expression; empty allows all.', advanced: true }),
  huntDeny: expression({ label: 'Extensions refused', help: 'Regular expression.', advanced: true }),
  invalidSound: flag({ label: 'Say when a key is wrong', default: true, advanced: true }),
  invalidSoundId: insteadOfPrompt('invalidSound', 'When a key is wrong'),
  exitSound: flag({ label: 'Say goodbye when tries run out', default: true, advanced: true }),
  exitSoundId: insteadOfPrompt('exitSound', 'When tries run out'),
  transferSound: flag({ label: 'Say that the call is being transferred', default: true, advanced: true }),
  transferSoundId: insteadOfPrompt('transferSound', 'Before a transfer'),
  recordPin: secret({
    label: 'PIN to record the greeting',
    help: 'Whoever keys it in the menu records a new greeting. Empty: nobody can.',
    max: 16,
    advanced: true,
  }),
  recordFromOutside: flag({
    label: 'Outside callers may record it',
    help: 'Off: only from phones of this company.',
    default: false,
    advanced: true,
  }),
})

/** A sound. Its bytes are a blob named by SHA-256: WAV, mono, 16-bit PCM, 8 kHz unless `sampleRateHz` says more. */
export const media = z.object({
  ...base,
  kind: z.literal('media'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
  sampleRateHz: z.number().int().default(8_000),
  durationMs: z.number().min(0).default(0),
  sizeBytes: z.number().int().min(0).default(0),
  source: choice(['upload', 'recording', 'speech'], {
    label: 'Made by',
    default: 'upload',
    options: { upload: 'Upload', recording: 'Recording', speech: 'Text to speech' },
  }),
  transcript: longText({ label: 'What it says' }),
})

/** A recording in place of one of the sentences that callers hear while they wait. */
const ownWords = (sentence: string, field: string) =>
  reference('media', {
    label: sentence,
    help: 'Your own recording; ours is spoken when empty.',
    shownWhen: { field, is: [true] },
    advanced: true,
  })

/** Only where callers are offered to be called back. */
const whenOffered = { shownWhen: { field: 'callbackOffer', is: ['always', 'after-wait', 'long-wait'] } } as const

/** Being called back instead of waiting. */
const callback = {
  callbackOffer: choice(['off', 'always', 'after-wait', 'long-wait'], {
    label: 'Offer to call back',
    help: 'Callers press a key, keep their place and are called when it is their turn.',
    default: 'off',
    options: {
      off: 'Never',
      always: 'Always',
      'after-wait': 'After they have waited for some time',
      'long-wait': 'While the wait is expected to be long',
    },
  }),
  callbackKey: z
    .enum(['*', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    .default('1')
    .meta({ label: 'Key to be called back', ...whenOffered }),
  callbackAfterSec: seconds({
    label: 'After waiting for',
    min: 0,
    max: 3_600,
    default: 60,
    shownWhen: { field: 'callbackOffer', is: ['after-wait'] },
  }),
  callbackWaitSec: seconds({
    label: 'When the wait is longer than',
    min: 10,
    max: 86_400,
    default: 180,
    shownWhen: { field: 'callbackOffer', is: ['long-wait'] },
  }),
  callbackAbroad: flag({
    label: 'Call back abroad',
    help: 'Numbers that cost as much as abroad too. Numbers at a price and emergency numbers are never called back.',
    default: false,
    advanced: true,
    ...whenOffered,
  }),
  callbackTries: count({
    label: 'Calls before giving up',
    min: 1,
    max: 10,
    default: 3,
    advanced: true,
    ...whenOffered,
  }),
  callbackEverySec: seconds({
    label: 'Time between them',
    min: 30,
    max: 86_400,
    default: 300,
    advanced: true,
    ...whenOffered,
  }),
  callbackRingSec: seconds({
    label: 'Ring the caller for',
    min: 5,
    max: 180,
    default: 30,
    advanced: true,
    ...whenOffered,
  }),
}

/** Callers waiting for the next free agent (A9). */
export const queue = z.object({
  ...base,
  kind: z.literal('queue'),
  strategy: choice(['round-robin', 'most-idle'], {
    label: 'Who is next',
    default: 'round-robin',
    options: { 'round-robin': 'Round robin', 'most-idle': 'Longest idle' },
  }),
  agentIds: referenceList('user', { label: 'Agents' }),
  skills: skills({
    label: 'Skills needed',
    help: 'Only agents who have all of these are asked. Skills are set at the user.',
    advanced: true,
  }),
  anySkillAfterSec: seconds({
    label: 'Any agent after',
    help: 'So long a caller waits for one with the skills; 0 = always.',
    min: 0,
    max: 3_600,
    default: 0,
    advanced: true,
  }),
  nextLevelAfterSec: seconds({
    label: 'Next level after',
    help: 'So long a caller waits before agents of the next level are asked too; 0 = at once, after those of better levels.',
    min: 0,
    max: 3_600,
    default: 0,
    advanced: true,
  }),
  managerIds: referenceList('user', {
    label: 'Managers',
    help: 'Log its agents in and out, and may listen in on its calls, whisper and break in.',
    advanced: true,
  }),
  agentRingSec: seconds({ label: 'Ring an agent for', min: 1, max: 300, default: 15 }),
  ringAtOnce: count({
    label: 'Agents rung at once',
    help: 'The first to answer has the caller.',
    min: 1,
    max: 50,
    default: 1,
    advanced: true,
  }),
  wrapUpSec: seconds({
    label: 'Pause after a call',
    help: 'So long an agent is offered no other.',
    min: 0,
    max: 3_600,
    default: 0,
  }),
  maxWaitSec: seconds({ label: 'Longest wait', help: '0 = no limit.', min: 0, max: 86_400, default: 3_600 }),
  maxCallers: count({ label: 'Most callers waiting', help: '0 = no limit.', min: 0, max: 10_000, default: 0 }),
  maxPriority: count({
    label: 'Highest priority',
    help: 'Calls with a higher one wait with this one.',
    min: 0,
    max: 255,
    default: 255,
    advanced: true,
  }),
  enterWhenEmpty: flag({ label: 'Callers may wait when no agent is logged in', default: true }),
  exitKey: z
    .enum(['', '#', '*', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    .default('#')
    .meta({ label: 'Key to leave the queue' }),
  holdMusicId: reference('media', { label: 'Hold music' }),
  announceMediaId: reference('media', {
    label: 'Before connecting',
    help: 'What the caller hears once an agent has answered.',
    advanced: true,
  }),
  announcePosition: flag({
    label: 'Say the place in line',
    help: 'Callers hear how many are before them.',
    default: false,
  }),
  announceWait: flag({
    label: 'Say the waiting time',
    help: 'From how long others waited; nothing is said while nobody did.',
    default: false,
  }),
  announceEverySec: seconds({ label: 'Say it every', min: 10, max: 600, default: 30, advanced: true }),
  positionMediaId: ownWords('"You are caller number"', 'announcePosition'),
  inQueueMediaId: ownWords('"in the queue"', 'announcePosition'),
  waitMediaId: ownWords('"The estimated waiting time is"', 'announceWait'),
  busierMediaId: ownWords('"More people are calling than usual"', 'announceWait'),
  serviceLevelSec: seconds({
    label: 'Should be answered within',
    help: 'The service level of the wallboard: the share of callers who got an agent so soon.',
    min: 1,
    max: 3_600,
    default: 20,
    advanced: true,
  }),
  ...callback,
  recordCalls: flag({ label: 'Record conversations', default: false, advanced: true }),
  recordingUrl: webAddress({
    label: 'Send recordings to',
    help: 'Web address the files are put to; empty keeps them here.',
    shownWhen: { field: 'recordCalls', is: [true] },
    advanced: true,
  }),
  reportUrl: webAddress({
    label: 'Report every stay to',
    help: 'Web address told how long each caller waited and how it ended.',
    advanced: true,
  }),
})

/** A carrier relation: calls out, calls in (M13). */
export const trunk = z.object({
  ...base,
  kind: z.literal('trunk'),
  enabled: flag({ label: 'Enabled', default: true }),
  host: text({ label: 'Carrier host', help: 'Name or address, with :port when not 5060 (TLS: 5061).', max: 253 }),
  transport: choice(['udp', 'tcp', 'tls'], {
    label: 'Transport',
    default: 'udp',
    options: { udp: 'UDP', tcp: 'TCP', tls: 'TLS (encrypted)' },
  }),
  checkCertificate: flag({
    label: 'Check the carrier’s certificate',
    help: 'Off, calls are encrypted, but nobody knows for whom: only for a carrier whose certificate cannot be checked.',
    default: true,
    shownWhen: { field: 'transport', is: ['tls'] },
    advanced: true,
  }),
  mediaEncryption: choice(['off', 'offered', 'required'], {
    label: 'Encrypted audio',
    help: 'SRTP with keys in the signalling (SDES), where the carrier has it.',
    default: 'off',
    options: { off: 'Never', offered: 'When the carrier can', required: 'Always, or no call (help excepted)' },
    shownWhen: { field: 'transport', is: ['tls'] },
    advanced: true,
  }),
  register: flag({ label: 'Register with the carrier', default: false }),
  username: text({ label: 'User name', max: 64 }),
  password: secret({ label: 'Password' }),
  /** Addresses or CIDR blocks whose calls are taken without a password. */
  allowedAddresses: z
    .array(z.string().max(64))
    .max(100)
    .default([])
    .meta({ label: 'Accept calls from', control: 'number-list' }),
  dialPrefix: text({ label: 'Put before dialled numbers', max: 16, advanced: true }),
  channels: count({
    label: 'Calls at once',
    help: 'Channels of the contract, in and out together; calls for help pass. 0: calls in hold half of what an engine takes.',
    min: 0,
    max: 10_000,
    default: 0,
    advanced: true,
  }),
  numberFormat: choice(numberFormats, {
    label: 'Carrier writes numbers',
    help: 'How callers and dialled numbers of its calls are read. With a + they are always international.',
    default: 'auto',
    options: {
      auto: 'As the country’s plan tells',
      e164: 'With + and country: +49 30 ...',
      'e164-without-plus': 'With country, without +: 49 30 ...',
      national: 'Without country: 030 ... or 30 ...',
    },
    advanced: true,
  }),
  codecs: codecList(['PCMU', 'PCMA'], 'What the carrier is offered, and what it may choose, by preference.'),
  ...trunkNumbers,
  ...trunkSharing,
  ...trunkOutsideLimits,
})

/** A number we own (DID). Which flow answers it is written in the callflow's numbers. */
export const phoneNumber = z.object({
  ...base,
  kind: z.literal('phone-number'),
  /** E.164 with the +. */
  number: z
    .string()
    .regex(/^\+[1-9][0-9]{3,14}$/)
    .meta({ label: 'Number' }),
  trunkId: reference('trunk', { label: 'Trunk' }),
  siteId: reference('site', { label: 'Site' }),
  emergencyAddress: z
    .object({
      callerName: text({ label: 'Company or name', max: 60 }),
      street: text({ label: 'Street address', max: 120 }),
      extended: text({ label: 'Suite or floor', max: 60 }),
      city: text({ label: 'City', max: 60 }),
      region: text({ label: 'State or province', help: 'Two letters.', max: 2 }),
      postalCode: text({ label: 'Postal code', max: 12 }),
      postalCodeExtra: z
        .string()
        .regex(/^([0-9]{4})?$/)
        .default('')
        .meta({ label: 'ZIP + 4', help: 'The four digits behind a ZIP code.', control: 'text' }),
      notifyEmails: z
        .array(z.string().max(254))
        .max(20)
        .default([])
        .meta({ label: 'Tell by e-mail', help: 'Who learns of an emergency call.', control: 'number-list' }),
    })
    .nullable()
    .default(null)
    .meta({
      label: 'Emergency address',
      help: 'What emergency services should see. Your carrier has to confirm it; entering it here does not.',
      advanced: true,
    }),
  inboundNameLookup: flag({ label: 'Look harder for a caller name', default: false, advanced: true }),
})
