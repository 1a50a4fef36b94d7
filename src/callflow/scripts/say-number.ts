import type { Sound } from '../run/operation.ts'

/** `digits/0` to `digits/20`, the tens, `digits/hundred` and `digits/thousand` are recorded in every language we ship. */
const word = (id: number | 'hundred' | 'thousand'): Sound => ({ kind: 'prompt', promptId: `digits/${id}` })

const MAX_SPOKEN = 999_999

/** A whole number as people say it, 0 to 999,999; anything else is read digit by digit. */
export function spokenNumber(number: number): readonly Sound[] {
  if (!Number.isInteger(number) || number < 0 || number > MAX_SPOKEN) return [{ kind: 'digits', text: String(number) }]
  if (number === 0) return [word(0)]
  const thousands = Math.floor(number / 1_000)
  return [...(thousands > 0 ? [...below1000(thousands), word('thousand')] : []), ...below1000(number % 1_000)]
}

function below1000(number: number): Sound[] {
  const hundreds = Math.floor(number / 100)
  return [...(hundreds > 0 ? [word(hundreds), word('hundred')] : []), ...below100(number % 100)]
}

function below100(number: number): Sound[] {
  if (number === 0) return []
  if (number <= 20) return [word(number)]
  const ones = number % 10
  return [word(number - ones), ...(ones > 0 ? [word(ones)] : [])]
}
