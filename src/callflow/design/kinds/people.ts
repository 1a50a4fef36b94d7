import { z } from 'zod'
import {
  choice,
  count,
  dialStringSchema,
  flag,
  idSchema,
  reference,
  ringtones,
  secret,
  skills,
  text,
} from '../fields.ts'
import { base, callerIds } from './account.ts'
import { deviceOutsideLimits, userOutsideLimits } from './outside-limits.ts'
import { audioCodecs, codecList } from './codecs.ts'
import { deskPhone } from './desk-phone.ts'
import { restrictions } from './restriction.ts'
import { callForward, hotDesk, officeAnywhere } from './services.ts'

/** A person: one or more devices, usually a mailbox. */
export const user = z.object({
  ...base,
  kind: z.literal('user'),
  firstName: text({ label: 'First name', max: 64 }),
  lastName: text({ label: 'Last name', max: 64 }),
  email: text({ label: 'E-mail', max: 254 }),
  extension: z
    .union([dialStringSchema, z.literal('')])
    .default('')
    .meta({ label: 'Extension', help: 'Shown to colleagues as the caller number.', control: 'text' }),
  role: choice(['user', 'admin'], {
    label: 'Role',
    default: 'user',
    options: { user: 'User', admin: 'Administrator' },
  }),
  enabled: flag({ label: 'Enabled', default: true }),
  siteId: reference('site', { label: 'Site' }),
  language: text({
    label: 'Language',
    help: "Of what they hear by phone, such as de or fr-ca; the company's when empty.",
    max: 16,
    advanced: true,
  }),
  callerIds,
  holdMusicId: reference('media', { label: 'Hold music', advanced: true }),
  voicemailToEmail: flag({ label: 'Send voicemail by e-mail', default: false }),
  skills: skills({
    label: 'Skills in queues',
    help: 'Such as french, returns. Queues and their steps ask for them.',
    advanced: true,
  }),
  agentLevel: count({
    label: 'Level in queues',
    help: '1 is asked first; others after the time that the queue says.',
    min: 1,
    max: 9,
    default: 1,
    advanced: true,
  }),
  doNotDisturb: flag({
    label: 'Do not disturb',
    help: 'No phone of theirs rings. The feature code beats this.',
    default: false,
    advanced: true,
  }),
  ringtones,
  ...restrictions,
  ...userOutsideLimits,
  callForward,
  hotDesk,
  officeAnywhere,
})

export const deviceTypes = ['desk-phone', 'softphone', 'browser-phone', 'cell-phone', 'landline'] as const

const mediaEncryptions = ['off', 'offered', 'required'] as const

/** How keys pass between a phone and the engine (DTMF). */
export const keyWays = ['auto', 'rfc4733', 'info', 'inband'] as const

const inviteFormats = ['contact', 'npan', '1npan', 'e164', 'route'] as const

