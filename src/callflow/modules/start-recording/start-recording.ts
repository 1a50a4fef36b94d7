import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { choice, flag, seconds, text } from '../../design/fields.ts'
import { problemOfAddress } from '../../run/recording-address.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

const sampleRates = { '8000': '8 kHz, as calls are', '16000': '16 kHz' } as const

const settings = z.object({
  label: text({ label: 'Label', help: 'Part of the file name, and sent along.', max: 64 }),
  maxDurationSec: seconds({
    label: 'Longest recording',
    help: 'It ends then; the call goes on.',
    min: 5,
    max: 86_400,
    default: 600,
  }),
  url: z
    .string()
    .max(2_048)
    .refine((url) => url === '' || problemOfAddress(url) === undefined, 'not an http or https address')
    .default('')
    .meta({
      label: 'Send to',
      help: 'Web address; empty keeps it here. May hold {call-id} {label} {date} and such; else the file name goes behind it.',
      control: 'text',
    }),
  method: choice(['put', 'post'], {
    label: 'Sent by',
    help: 'The body is the file itself.',
    default: 'put',
    options: { put: 'PUT', post: 'POST' },
    advanced: true,
  }),
  format: choice(['wav', 'mp3'], {
    label: 'Format',
    help: "For systems that are deployed to; this product's own engine records what the account says.",
    default: 'wav',
    options: { wav: 'WAV', mp3: 'MP3' },
    advanced: true,
  }),
  startsOn: choice(['now', 'answer', 'bridge'], {
    label: 'Begins',
    help: 'The call goes on meanwhile.',
    default: 'now',
    options: { now: 'At this step', answer: 'When the call is answered', bridge: 'When people talk' },
    advanced: true,
  }),
  minDurationSec: seconds({
    label: 'Shortest recording kept',
    help: 'Shorter ones are deleted.',
    min: 0,
    max: 3_600,
    default: 0,
    advanced: true,
  }),
  sampleRateHz: choice(['8000', '16000'], {
    label: 'Sample rate',
    help: 'Of the file; 16 kHz doubles its size and sounds the same.',
    default: '8000',
    options: sampleRates,
    advanced: true,
  }),
  mediaName: z
    .string()
    .regex(/^[A-Za-z0-9 ._-]{0,64}$/)
    .default('')
    .meta({
      label: 'File name',
      help: 'Without its ending; the call and the label when empty. Further files of that name get a number.',
      control: 'text',
      advanced: true,
    }),
  followsTransfer: flag({
    label: 'Goes on after a transfer',
    help: 'Off: ends with the first conversation.',
    default: true,
    advanced: true,
  }),
})

/**
 * Records both sides of the call beside whatever follows, until a stop step, the limit or the end of the call (M44). Never waits. At most one recording
 * runs in a call. A file that is sent is kept until the other side has taken it, and for good when it never does. Decided here: a transfer is a
 * conversation that follows another one in the same call; a name given twice gets a number.
 */
export const startRecording = defineModule({
  type: 'start-recording',
  version: 1,
  category: 'recording',
  name: 'Start call recording',
  description: 'Starts recording the call and continues. Recording ends at a stop step or with the call.',
  icon: 'circle-dot',
  settings,
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: ({ maxDurationSec, url }) => `Up to ${maxDurationSec} s${url === '' ? '' : ` · to ${hostOf(url)}`}`,
  *script(_call, { maxDurationSec, minDurationSec, sampleRateHz, ...order }) {
    yield* perform({
      kind: 'start-recording',
      ...order,
      maxDurationMs: maxDurationSec * 1_000,
      minDurationMs: minDurationSec * 1_000,
      sampleRateHz: sampleRateHz === '16000' ? 16_000 : 8_000,
    })
    return branch('_')
  },
})

/** Without the name and password an address may carry. */
const hostOf = (url: string) => /^https?:\/\/(?:[^/?#]*@)?([^/?#]+)/.exec(url)?.[1] ?? url
