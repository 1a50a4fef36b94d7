import { z } from 'zod'
import { choice, count, flag, idSchema, reference, text } from '../fields.ts'
import { base } from './account.ts'

/** A wall-clock time of the account, `YYYY-MM-DDTHH:MM`. */
const wallTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)
  .refine((value) => !Number.isNaN(Date.parse(`${value}:00Z`)), 'no such time')

export const phoneConducts = ['answer', 'no-answer', 'busy', 'rejected', 'unavailable', 'unregistered'] as const

const conductWords = {
  answer: 'Answers',
  'no-answer': 'Lets it ring',
  busy: 'Is busy',
  rejected: 'Declines',
  unavailable: 'Cannot be reached',
  unregistered: 'Is not registered',
} as const

/** Somebody who is rung: a phone of the design, or a number outside. */
const rung = {
  deviceId: reference('device', { label: 'Phone' }),
  number: text({ label: 'Or number', help: 'Outside, as it is dialled.', max: 40 }),
}

const waypoint = z.object({
  what: z.literal('passes'),
  callflowId: reference('callflow', { label: 'Callflow' }),
  /** A node of it. */
  nodeId: z.string().max(64).default(''),
  /** The branch it is left by; any when empty. */
  branch: z.string().max(64).default(''),
})

/** Ends that a test can expect: not those by an operator, a stopped engine or a defect. */
export const callEndings = [
  'talked',
  'hung-up',
  'left-message',
  'responded',
  'caller-gone',
  'parked',
  'picked-up',
  'moved',
  'supervised',
  'dead-end',
  'jump-limit',
  'step-limit',
] as const

/** What must be true of the call once it is over. */
export const callExpectation = z.discriminatedUnion('what', [
  waypoint,
  z.object({ ...waypoint.shape, what: z.literal('never-passes') }),
  z.object({
    what: z.literal('rings'),
    ...rung,
    /** What its display shows; empty: whatever. */
    shownName: z.string().max(128).default(''),
    shownNumber: z.string().max(40).default(''),
  }),
  z.object({ what: z.literal('never-rings'), ...rung }),
  z.object({
    what: z.literal('hears'),
    mediaId: reference('media', { label: 'Recording' }),
    /** Of a prompt of ours; empty where it is a recording of the design or text. */
    promptId: z.string().max(64).default(''),
    /** Part of a text that is spoken. */
    text: z.string().max(200).default(''),
  }),
  z.object({
    what: z.literal('ends'),
    reason: z.enum(callEndings),
    /** Of a refusal; null: whichever. */
    sipStatus: z.number().int().min(300).max(699).nullable().default(null),
    /** Of a message that was left; null: whichever. */
    mailboxId: reference('mailbox', { label: 'Voicemail box' }),
  }),
  /** Until a person talks or the tone of a mailbox is heard; also when neither ever comes. Whole seconds. */
  z.object({ what: z.literal('waits-at-most'), sec: z.number().min(0).max(86_400) }),
])

export type CallExpectation = z.infer<typeof callExpectation>

/** A call that must go as it is written here: rehearsed after every edit, without a phone. */
export const callTest = z.object({
  ...base,
  kind: z.literal('call-test'),
  dialled: text({ label: 'Number called', max: 64 }),
  callflowId: reference('callflow', {
    label: 'Straight into',
    help: 'Empty: the callflow that answers the number.',
    advanced: true,
  }),
  callerDeviceId: reference('device', { label: 'Called from', help: 'Empty: from outside.' }),
  callerNumber: text({ label: 'Caller’s number', help: 'Empty: withheld.', max: 40 }),
  callerName: text({ label: 'Caller’s name', max: 128, advanced: true }),
  attestation: z.enum(['A', 'B', 'C']).nullable().default(null).meta({
    label: 'Vouched for',
    help: 'How far the carrier vouches for the number.',
    control: 'choice',
    advanced: true,
  }),
  when: wallTime.default('2026-01-07T10:00').meta({ label: 'Time', help: 'On the account’s clock.', control: 'text' }),
  phones: z
    .array(
      z.object({
        ...rung,
        does: z
          .enum(phoneConducts)
          .default('no-answer')
          .meta({ label: 'Does', control: 'choice', options: conductWords }),
      }),
    )
    .max(200)
    .default([])
    .meta({ label: 'Phones' }),
  otherPhones: choice(phoneConducts, { label: 'Every other phone', default: 'answer', options: conductWords }),
  /** Decisions that differ from the likeliest, in the order they come; each is taken at the first question that it fits. */
  happens: z
    .array(
      z.object({
        /**
         * As in a rehearsal: `keys:1`, `no-answer`, `hang-up` ... `answer` goes with a phone or a number, or with neither: whoever rings first.
         * `skip:1` is a key pressed while something plays, `keys:1` one that is asked for.
         */
        choice: z.string().min(1).max(300).meta({ label: 'What' }),
        deviceId: idSchema
          .nullable()
          .default(null)
          .meta({ label: 'Phone', refersTo: ['device'] }),
        number: z.string().max(40).default('').meta({ label: 'Or number' }),
      }),
    )
    .max(200)
    .default([])
    .meta({ label: 'What happens' }),
  expects: z.array(callExpectation).max(100).default([]).meta({ label: 'Expected' }),
  agentsAway: flag({ label: 'No agent is logged in', default: false, advanced: true }),
  callersWaiting: count({
    label: 'Callers waiting',
    help: 'In every queue, before this call.',
    min: 0,
    max: 1_000,
    default: 0,
    advanced: true,
  }),
  seed: count({
    label: 'Dice',
    help: 'Another number: another random order.',
    min: 1,
    max: 1_000_000,
    default: 1,
    advanced: true,
  }),
})
