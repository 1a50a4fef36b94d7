import type { NumberList } from '../../design/document.ts'
import { linearRegex } from '../../numbering/linear-regex.ts'
import { normalisedNumber } from '../../numbering/caller-match.ts'
import { readCsv, writeCsv } from './csv-text.ts'
import { plain } from './list-headings.ts'

type Entry = NumberList['entries'][number]

/** What a file says of one row that is left out. `at` counts as a spreadsheet does, from 1. */
export interface RowProblem {
  readonly at: number
  /** A sentence. */
  readonly message: string
}

export type ListReading =
  | { readonly ok: true; readonly entries: readonly Entry[]; readonly problems: readonly RowProblem[] }
  /** Nothing of it can be used; a sentence. */
  | { readonly ok: false; readonly error: string }

/** As many entries as a list holds, and room for their names. */
const MAX_CHARACTERS = 16_000_000
const MAX_COLUMNS = 50
const MAX_ENTRIES = 100_000
const MAX_LABEL = 80
const MAX_VALUE = 256

/** Headings that mean one thing, as address books of other systems name them too. */
const headings: Readonly<Record<keyof Columns, readonly string[]>> = {
  value: [
    'number',
    'phone',
    'phonenumber',
    'telephone',
    'phone1value',
    'businessphone',
    'mobilephone',
    'nummer',
    'telefon',
    'numero',
    'telefono',
  ],
  label: ['label', 'name', 'fullname', 'displayname', 'company', 'nom', 'nombre'],
  match: ['match', 'kind', 'type'],
}

interface Columns {
  readonly value: number
  readonly label: number
  readonly match: number
}

/**
 * A list of numbers with names: number, name and how it is compared (`number`, `prefix` or `regex`), in this order or by headings. Numbers are written
 * internationally, as calls show them. Rows that cannot be used are said and left out; of two rows with one number the later counts.
 */
export function readNumberList(text: string, country: string): ListReading {
  const read = readCsv(text, { maxCharacters: MAX_CHARACTERS, maxColumns: MAX_COLUMNS })
  if (!read.ok) return read
  const [first] = read.rows
  if (!first) return { ok: false, error: 'There is nothing in the file.' }
  const named = columnsOf(first.cells)
  if (named === 'no-number')
    return { ok: false, error: 'No column is headed "Number": none of the numbers can be found.' }
  const rows = named ? read.rows.slice(1) : read.rows
  const columns = named ?? { value: 0, label: 1, match: 2 }
  const entries = new Map<string, Entry>()
  const problems: RowProblem[] = []
  for (const { at, cells } of rows) {
    const found = entryOf(cells, columns, country)
    if ('message' in found) problems.push({ at, ...found })
    else entries.set(keyOf(found), found)
  }
  if (entries.size > MAX_ENTRIES) {
    const size = entries.size.toLocaleString('en')
    return {
      ok: false,
      error: `The file has ${size} numbers; a list holds ${MAX_ENTRIES.toLocaleString('en')}. Split it.`,
    }
  }
  return { ok: true, entries: [...entries.values()], problems }
}

/** With headings, as `readNumberList` reads it. */
export const writeNumberList = (entries: readonly Entry[]): string =>
  writeCsv([['Number', 'Name', 'Match'], ...entries.map(({ value, label, match }) => [value, label, match])])

/** Those of a file beside those that are there: a number that is there already is called as the file calls it. Undefined: they are too many. */
export function withEntries(list: NumberList, added: readonly Entry[]): NumberList | undefined {
  const entries = new Map([...list.entries, ...added].map((entry) => [keyOf(entry), entry]))
  return entries.size > MAX_ENTRIES ? undefined : { ...list, entries: [...entries.values()] }
}

const keyOf = ({ match, value }: Entry) => `${match} ${value}`

/** Undefined: the first row is none of headings. */
function columnsOf(cells: readonly string[]): Columns | 'no-number' | undefined {
  const at = (field: keyof Columns) => {
    const plains = cells.map(plain)
    const name = headings[field].find((each) => plains.includes(each))
    return name === undefined ? -1 : plains.indexOf(name)
  }
  const columns = { value: at('value'), label: at('label'), match: at('match') }
  if (columns.value >= 0) return columns
  return columns.label >= 0 && !cells.some((cell) => /\d{3}/.test(cell)) ? 'no-number' : undefined
}

function entryOf(cells: readonly string[], columns: Columns, country: string): Entry | Omit<RowProblem, 'at'> {
  const cell = (at: number) => (at < 0 ? '' : (cells[at] ?? ''))
  const [value, label, match] = [
    cell(columns.value),
    cell(columns.label),
    cell(columns.match).toLowerCase() || 'number',
  ]
  if (value === '')
    return { message: `There is no number${label === '' ? '' : ` for "${label.slice(0, MAX_LABEL)}"`}.` }
  const shown = `"${value.slice(0, 40)}"`
  if (value.length > MAX_VALUE)
    return { message: `${shown} has ${value.length} characters; ${MAX_VALUE} are the most.` }
  if (label.length > MAX_LABEL)
    return { message: `The name of ${value} has ${label.length} characters; ${MAX_LABEL} are the most.` }
  if (match === 'regex') {
    return linearRegex(value).ok ? { match, value, label } : { message: `${shown} is no expression that can be used.` }
  }
  if (match !== 'number' && match !== 'prefix')
    return { message: `"${match.slice(0, 40)}" is none of number, prefix and regex.` }
  if (!/^\+?[\d\s().\-/*#]+$/.test(value) || !/\d/.test(value)) return { message: `${shown} is no telephone number.` }
  return match === 'number'
    ? { match, value: normalisedNumber(value, country), label }
    : { match, value: value.replaceAll(/[^\d+*#]/g, ''), label }
}
