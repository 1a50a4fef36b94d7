import type { Sound } from '../run/operation.ts'
import { collect } from '../run/script.ts'
import type { Does } from './does.ts'

const FIRST_DIGIT_MS = 5_000
const INTER_DIGIT_MS = 3_000

/** One key of a menu; empty when the caller presses nothing. */
export function* askKey(prompt: readonly Sound[]): Does<string> {
  const { digits } = yield* collect({
    prompt,
    maxDigits: 1,
    firstDigitTimeoutMs: FIRST_DIGIT_MS,
    interDigitTimeoutMs: INTER_DIGIT_MS,
    terminators: '',
  })
  return digits
}

/** A number ended by `#` or a pause; empty when the caller presses nothing. */
export const askNumber = (prompt: readonly Sound[], maxDigits: number): Does<string> => ask(prompt, maxDigits, false)

/** The same for a PIN, which no trace shows. */
export const askPin = (prompt: readonly Sound[], maxDigits: number): Does<string> => ask(prompt, maxDigits, true)

function* ask(prompt: readonly Sound[], maxDigits: number, isSecret: boolean): Does<string> {
  const { digits } = yield* collect({
    prompt,
    maxDigits,
    firstDigitTimeoutMs: FIRST_DIGIT_MS,
    interDigitTimeoutMs: INTER_DIGIT_MS,
    terminators: '#',
    ...(isSecret ? { secret: true } : {}),
  })
  return digits
}
