import { z } from 'zod'
import { choice, count, dialStringSchema, flag, idSchema, reference, secret, text } from '../fields.ts'
import { base } from './account.ts'

const soundSwitch = (label: string, isOn: boolean) => flag({ label, default: isOn, advanced: true })

const roomNumbers = (label: string, help: string) =>
  z.array(dialStringSchema).max(50).default([]).meta({ label, help, control: 'number-list', advanced: true })

const pinList = (label: string) =>
  z
    .array(z.string().regex(/^[0-9]{1,16}$/))
    .max(20)
    .default([])
    .meta({ label, control: 'number-list', secret: true })

/** A conference bridge (M11, M76, M77). Two PINs make two roles; without any, everybody who reaches it comes in as a member. */
export const conference = z.object({
  ...base,
  kind: z.literal('conference'),
  ownerId: reference('user', { label: 'User' }),
  /** Room numbers callers key in a conference service (M78). */
  numbers: z
    .array(dialStringSchema)
    .max(50)
    .default([])
    .meta({ label: 'Room numbers', help: 'What callers of the conference service key.', control: 'number-list' }),
  memberNumbers: roomNumbers('Numbers for members', 'Who comes by one of these comes in as a member.'),
  moderatorNumbers: roomNumbers('Numbers for moderators', 'Who comes by one of these comes in as a moderator.'),
  memberPins: pinList('PINs'),
  moderatorPins: pinList('Moderator PINs'),
  memberJoinMuted: flag({ label: 'Members join muted', default: true }),
  memberJoinDeaf: soundSwitch('Members join deaf', false),
  moderatorJoinMuted: soundSwitch('Moderators join muted', false),
  moderatorJoinDeaf: soundSwitch('Moderators join deaf', false),
  waitForModerator: flag({
    label: 'Wait for a moderator',
    help: 'Members hear music until a moderator is there.',
    default: false,
  }),
  /** What Kazoo's `require_moderator` does beyond waiting is not written down: ours is the other end of the meeting. */
  requireModerator: flag({
    label: 'End without a moderator',
    help: 'The conference is over when its last moderator leaves.',
    default: false,
    advanced: true,
  }),
  entryTone: flag({ label: 'Tone when somebody enters', default: true }),
  entryToneId: reference('media', {
    label: 'Entry sound',
    help: 'Instead of the tone.',
    shownWhen: { field: 'entryTone', is: [true] },
    advanced: true,
  }),
  exitTone: flag({ label: 'Tone when somebody leaves', default: true }),
  exitToneId: reference('media', {
    label: 'Exit sound',
    help: 'Instead of the tone.',
    shownWhen: { field: 'exitTone', is: [true] },
    advanced: true,
  }),
  announceNames: flag({
    label: 'Say names',
    help: 'Callers say their name on entry; the room hears who comes and goes.',
    default: false,
    advanced: true,
  }),
  maxParticipants: count({ label: 'Most participants', help: '0 = no limit.', min: 0, max: 500, default: 0 }),
  fullMediaId: reference('media', {
    label: 'When it is full',
    help: 'What callers hear who are not let in; a spoken sentence when empty.',
    advanced: true,
  }),
  language: text({
    label: 'Language',
    help: 'Of its prompts, like en; that of the call when empty.',
    max: 16,
    advanced: true,
  }),
  /** Kept for Kazoo, whose media servers have profiles of their own; our rooms mix one way. */
  profile: text({
    label: 'Kazoo profile',
    help: 'Only for Kazoo: the name of its conference profile.',
    max: 64,
    advanced: true,
  }),
})

/** A dial-by-name directory (M20, M59-M61). */
export const directory = z.object({
  ...base,
  kind: z.literal('directory'),
  entries: z
    .array(
      z.object({
        userId: idSchema.meta({ label: 'User', refersTo: ['user'] }),
        callflowId: idSchema
          .nullable()
          .default(null)
          .meta({ label: 'Leads to', refersTo: ['callflow'] }),
      }),
    )
    .max(5_000)
    .default([])
    .meta({ label: 'People' }),
  searchBy: choice(['both', 'first-name', 'last-name'], {
    label: 'Callers spell',
    default: 'both',
    options: { both: 'First or last name', 'first-name': 'First name', 'last-name': 'Last name' },
  }),
  sortBy: choice(['last-name', 'first-name'], {
    label: 'Read matches by',
    default: 'last-name',
    options: { 'last-name': 'Last name', 'first-name': 'First name' },
  }),
  minDigits: count({ label: 'Fewest letters', min: 1, max: 10, default: 3 }),
  maxDigits: count({ label: 'Most letters', help: '0 = no limit.', min: 0, max: 30, default: 0, advanced: true }),
  /** Kazoo reads `min_dtmf` and `max_dtmf` and never holds a caller to them (M59). */
  letterCount: choice(['as-set', 'two-or-more'], {
    label: 'Number of letters',
    help: 'Directories that came from Kazoo search with two letters, whatever is set above.',
    default: 'as-set',
    options: { 'as-set': 'As set above', 'two-or-more': 'Two are enough' },
    advanced: true,
  }),
  confirmMatch: flag({
    label: 'Ask before connecting',
    help: 'The caller hears the name and presses 1. Several matches are always asked about.',
    default: true,
  }),
})

