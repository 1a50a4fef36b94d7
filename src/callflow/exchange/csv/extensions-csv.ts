import type { Device, User } from '../../design/document.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import { type CsvRow, readCsv, writeCsv } from './csv-text.ts'
import { type ExtensionRow, type ListCell, rowReader } from './extension-row.ts'
import { fieldLabels, type ListField } from './list-headings.ts'
import { type ListMapping, suggestMapping } from './list-mapping.ts'

export type { ExtensionRow, SeatPhone } from './extension-row.ts'

export interface ReadRow {
  /** As a spreadsheet counts: from 1, the heading and empty rows too. */
  readonly line: number
  readonly row: ExtensionRow
  /** Sentences that name column and value; a row with none can be made. */
  readonly problems: readonly string[]
  /** As they stand in the list. */
  readonly cells: readonly string[]
}

export interface ListColumn {
  /** Of the first row, or "Column 3". */
  readonly heading: string
  /** The first few that are filled. */
  readonly samples: readonly string[]
}

export type ExtensionList =
  | {
      readonly ok: true
      readonly rows: readonly ReadRow[]
      readonly columns: readonly ListColumn[]
      readonly mapping: ListMapping
      /** The mapping needs nobody's look: it was chosen, or the list speaks our words or those of a system we know. */
      readonly isCertain: boolean
      /** Whose export it is. */
      readonly system: string | null
      /** What the mapping lacks to make seats; a sentence. */
      readonly missing: string | null
      readonly ignoredColumns: readonly string[]
    }
  | { readonly ok: false; readonly error: string }

/** People that can be added at once. */
const MAX_EXTENSION_ROWS = 1_000
const MAX_CHARACTERS = 2_000_000
const MAX_COLUMNS = 500
const SAMPLES = 3

/** Reads a list of seats and says of each row what keeps it from being made. `chosen`: what a person says the columns hold. */
export function readExtensions(text: string, design: DesignSnapshot, chosen?: ListMapping): ExtensionList {
  const read = readCsv(text, { maxCharacters: MAX_CHARACTERS, maxColumns: MAX_COLUMNS })
  if (!read.ok) return read
  // A heading is no person, but nobody can say yet whether the first row is one.
  if (read.rows.length > MAX_EXTENSION_ROWS + 1) return tooMany(read.rows.length)
  const suggested = suggestMapping(read.rows)
  const mapping = chosen ?? suggested
  const rows = mapping.hasHeading ? read.rows.slice(1) : read.rows
  if (rows.length > MAX_EXTENSION_ROWS) return tooMany(rows.length)
  const columns = columnsOf(read.rows, mapping)
  const missing = missingOf(mapping)
  return {
    ok: true,
    columns,
    mapping,
    isCertain: chosen !== undefined || suggested.isCertain || read.rows.length === 0,
    system: suggested.system,
    missing: read.rows.length === 0 ? null : missing,
    ignoredColumns: mapping.hasHeading
      ? columns.flatMap(({ heading }, at) => (mapping.fields[at] ? [] : [heading]))
      : [],
    rows: missing === null ? rowsOf(rows, columns, mapping, design) : [],
  }
}

const tooMany = (rows: number): ExtensionList => ({
  ok: false,
  error: `The list has ${rows.toLocaleString('en')} rows; ${MAX_EXTENSION_ROWS.toLocaleString('en')} people can be added at once. Split it.`,
})

function rowsOf(
  rows: readonly CsvRow[],
  columns: readonly ListColumn[],
  { hasHeading, fields }: ListMapping,
  design: DesignSnapshot,
): readonly ReadRow[] {
  const readRow = rowReader(design)
  return rows.map(({ at, cells }) => {
    const cell = (field: ListField): ListCell => {
      const column = fields.indexOf(field)
      const heading = hasHeading ? columns[column]?.heading : undefined
      return { column: heading ?? fieldLabels[field], value: cells[column] ?? '' }
    }
    const { row, problems } = readRow(at, cell)
    const beyond = cells.slice(columns.length).find((each) => each !== '')
    const problem = `The row has ${cells.length} cells, the heading ${columns.length}: a name with a comma needs quotes.`
    return { line: at, row, cells, problems: beyond === undefined ? problems : [problem, ...problems] }
  })
}

/** With headings, as many as the first row has; without, as many as the widest. */
function columnsOf(rows: readonly CsvRow[], { hasHeading }: ListMapping): readonly ListColumn[] {
  const headings = hasHeading ? (rows[0]?.cells ?? []) : []
  const width = hasHeading ? headings.length : Math.max(0, ...rows.map(({ cells }) => cells.length))
  const body = hasHeading ? rows.slice(1) : rows
  return Array.from({ length: width }, (_, at) => {
    const samples: string[] = []
    for (const { cells } of body) {
      const cell = cells[at] ?? ''
      if (cell !== '' && samples.push(cell) === SAMPLES) break
    }
    return { heading: headings[at] || `Column ${at + 1}`, samples }
  })
}

function missingOf({ fields }: ListMapping): string | null {
  if (!fields.includes('extension')) return 'Choose the column that holds the extension.'
  const isNamed = fields.includes('firstName') || fields.includes('fullName')
  return isNamed ? null : 'Choose the column that holds the first name or the whole name.'
}

type SeatDevice = Pick<Device, 'type'> & Partial<Pick<Device, 'outsideNumber'>>

/** The same columns as are read, with a heading; PINs stay in the design. */
export function writeExtensions(
  seats: readonly { readonly user: User; readonly devices: readonly SeatDevice[] }[],
): string {
  const heading = ['extension', 'first_name', 'last_name', 'email', 'phone']
  const rows = seats.map(({ user, devices }) => [
    user.extension,
    user.firstName,
    user.lastName,
    user.email,
    phoneWords(devices),
  ])
  return writeCsv([heading, ...rows])
}

/** The kind of their own phone; of people who have none, the number outside. */
function phoneWords(devices: readonly SeatDevice[]): string {
  const own = devices.find(({ type }) => type !== 'cell-phone' && type !== 'landline')
  return own?.type ?? devices.find(({ outsideNumber }) => outsideNumber)?.outsideNumber ?? ''
}

/** Rows that were not taken, as they came, each with what keeps it out: to be corrected and read again. */
export function writeRefused(rows: readonly ReadRow[], columns: readonly ListColumn[]): string {
  const heading = [...columns.map(({ heading: each }) => each), 'Row', 'Problem']
  return writeCsv([
    heading,
    ...rows.map(({ line, cells, problems }) => [
      ...heading.slice(0, -2).map((_, at) => cells[at] ?? ''),
      String(line),
      [...problems, ...cells.slice(columns.length)].join(' '),
    ]),
  ])
}
