import type { Sound } from '../../run/operation.ts'
import type { Form } from './grammar.ts'

/*
 * Recorded in every language: `digits/0` to `digits/99`, the hundreds `digits/100` to `digits/900`, `digits/100-and` (Spanish `ciento`), `digits/1000`
 * (`eintausend`, `mille`), `digits/thousand` after another number, the same of millions, and what ends otherwise before what it counts: `digits/21-m`
 * (`veintiún`), `digits/1-f` (`eine`), `digits/21-f` (`vingt et une`), `digits/200-f` (`doscientas`). `digits/1-th` to `digits/20-th` are ordinals.
 */

export const numberWord = (id: string): Sound => ({ kind: 'prompt', promptId: `digits/${id}` })

/** The largest whole number that is said as one. */
export const MAX_SPOKEN = 999_999_999

/** A whole number as people say it, 0 to 999,999,999; anything else is read digit by digit. */
export function spokenNumber(number: number, form: Form = 'alone'): readonly Sound[] {
  if (!Number.isInteger(number) || number < 0 || number > MAX_SPOKEN) return [{ kind: 'digits', text: String(number) }]
  if (number === 0) return [numberWord('0')]
  const [millions, thousands] = [Math.floor(number / 1_000_000), Math.floor(number / 1_000) % 1_000]
  return [
    ...counted(millions, 'masculine', { one: '1000000', more: 'millions' }),
    ...counted(thousands, form === 'feminine-throughout' ? form : 'masculine', { one: '1000', more: 'thousand' }),
    ...below1000(number % 1_000, form),
  ]
}

function counted(count: number, form: Form, words: { readonly one: string; readonly more: string }): readonly Sound[] {
  if (count === 0) return []
  return count === 1 ? [numberWord(words.one)] : [...below1000(count, form), numberWord(words.more)]
}

function below1000(number: number, form: Form): readonly Sound[] {
  const [hundreds, rest] = [Math.floor(number / 100), number % 100]
  const hundred = `${hundreds}00${form === 'feminine-throughout' && hundreds > 1 ? '-f' : ''}`
  if (rest === 0) return hundreds === 0 ? [] : [numberWord(hundred)]
  const before = hundreds === 0 ? [] : [numberWord(hundreds === 1 ? '100-and' : hundred)]
  return [...before, numberWord(`${rest}${endsInOne.has(rest) ? suffixes[form] : ''}`)]
}

const suffixes: Readonly<Record<Form, string>> = {
  alone: '',
  masculine: '-m',
  feminine: '-f',
  'feminine-throughout': '-f',
}

/** Eleven does in no language. */
const endsInOne: ReadonlySet<number> = new Set([1, 21, 31, 41, 51, 61, 71, 81, 91])
