import { z } from 'zod'
import {
  choice,
  count,
  dialStringSchema,
  flag,
  reference,
  referenceList,
  seconds,
  secret,
  text,
  webAddress,
} from '../fields.ts'
import { base } from './account.ts'

/** A voicemail box, of a user or shared (M8). */
export const mailbox = z.object({
  ...base,
  kind: z.literal('mailbox'),
  number: z
    .union([dialStringSchema, z.literal('')])
    .default('')
    .meta({ label: 'Box number', control: 'text' }),
  ownerId: reference('user', { label: 'User', help: 'Empty for a shared box.' }),
  memberIds: referenceList('user', {
    label: 'Shared with',
    help: 'They get in from their own phones like the owner, and their lamps show its messages.',
    max: 100,
  }),
  pin: secret({ label: 'PIN', max: 6 }),
  greetingId: reference('media', { label: 'Greeting', help: 'Unavailable greeting; spoken generic one when empty.' }),
  maxMessages: count({ label: 'Messages kept', min: 1, max: 1_000, default: 100 }),
  maxMessageSec: seconds({ label: 'Longest message', min: 1, max: 3_600, default: 500 }),
  minMessageSec: seconds({
    label: 'Shortest message',
    help: 'Shorter ones are dropped.',
    min: 0,
    max: 60,
    default: 0.5,
    advanced: true,
  }),
  skipGreeting: flag({ label: 'Skip greeting', default: false, advanced: true }),
  skipInstructions: flag({ label: 'Skip instructions', default: false }),
  operatorNumber: text({
    label: 'Operator number',
    help: "Where 0 leads during the greeting; the account's operator when empty.",
    max: 32,
    advanced: true,
  }),
  notifyEmails: z.array(z.string().max(254)).max(20).default([]).meta({
    label: 'Also notify',
    help: "E-mail addresses told of new messages, beside the owner's where the owner wants voicemail by e-mail.",
    control: 'number-list',
    advanced: true,
  }),
  attachMessage: flag({
    label: 'Attach the message',
    help: 'Off: the e-mail only says who called and when.',
    default: true,
    advanced: true,
  }),
  attachmentFormat: choice(['mp3', 'mp4', 'wav'], {
    label: 'Attachment',
    help: 'The engine attaches WAV, whichever is chosen.',
    default: 'mp3',
    options: { mp3: 'MP3', mp4: 'MP4', wav: 'WAV' },
    advanced: true,
    shownWhen: { field: 'attachMessage', is: [true] },
  }),
  transcription: flag({
    label: 'Transcription',
    help: 'The e-mail and the list of messages say in writing what was said. The account names the server that writes it down.',
    default: false,
    advanced: true,
  }),
  notifyUrl: webAddress({
    label: 'Notify web server',
    help: 'Is sent a POST request about each new message, and when too many wrong PINs have shut the box.',
    advanced: true,
  }),
  /** Nothing happens to a message whose notification was not sent. */
  afterNotify: choice(['keep-new', 'save', 'delete'], {
    label: 'After notifying',
    help: 'Only once the notification was sent; otherwise messages stay new.',
    default: 'keep-new',
    options: { 'keep-new': 'Stays new', save: 'Counts as heard', delete: 'Is deleted' },
    advanced: true,
  }),
  ownerGoesToCheck: flag({
    label: 'Owner checks it',
    help: 'The owner calling the own box hears the messages instead of leaving one.',
    default: true,
    advanced: true,
  }),
  requirePin: flag({
    label: 'Always ask for the PIN',
    help: 'Off: the owner gets in from an own phone without it.',
    default: false,
  }),
  isSetUp: flag({
    label: 'Set up',
    help: 'Off: the owner chooses a PIN and records a greeting when first checking the box.',
    default: false,
    advanced: true,
  }),
  isConfigurable: flag({
    label: 'Settings by phone',
    help: 'Greetings, name and PIN may be changed while checking the box.',
    default: true,
    advanced: true,
  }),
  announcementOnly: flag({
    label: 'Announcement only',
    help: 'Plays the greeting and takes no messages.',
    default: false,
  }),
  timezone: z.string().max(64).nullable().default(null).meta({
    label: 'Time zone',
    help: "Of the times said with messages; that of the owner's site or the account when empty.",
    control: 'timezone',
    advanced: true,
  }),
  seek: flag({
    label: 'Rewind and fast forward',
    help: 'Keys 5 and 8 while a message plays.',
    default: true,
    advanced: true,
  }),
  seekSec: seconds({
    label: 'By',
    min: 1,
    max: 60,
    default: 10,
    advanced: true,
    shownWhen: { field: 'seek', is: [true] },
  }),
  oldestFirst: flag({ label: 'Oldest message first', default: false, advanced: true }),
  skipEnvelope: flag({
    label: 'Skip envelope',
    help: 'Messages are played without their number, caller and time.',
    default: false,
    advanced: true,
  }),
})
