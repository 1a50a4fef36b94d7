import type { Device } from '../../design/document.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import { countryOf } from '../../numbering/country.ts'
import { parseDialString } from '../../numbering/e164.ts'
import { isEmergency, isOwnEmergency } from '../../numbering/emergency.ts'
import { type ListField, plain } from './list-headings.ts'
import { isOutsideNumber } from './list-mapping.ts'
import { splitName } from './person-name.ts'

/** One seat to make (M4): a person, a phone, a mailbox and a flow; with an outside number a cell phone too. */
export interface ExtensionRow {
  readonly extension: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly deviceType: SeatPhone
  /** As it was written; empty: none. */
  readonly outsideNumber: string
  readonly pin: string
}

export type SeatPhone = Extract<Device['type'], 'desk-phone' | 'softphone' | 'browser-phone'>

export interface ListCell {
  /** The heading over it, or what the field is called. */
  readonly column: string
  readonly value: string
}

type CellOf = (field: ListField) => ListCell

/** Reads row after row of one list; knows the numbers that the design and the rows before have taken. */
export function rowReader(design: DesignSnapshot) {
  const holders = holdersOf(design)
  const country = countryOf(design)
  const lines = new Map<string, number>()
  return (line: number, cell: CellOf): { readonly row: ExtensionRow; readonly problems: readonly string[] } => {
    const problems: string[] = []
    const say = ({ column, value }: ListCell, why: string) =>
      problems.push(value === '' ? `${column} is empty; ${why}.` : `${column} “${shown(value)}” ${why}.`)
    const phone = phoneOf(cell)
    const row: ExtensionRow = {
      ...nameOf(cell),
      extension: cell('extension').value,
      email: cell('email').value,
      deviceType: phone.type ?? 'desk-phone',
      outsideNumber: phone.outside.value,
      pin: cell('pin').value,
    }
    const extension = whyNoExtension(row.extension)
    if (extension !== undefined) say(cell('extension'), extension)
    checkName(row, cell, say)
    if (row.email !== '' && (row.email.length > 254 || !/^[^\s@]+@[^\s@]+$/.test(row.email)))
      say(cell('email'), 'is no e-mail address')
    if (!/^[0-9]{0,6}$/.test(row.pin)) say(cell('pin'), 'is no PIN: at most six digits')
    if (phone.type === undefined) say(cell('deviceType'), 'is no phone: desk phone, softphone or browser phone')
    const outside = parseDialString(row.outsideNumber)
    if (row.outsideNumber !== '' && (outside === undefined || row.outsideNumber.length > 35))
      say(phone.outside, 'is no telephone number')
    else if (outside !== undefined && isEmergency(outside, country))
      say(phone.outside, `calls for help in ${country}; it is nobody's number`)
    if (!lines.has(row.extension)) lines.set(row.extension, line)
    return { row, problems }
  }

  function whyNoExtension(extension: string): string | undefined {
    const holder = holders.get(extension)
    if (extension === '') return 'an extension is needed'
    if (!/^[0-9]{2,10}$/.test(extension)) return 'is no extension: two to ten digits'
    if (isOwnEmergency(extension, country)) return `calls for help in ${country}; nobody can have it`
    if (holder !== undefined) return `is already used by “${holder}”`
    return lines.has(extension) ? `is also on row ${lines.get(extension)}` : undefined
  }
}

function checkName(
  { firstName, lastName }: ExtensionRow,
  cell: CellOf,
  say: (cell: ListCell, why: string) => void,
): void {
  const whole = cell('fullName')
  const parts = [
    ['firstName', firstName],
    ['lastName', lastName],
  ] as const
  for (const [field, value] of parts) {
    const from = cell(field).value === '' && whole.value !== '' ? whole : cell(field)
    if (value.length > 64) say(from, `is too long: ${value.length} characters, 64 are the most`)
    if (value.includes('\uFFFD'))
      say(from, 'has a character that was lost when the list was saved or opened; choose its encoding')
    // oxlint-disable-next-line no-control-regex -- line breaks and their like inside a name
    if (/[\u0000-\u001f\u007f-\u009f]/.test(value)) say(from, 'has a line break or another control character in it')
  }
  if (firstName === '') say({ ...cell('firstName'), value: '' }, 'a first name is needed')
}

/** A column of whole names fills what the columns of its parts leave empty. */
function nameOf(cell: CellOf): Pick<ExtensionRow, 'firstName' | 'lastName'> {
  const firstName = cell('firstName').value
  const lastName = cell('lastName').value
  return firstName === '' && lastName === '' ? splitName(cell('fullName').value) : { firstName, lastName }
}

/** What kind of phone, and the number outside. Either column may hold the other's: "phone" means both. */
function phoneOf(cell: CellOf): { readonly type: SeatPhone | undefined; readonly outside: ListCell } {
  const kind = cell('deviceType')
  const outside = cell('outsideNumber')
  if (isOutsideNumber(kind.value) && outside.value === '') return { type: 'desk-phone', outside: kind }
  const swapped = outside.value === '' ? undefined : phones.get(plain(outside.value))
  if (swapped && kind.value === '') return { type: swapped, outside: { ...outside, value: '' } }
  return { type: phones.get(plain(kind.value)), outside }
}

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

/** Who answers each number now: a seat's number becomes the number of its flow and of its box. */
function holdersOf(design: DesignSnapshot): ReadonlyMap<string, string> {
  const holders = new Map<string, string>()
  for (const { number, name } of design.list('mailbox')) if (number !== '') holders.set(number, name)
  for (const { extension, name } of design.list('user')) if (extension !== '') holders.set(extension, name)
  for (const kind of ['conference', 'callflow'] as const)
    for (const { numbers, name } of design.list(kind)) for (const number of numbers) holders.set(number, name)
  return holders
}

const shown = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text)
