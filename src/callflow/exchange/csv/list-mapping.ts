import { parseDialString } from '../../numbering/e164.ts'
import type { CsvRow } from './csv-text.ts'
import {
  englishHeadings,
  foreignHeadings,
  type HeadingTable,
  type ListField,
  listSystems,
  phoneHeadings,
  plain,
  tableOf,
} from './list-headings.ts'

/** Which column of a list holds what. */
export interface ListMapping {
  /** The first row names the columns. */
  readonly hasHeading: boolean
  /** Column by column; null: not taken. Each field at most once. */
  readonly fields: readonly (ListField | null)[]
}

export interface Suggestion extends ListMapping {
  /** Nobody needs to be asked: every heading that matters is ours or of a system we know, or the list has none and stands in our order. */
  readonly isCertain: boolean
  /** Whose export it is. */
  readonly system: string | null
}

/** The order in which a list without headings is read. */
const usualOrder: readonly ListField[] = ['extension', 'firstName', 'lastName', 'email', 'deviceType', 'pin']

/** What the columns of a list seem to hold. */
export function suggestMapping(rows: readonly CsvRow[]): Suggestion {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length))
  const [first] = rows
  const headings = Array.from({ length: width }, (_, at) => plain(first?.cells[at] ?? ''))
  if (!first || !isHeading(headings, rows)) return withoutHeading(rows, width)
  const system = listSystems.find(({ all, some }) => {
    const has = (words: string) => words.split(' ').filter((word) => headings.includes(word)).length
    return has(all) === all.split(' ').length && has(some) >= 2
  })
  const body = rows.slice(1)
  if (system) {
    const fields = fieldsOf(headings, [tableOf(system.fields)])
    return { hasHeading: true, fields, isCertain: isEnough(fields, body), system: system.name }
  }
  const certain = withPhones(fieldsOf(headings, [englishHeadings]), headings, body)
  const fields = withPhones(fieldsOf(headings, [englishHeadings, foreignHeadings]), headings, body)
  const isUnknown = fields.some((field, at) => field === null && body.some(({ cells }) => (cells[at] ?? '') !== ''))
  const isOurs = fields.every((field, at) => field === certain[at]) && !isUnknown
  const isCertain = isOurs && isEnough(fields, body)
  return { hasHeading: true, fields: isCertain ? fields : nameBesideFirst(fields), isCertain, system: null }
}

/** A row of words above rows of numbers, or one that has a heading of anybody's. */
function isHeading(headings: readonly string[], rows: readonly CsvRow[]): boolean {
  const [first] = rows
  const cells = first?.cells ?? []
  const known = headings.map((heading) => englishHeadings.get(heading)?.field)
  if (known.includes('extension') || known.includes('firstName')) return true
  if (cells.some((cell) => isNumber(cell) || cell.includes('@'))) return false
  if (
    headings.some((heading) => foreignHeadings.has(heading) || englishHeadings.has(heading) || systemWords.has(heading))
  )
    return true
  return rows.length > 1 && rows.slice(1).some((row) => row.cells.some(isNumber))
}

function withoutHeading(rows: readonly CsvRow[], width: number): Suggestion {
  const fields = Array.from({ length: width }, (_, at) => usualOrder[at] ?? null)
  const isUsual = rows.every(
    ({ cells: [first = '', second = ''] }) => !isNumber(second) && (first === '' || isExtension(first)),
  )
  return { hasHeading: false, fields, isCertain: isUsual && width <= usualOrder.length, system: null }
}

/** Each field once: to the heading that says it best. A table that comes later only fills what is left. */
function fieldsOf(headings: readonly string[], tables: readonly HeadingTable[]): (ListField | null)[] {
  const fields: (ListField | null)[] = headings.map(() => null)
  for (const table of tables) {
    const ranked = headings
      .map((heading, at) => ({ at, ...table.get(heading) }))
      .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    for (const { at, field } of ranked) {
      if (field && fields[at] === null && !fields.includes(field)) fields[at] = field
    }
  }
  return fields
}

/** "Phone" is the kind of a phone, or a number outside; the cells say which, and what is neither is left open. */
function withPhones(fields: readonly (ListField | null)[], headings: readonly string[], body: readonly CsvRow[]) {
  const filled = [...fields]
  headings.forEach((heading, at) => {
    if (!phoneHeadings.has(heading)) return
    const cells = body.map((row) => row.cells[at] ?? '').filter((cell) => cell !== '')
    const field = cells.some(isOutsideNumber) ? 'outsideNumber' : cells.some(isNumber) ? null : 'deviceType'
    if (filled[at] === null && field && !filled.includes(field)) filled[at] = field
  })
  return filled
}

/** Beside a column of first names, "name" holds last names (`Vorname;Name`); a lone `Nombre` or `Nome` mostly holds both. */
function nameBesideFirst(fields: readonly (ListField | null)[]): readonly (ListField | null)[] {
  if (!fields.includes('firstName') || fields.includes('lastName')) return fields
  if (!fields.includes('fullName')) return fields.map((field) => (field === 'firstName' ? 'fullName' : field))
  return fields.map((field) => (field === 'fullName' ? 'lastName' : field))
}

/** An extension and a name, each once, and extensions that look like some. */
function isEnough(fields: readonly (ListField | null)[], body: readonly CsvRow[]): boolean {
  const at = fields.indexOf('extension')
  const isNamed = fields.includes('fullName') !== fields.includes('firstName') || fields.includes('lastName')
  return (
    at !== -1 && isNamed && !body.some(({ cells }) => isOutsideNumber(cells[at] ?? '') && !isExtension(cells[at] ?? ''))
  )
}

const isExtension = (cell: string): boolean => /^[0-9]{2,10}$/.test(cell)

/** Something with digits that is no word: an extension, a telephone number. */
const isNumber = (cell: string): boolean => /^[+(]?[0-9][0-9 ().\-/]*$/.test(cell)

/** Longer than extensions are, or international. */
export function isOutsideNumber(cell: string): boolean {
  const digits = isNumber(cell) ? parseDialString(cell) : undefined
  return digits !== undefined && (digits.startsWith('+') || digits.length >= SHORTEST_OUTSIDE)
}

const systemWords: ReadonlySet<string> = new Set(listSystems.flatMap(({ all, some }) => `${all} ${some}`.split(' ')))
const SHORTEST_OUTSIDE = 6
