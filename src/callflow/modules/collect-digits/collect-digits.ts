import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { count, reference, seconds, variableName } from '../../design/fields.ts'
import { answer, branch, collect, perform } from '../../run/script.ts'

/** Keeps what the caller keys in a variable (B1 "Collect DTMF", M37). Nothing keyed empties the variable and leaves by `timeout`, when wired. */
export const collectDigits = defineModule({
  type: 'collect-digits',
  version: 1,
  category: 'advanced',
  name: 'Collect digits',
  description: 'Keeps what the caller keys in a variable, for later steps and branches.',
  icon: 'grip',
  settings: z.object({
    variable: variableName({ label: 'Variable', help: 'Where the digits are kept.', default: 'digits' }),
    promptId: reference('media', { label: 'Question', help: 'Silence when empty.' }),
    maxDigits: count({
      label: 'Most digits',
      help: 'The entry ends by itself at so many.',
      unit: 'digits',
      min: 1,
      max: 64,
      default: 1,
    }),
    timeoutSec: seconds({
      label: 'Wait for the first key',
      help: 'Without one the call goes on with an empty entry.',
      min: 0.1,
      max: 600,
      default: 5,
    }),
    interDigitSec: seconds({
      label: 'Wait between keys',
      help: 'The entry ends after so much silence.',
      min: 0.1,
      max: 600,
      default: 2,
      advanced: true,
    }),
    terminators: z
      .string()
      .regex(/^[0-9*#]{0,12}$/)
      .default('#')
      .meta({ label: 'Ends with', help: 'Keys that end the entry.', control: 'text' }),
  }),
  branches: [defaultBranch, { name: 'timeout', label: 'No key pressed', optional: true }],
  summary: ({ variable, maxDigits }) => `${variable} · up to ${maxDigits} ${maxDigits === 1 ? 'digit' : 'digits'}`,
  *script(_call, { variable, promptId, maxDigits, timeoutSec, interDigitSec, terminators }) {
    yield* answer()
    const { digits } = yield* collect({
      prompt: promptId ? [{ kind: 'media', mediaId: promptId }] : [],
      maxDigits,
      firstDigitTimeoutMs: timeoutSec * 1_000,
      interDigitTimeoutMs: interDigitSec * 1_000,
      terminators,
    })
    yield* perform({ kind: 'edit-call', edit: { kind: 'set-variable', variable: variable || 'digits', value: digits } })
    return branch(digits === '' ? 'timeout' : '_')
  },
})