/** An e-fax box (M15, M67-M75). */
export const faxBox = z.object({
  ...base,
  kind: z.literal('fax-box'),
  ownerId: reference('user', { label: 'User', help: 'Their e-mail address gets notifications and faxes.' }),
  faxNumber: text({ label: 'Fax number', max: 35 }),
  faxIdentity: text({ label: 'Fax identity', help: 'Printed on top of pages; the fax number when empty.', max: 35 }),
  callerName: text({ label: 'Caller name', max: 35 }),
  header: text({ label: 'Page header', max: 60 }),
  timezone: z
    .string()
    .max(64)
    .nullable()
    .default(null)
    .meta({ label: 'Time zone', help: "Of the time on top of pages; the account's when empty.", control: 'timezone' }),
  /** Domains or addresses that may send; the owner's own address always may (M69). `fax-mail.ts` reads them. */
  permissions: z
    .array(z.string().min(1).max(254))
    .max(200)
    .default([])
    .meta({ label: 'May send faxes', help: 'E-mail domains, separated by spaces or commas.', control: 'number-list' }),
  smtpAddress: text({ label: 'Fax mail domain', help: 'company.fax.example', max: 253 }),
  t38: flag({ label: 'T.38', help: 'Recommended with internet carriers.', default: true }),
  /** 3 is what is usually recommended; imported boxes that do not say have 1 (M72). */
  retries: count({ label: 'Tries', help: 'Of sending a fax that does not go through.', min: 0, max: 4, default: 3 }),
  notifyEmails: z
    .array(z.string().max(254))
    .max(20)
    .default([])
    .meta({ label: 'Faxes received also go to', help: "Beside the user's own address.", control: 'number-list' }),
  sentNotifyEmails: z
    .array(z.string().max(254))
    .max(20)
    .default([])
    .meta({ label: 'Told about faxes sent', help: "Beside the user's own address.", control: 'number-list' }),
})

/** Callers to turn away (M12). Does nothing until the account lists it as active. */
export const blacklist = z.object({
  ...base,
  kind: z.literal('blacklist'),
  numbers: z.array(dialStringSchema).max(100_000).default([]).meta({ label: 'Numbers', control: 'number-list' }),
  blockAnonymous: flag({
    label: 'Callers without a number too',
    help: 'None came, or the caller withholds it.',
    default: false,
  }),
  placeholderNumbers: flag({
    label: 'Numbers such as 0000000000 count as none',
    help: 'Some carriers send zeros for a number that is withheld.',
    default: true,
    shownWhen: { field: 'blockAnonymous', is: [true] },
  }),
  withholdingNames: flag({
    label: 'Names such as "Restricted" count as none',
    help: 'Whatever the number: Anonymous, Private, Unavailable, Unknown and the like.',
    default: false,
    shownWhen: { field: 'blockAnonymous', is: [true] },
  }),
})

/** Numbers a match-caller-ID step compares with (M38). */
export const numberList = z.object({
  ...base,
  kind: z.literal('number-list'),
  entries: z
    .array(
      z.object({
        /** Whole number, its beginning, or a regular expression in linear time. */
        match: z.enum(['number', 'prefix', 'regex']).default('number'),
        value: z.string().min(1).max(256),
        label: z.string().max(80).default(''),
      }),
    )
    .max(100_000)
    .default([])
    .meta({ label: 'Numbers' }),
})

/** A number through which people reach the office from their own phones (M95-M111). */
export const portal = z.object({
  ...base,
  kind: z.literal('portal'),
  phoneNumberId: reference('phone-number', { label: 'Phone number', help: 'Cannot be changed later.' }),
  extension: z
    .union([dialStringSchema, z.literal('')])
    .default('')
    .meta({ label: 'Extension', help: 'One that nobody else has; may stay empty.', control: 'text' }),
  scope: choice(['company', 'site'], {
    label: 'May be used by',
    default: 'company',
    options: { company: 'Everybody', site: 'One site' },
  }),
  siteId: reference('site', { label: 'Site', shownWhen: { field: 'scope', is: ['site'] } }),
})

/** Where the calls of a person or a phone go instead (M88b). */
export const callForward = z
  .object({
    enabled: flag({ label: 'Forward calls', default: false }),
    number: text({ label: 'To', max: 35 }),
    substitute: flag({ label: 'Own phones do not ring', default: true }),
    requireKeypress: flag({ label: 'Require key press', default: true }),
    keepCallerId: flag({ label: "Show the caller's number", default: true }),
    directCallsOnly: flag({ label: 'Not for ring groups and queues', default: false }),
    ignoreEarlyMedia: flag({
      label: 'Callers hear ringing',
      help: 'Off: what the other number plays before it is answered, unless a key press is required.',
      default: true,
    }),
    whenUnregistered: flag({
      label: 'Only when no phone is online',
      help: 'Then calls are forwarded even while forwarding is switched off.',
      default: false,
    }),
  })
  .prefault({})
  .meta({ label: 'Call forwarding', advanced: true })

/** Logging in at somebody else's phone (M88c). */
export const hotDesk = z
  .object({
    enabled: flag({ label: 'Hot desking', default: false }),
    id: z
      .string()
      .regex(/^[0-9]{0,15}$/)
      .default('')
      .meta({ label: 'Hot desk ID' }),
    pin: secret({ label: 'PIN', max: 15 }),
    requirePin: flag({ label: 'Ask for the PIN', default: false }),
    keepLoggedInElsewhere: flag({ label: 'Stay logged in elsewhere', default: false }),
  })
  .prefault({})
  .meta({ label: 'Hot desking', advanced: true })

/** A person's own phones for Office Anywhere (M95, M104-M106). */
export const officeAnywhere = z
  .object({
    enabled: flag({ label: 'Office Anywhere', default: false }),
    pin: secret({ label: 'PIN', help: 'For calls from other phones.', max: 12 }),
    numbers: z
      .array(
        z.object({
          number: z.string().min(3).max(35),
          label: z.string().max(40).default(''),
          active: z.boolean().default(true),
        }),
      )
      .max(10)
      .default([])
      .meta({ label: 'Own phones' }),
  })
  .prefault({})
  .meta({ label: 'Office Anywhere', advanced: true })
