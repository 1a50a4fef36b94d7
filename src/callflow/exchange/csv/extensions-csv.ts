import type { Device, User } from '../../design/document.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import { readCsv, writeCsv } from './csv-text.ts'

/** One seat to make (M4): a person, a phone, a mailbox and a flow. */
export interface ExtensionRow {
  readonly extension: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly deviceType: SeatPhone
  readonly pin: string
}

export type SeatPhone = Extract<Device['type'], 'desk-phone' | 'softphone' | 'browser-phone'>

export interface ReadRow {
  /** Of the list, from 1; empty lines do not count. */
  readonly line: number
  readonly row: ExtensionRow
  /** Sentences; a row with none can be made. */
  readonly problems: readonly string[]
}

export type ExtensionList =
  | { readonly ok: true; readonly rows: readonly ReadRow[]; readonly ignoredColumns: readonly string[] }
  | { readonly ok: false; readonly error: string }

const MAX_EXTENSION_ROWS = 1_000
const MAX_CHARACTERS = 500_000

type Column = keyof ExtensionRow

/** In the order they are taken when the list has no heading. */
const columns: readonly Column[] = ['extension', 'firstName', 'lastName', 'email', 'deviceType', 'pin']

const headings: ReadonlyMap<string, Column> = new Map(
  Object.entries({
    extension: 'extension',
    ext: 'extension',
    number: 'extension',
    firstname: 'firstName',
    givenname: 'firstName',
    lastname: 'lastName',
    surname: 'lastName',
    familyname: 'lastName',
    email: 'email',
    mail: 'email',
    phone: 'deviceType',
    device: 'deviceType',
    type: 'deviceType',
    pin: 'pin',
    mailboxpin: 'pin',
    voicemailpin: 'pin',
  } as const),
)

const phones: ReadonlyMap<string, SeatPhone> = new Map(
  Object.entries({
    '': 'desk-phone',
    desk: 'desk-phone',
    deskphone: 'desk-phone',
    softphone: 'softphone',
    soft: 'softphone',
    browser: 'browser-phone',
    browserphone: 'browser-phone',
  } as const),
)

/** Reads a list of seats and says of each row what keeps it from being made. At most 1,000 rows and 500,000 characters. */
export function readExtensions(text: string, design: DesignSnapshot): ExtensionList {
  const read = readCsv(text, { maxCharacters: MAX_CHARACTERS, maxRows: MAX_EXTENSION_ROWS + 1 })
  if (!read.ok) return read
  const [first = []] = read.rows
  const named = first.map((cell) => headings.get(plain(cell)))
  const hasHeading = named.some((column) => column === 'extension' || column === 'firstName')
  if (hasHeading && !named.includes('extension')) return { ok: false, error: 'The list has no column "extension".' }
  const order: readonly (Column | undefined)[] = hasHeading ? named : columns
  const rows = hasHeading ? read.rows.slice(1) : read.rows
  if (rows.length > MAX_EXTENSION_ROWS)
    return { ok: false, error: `The list has more than ${MAX_EXTENSION_ROWS} people.` }
  const holders = holdersOf(design)
  const lines = new Map<string, number>()
  return {
    ok: true,
    ignoredColumns: hasHeading ? first.filter((cell, at) => named[at] === undefined && cell !== '') : [],
    rows: rows.map((cells, at) => {
      const line = at + (hasHeading ? 2 : 1)
      const cell = (column: Column) => cells[order.indexOf(column)] ?? ''
      const read = rowOf(cell, holders, lines)
      if (!lines.has(read.row.extension)) lines.set(read.row.extension, line)
      return { line, ...read }
    }),
  }
}

/** The same columns as are read, with a heading; PINs stay in the design. */
export function writeExtensions(
  seats: readonly { readonly user: User; readonly devices: readonly Pick<Device, 'type'>[] }[],
): string {
  const heading = ['extension', 'first_name', 'last_name', 'email', 'phone']
  const rows = seats.map(({ user, devices }) => [
    user.extension,
    user.firstName,
    user.lastName,
    user.email,
    devices[0]?.type ?? '',
  ])
  return writeCsv([heading, ...rows])
}

function rowOf(
  cell: (column: Column) => string,
  holders: ReadonlyMap<string, string>,
  lines: ReadonlyMap<string, number>,
): Omit<ReadRow, 'line'> {
  const extension = cell('extension')
  const phone = phones.get(plain(cell('deviceType')))
  const row: ExtensionRow = {
    extension,
    firstName: cell('firstName'),
    lastName: cell('lastName'),
    email: cell('email'),
    deviceType: phone ?? 'desk-phone',
    pin: cell('pin'),
  }
  const problems: string[] = []
  const holder = holders.get(extension)
  if (extension === '') problems.push('An extension is needed.')
  else if (!/^[0-9]{2,10}$/.test(extension)) problems.push(`${shown(extension)} is no extension: two to ten digits.`)
  else if (holder !== undefined) problems.push(`${extension} is already used by “${holder}”.`)
  else if (lines.has(extension)) problems.push(`${extension} is also on line ${lines.get(extension)}.`)
  if (row.firstName === '') problems.push('A first name is needed.')
  if (row.firstName.length > 64 || row.lastName.length > 64) problems.push('Names have at most 64 characters.')
  if (row.email.length > 254 || (row.email !== '' && !/^[^\s@]+@[^\s@]+$/.test(row.email)))
    problems.push(`${shown(row.email)} is no e-mail address.`)
  if (!/^[0-9]{0,6}$/.test(row.pin)) problems.push('A PIN has digits only, at most six.')
  if (phone === undefined)
    problems.push(`${shown(cell('deviceType'))} is no phone: desk phone, softphone or browser phone.`)
  return { row, problems }
}

/** Who answers each number now: a seat's number becomes the number of its flow and of its box. */
function holdersOf(design: DesignSnapshot): ReadonlyMap<string, string> {
  const holders = new Map<string, string>()
  for (const { number, name } of design.list('mailbox')) if (number !== '') holders.set(number, name)
  for (const { extension, name } of design.list('user')) if (extension !== '') holders.set(extension, name)
  for (const kind of ['conference', 'callflow'] as const)
    for (const { numbers, name } of design.list(kind)) for (const number of numbers) holders.set(number, name)
  return holders
}

const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '')

const shown = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text)
