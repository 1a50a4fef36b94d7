import Papa from 'papaparse'

/** A table as text: RFC 4180 or whatever a spreadsheet put on the clipboard (tabs, semicolons, a byte order mark). */
export type CsvReading =
  | { readonly ok: true; readonly rows: readonly (readonly string[])[] }
  | { readonly ok: false; readonly error: string }

export interface CsvLimits {
  readonly maxCharacters: number
  readonly maxRows: number
}

/** Cells trimmed, empty lines dropped; refused as a whole beyond the limits. */
export function readCsv(text: string, { maxCharacters, maxRows }: CsvLimits): CsvReading {
  if (text.length > maxCharacters) {
    return { ok: false, error: `The list has ${text.length} characters; ${maxCharacters} are the most.` }
  }
  const { data, errors } = Papa.parse<string[]>(text, {
    delimitersToGuess: [',', '\t', ';'],
    skipEmptyLines: 'greedy',
    preview: maxRows + 1,
  })
  const broken = errors.find(({ type }) => type === 'Quotes')
  if (broken) return { ok: false, error: `Line ${(broken.row ?? 0) + 1}: a quote is opened and not closed.` }
  if (data.length > maxRows) return { ok: false, error: `The list has more than ${maxRows} lines.` }
  return { ok: true, rows: data.map((row) => row.map((cell) => cell.trim())) }
}

/** RFC 4180. Cells that a spreadsheet would run as a formula get an apostrophe in front; numbers with + keep theirs. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('')
}

function quoted(cell: string): string {
  const safe = /^[=@\t\r]|^[+-](?![\d ()-]*$)/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
