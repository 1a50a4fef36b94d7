import Papa from 'papaparse'

export interface CsvRow {
  /** As a spreadsheet counts: from 1, empty rows too, Excel's `sep=` line not. */
  readonly at: number
  /** Trimmed, as they were meant: see `meant`. */
  readonly cells: readonly string[]
}

/** A table as text: RFC 4180 or whatever a spreadsheet saved or put on the clipboard (tabs, semicolons, bars, a byte order mark). */
export type CsvReading =
  | { readonly ok: true; readonly rows: readonly CsvRow[] }
  | { readonly ok: false; readonly error: string }

export interface CsvLimits {
  readonly maxCharacters: number
  readonly maxColumns: number
}

/** Empty rows are left out; a table beyond the limits is refused as a whole, with its size. Rows are for the caller to count. */
export function readCsv(text: string, { maxCharacters, maxColumns }: CsvLimits): CsvReading {
  if (text.length > maxCharacters) {
    const size = `${count(text.split('\n').length)} lines and ${count(text.length)} characters`
    return { ok: false, error: `The list has ${size}; ${count(maxCharacters)} characters are the most. Split it.` }
  }
  const { delimiter, body } = separated(text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n'))
  const { data, errors } = Papa.parse<string[]>(body, {
    ...(delimiter === undefined ? {} : { delimiter }),
    delimitersToGuess: [',', '\t', ';', '|'],
    newline: '\n',
  })
  const broken = errors.find(({ type }) => type === 'Quotes')
  if (broken) return { ok: false, error: `Row ${(broken.row ?? 0) + 1}: ${quoteWords(broken.code)}` }
  const rows = data
    .map((cells, index) => ({ at: index + 1, cells: cells.map(meant) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const wide = rows.find(({ cells }) => cells.length > maxColumns)
  if (wide)
    return { ok: false, error: `Row ${wide.at} has ${count(wide.cells.length)} cells; ${maxColumns} are the most.` }
  return { ok: true, rows }
}

/** RFC 4180. Cells that a spreadsheet would run as a formula get an apostrophe in front; `readCsv` takes it away again. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('')
}

/** Excel's own first line: which character separates the cells. It is no row. */
function separated(text: string): { readonly delimiter: string | undefined; readonly body: string } {
  const line = /^"?sep=([^\n"])"?[\t ,;|]*(?:\n|$)/i.exec(text)
  return line ? { delimiter: line[1], body: text.slice(line[0].length) } : { delimiter: undefined, body: text }
}

/** What a cell says: `="0100"`, which keeps a spreadsheet from counting, is 0100; the apostrophe before what looks like a formula is no part of it. */
function meant(cell: string): string {
  const trimmed = cell.trim()
  const kept = /^="((?:[^"]|"")*)"$/.exec(trimmed)?.[1]
  if (kept !== undefined) return kept.replaceAll('""', '"').trim()
  return isGuarded.test(trimmed) ? trimmed.slice(1).trim() : trimmed
}

function quoted(cell: string): string {
  const safe = isFormula(cell) || isGuarded.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Telephone numbers with + keep theirs. */
const isFormula = (cell: string) => /^[=@\t\r]|^[+-](?![\d ()-]*$)/.test(cell)
/** One apostrophe or more before what a spreadsheet would run. A name that begins so gets one more, so that one less is the name again. */
const isGuarded = /^'+[=@\t\r+-]/

const quoteWords = (code: string) =>
  code === 'MissingQuotes'
    ? 'a quote is opened and not closed.'
    : 'a quote is closed before the cell ends; inside a cell it is written twice ("").'

const count = (number: number) => number.toLocaleString('en')