/** A phone (M79). Cell phones and landlines have no registration: they ring an outside number (M80, M81). */
export const device = z.object({
  ...base,
  kind: z.literal('device'),
  type: choice(deviceTypes, {
    label: 'Type',
    default: 'desk-phone',
    options: {
      'desk-phone': 'Desk phone',
      softphone: 'Softphone',
      'browser-phone': 'Browser phone',
      'cell-phone': 'Cell phone',
      landline: 'Land line',
    },
  }),
  ownerId: reference('user', { label: 'User', help: 'Whose phone it is.' }),
  enabled: flag({ label: 'Enabled', default: true }),
  followMe: flag({
    label: 'Follow me',
    help: 'Off: the phone registers and dials out but is not rung.',
    default: true,
  }),
  sipUsername: text({ label: 'SIP user name', max: 64 }),
  sipPassword: secret({ label: 'SIP password' }),
  outsideNumber: text({ label: 'Outside number', help: 'For cell phones and land lines.', max: 35 }),
  requireKeypress: flag({
    label: 'Require key press',
    help: 'The person answering presses 1 to take the call.',
    default: false,
  }),
  keepCallerId: flag({ label: "Show the caller's number", default: true, advanced: true }),
  codecs: codecList(
    audioCodecs,
    'The first that the phone has too is spoken; what the other side of a call speaks goes before.',
  ),
  mediaEncryption: choice(mediaEncryptions, {
    label: 'Encrypted audio',
    help: 'SRTP with keys in the signalling (SDES). Browsers encrypt in their own way, always.',
    default: 'offered',
    options: { off: 'Never', offered: 'When the phone can', required: 'Always, or no call' },
    shownWhen: { field: 'type', is: ['desk-phone', 'softphone'] },
    advanced: true,
  }),
  keysInClear: flag({
    label: 'Keys over unencrypted signalling',
    help: 'Whoever can read the signalling can then hear the calls. Over TLS keys are safe without this.',
    default: false,
    shownWhen: { field: 'type', is: ['desk-phone', 'softphone'] },
    advanced: true,
  }),
  dtmf: choice(keyWays, {
    label: 'Keys (DTMF)',
    help: 'How it sends the keys that are pressed in a call, and gets those of others. Automatic takes what the phone offers, and SIP INFO as well.',
    default: 'auto',
    options: {
      auto: 'Automatic',
      rfc4733: 'Packets of their own',
      info: 'SIP INFO',
      inband: 'Tones in the audio',
    },
    shownWhen: { field: 'type', is: ['desk-phone', 'softphone'] },
    advanced: true,
  }),
  callerIds,
  doNotDisturb: flag({
    label: 'Do not disturb',
    help: 'The phone does not ring. The feature code beats this.',
    default: false,
    advanced: true,
  }),
  excludeFromQueues: flag({
    label: 'Not for queue calls',
    help: 'Calls of a queue ring the other phones of the agent.',
    default: false,
    advanced: true,
  }),
  callsAtOnce: count({
    label: 'Calls at once',
    help: 'Calling and called together; while it has as many, the phone is busy. Calls for help always go out.',
    min: 1,
    max: 1_000,
    default: 20,
    shownWhen: { field: 'type', is: ['desk-phone', 'softphone', 'browser-phone'] },
    advanced: true,
  }),
  inviteFormat: choice(inviteFormats, {
    label: 'Called by',
    help: 'What stands in the request line of calls to it. Other systems behind a registration ask for the number that was dialled.',
    default: 'contact',
    options: {
      contact: 'As it registered',
      npan: 'The number, 10 digits',
      '1npan': 'The number with country, without +',
      e164: 'The number with + and country',
      route: 'An address of its own',
    },
    shownWhen: { field: 'type', is: ['desk-phone', 'softphone', 'browser-phone'] },
    advanced: true,
  }),
  inviteUri: text({
    label: 'Address',
    help: 'A SIP address like sip:desk@192.0.2.10. Calls go there, registered or not. Anything else: as it registered.',
    max: 255,
    shownWhen: { field: 'inviteFormat', is: ['route'] },
    advanced: true,
  }),
  anonymousQuickCalls: flag({
    label: 'Calls from programs without a password',
    help: 'Whoever reaches the engine’s control address may let this phone call a number. Not for emergency numbers.',
    default: false,
    advanced: true,
  }),
  lamps: z
    .array(z.string().trim().min(1).max(64))
    .max(100)
    .default([])
    .meta({
      label: 'Lamps',
      help: 'Extensions, feature codes and parking slots that its keys watch. A phone that knows lists subscribes to "lamps" for all of them.',
      control: 'number-list',
      shownWhen: { field: 'type', is: ['desk-phone', 'softphone', 'browser-phone'] },
      advanced: true,
    }),
  ...deskPhone,
  ringtones,
  callForward,
  ...restrictions,
  ...deviceOutsideLimits,
})

export const memberKinds = ['user', 'device'] as const

/** A named set of people and phones, reusable in ring groups (M21). */
export const group = z.object({
  ...base,
  kind: z.literal('group'),
  members: z
    .array(
      z.object({
        id: idSchema.meta({ refersTo: memberKinds }),
        weight: count({ label: 'Weight', min: 1, max: 100, default: 20 }),
      }),
    )
    .max(200)
    .default([])
    .meta({ label: 'Members', control: 'members', refersTo: memberKinds }),
})
