import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { type ExtensionList, readExtensions, writeExtensions } from './extensions-csv.ts'

const design = snapshotOf([
  makeDocument('user', { id: 'u', name: 'Alex Moreau', firstName: 'Alex', lastName: 'Moreau', extension: '1001' }),
  makeDocument('callflow', { id: 'f', name: '1001 Alex Moreau', numbers: ['1001'] }),
])

const rowsOf = (list: ExtensionList) => {
  if (!list.ok) throw new Error(list.error)
  return list.rows
}
const problemsOf = (text: string) => rowsOf(readExtensions(text, design)).map(({ problems }) => problems)

describe('a list of extensions (M4)', () => {
  it('is read with headings in any order and spelling', () => {
    const list = readExtensions('Last Name;Ext;First name;E-Mail\r\nVale;1005;Robin;robin@example.test\r\n', design)
    expect(rowsOf(list)).toEqual([
      {
        line: 2,
        problems: [],
        cells: ['Vale', '1005', 'Robin', 'robin@example.test'],
        row: {
          extension: '1005',
          firstName: 'Robin',
          lastName: 'Vale',
          email: 'robin@example.test',
          deviceType: 'desk-phone',
          outsideNumber: '',
          pin: '',
        },
      },
    ])
  })

  it('is read without headings in the usual order, tabs between cells as spreadsheets copy them', () => {
    const [first] = rowsOf(readExtensions('1005\tRobin\tVale\t\tSoftphone\t0042', design))
    expect(first).toMatchObject({
      line: 1,
      problems: [],
      row: { extension: '1005', deviceType: 'softphone', pin: '0042' },
    })
  })

  it('keeps commas inside quotes, and a byte order mark out', () => {
    const [first] = rowsOf(readExtensions('\uFEFFextension,first name,last name\n1005,Robin,"Vale, Jr."\n\n', design))
    expect(first?.row).toMatchObject({ extension: '1005', lastName: 'Vale, Jr.' })
  })

  it('names columns it does not take', () => {
    expect(readExtensions('extension,first name,shoe size,constructor\n1005,Robin,44,', design)).toMatchObject({
      ok: true,
      ignoredColumns: ['shoe size', 'constructor'],
    })
  })

  it.each([
    ['a number somebody has', '1001,Kim', 'Extension “1001” is already used by “1001 Alex Moreau”.'],
    ['a number that calls for help', '911,Kim', 'Extension “911” calls for help in US; nobody can have it.'],
    ['no number', ',Kim', 'Extension is empty; an extension is needed.'],
    ['a number that is none', '10x,Kim', 'Extension “10x” is no extension: two to ten digits.'],
    ['no first name', '1005,,Vale', 'First name is empty; a first name is needed.'],
    [
      'a name of 65 letters',
      `1005,${'K'.repeat(65)}`,
      `First name “${'K'.repeat(40)}…” is too long: 65 characters, 64 are the most.`,
    ],
    [
      'a last name of 65 letters',
      `1005,Kim,${'K'.repeat(65)}`,
      `Last name “${'K'.repeat(40)}…” is too long: 65 characters, 64 are the most.`,
    ],
    [
      'a lost character',
      '1005,J\uFFFDrgen',
      'First name “J\uFFFDrgen” has a character that was lost when the list was saved or opened; choose its encoding.',
    ],
    [
      'a line break in a name',
      '1005,Kim,"Lee\nJr"',
      'Last name “Lee\nJr” has a line break or another control character in it.',
    ],
    ['an address that is none', '1005,Kim,,kim at home', 'E-mail “kim at home” is no e-mail address.'],
    ['a PIN of letters', '1005,Kim,,,,secret', 'Mailbox PIN “secret” is no PIN: at most six digits.'],
    [
      'a word that every object of JavaScript knows',
      '1005,Kim,,,constructor',
      'Phone “constructor” is no phone: desk phone, softphone or browser phone.',
    ],
    [
      'a phone nobody makes',
      '1005,Kim,,,telegraph',
      'Phone “telegraph” is no phone: desk phone, softphone or browser phone.',
    ],
  ])('says of a row with %s what is wrong', (_what, text, problem) => {
    expect(problemsOf(text)).toEqual([[problem]])
  })

  it('says which row has the same number', () => {
    expect(problemsOf('1005,Kim\n1006,Lee\n1005,Max')).toEqual([[], [], ['Extension “1005” is also on row 1.']])
  })

  it.each([
    [
      'too long a text',
      'x'.repeat(2_000_001),
      'The list has 1 lines and 2,000,001 characters; 2,000,000 characters are the most. Split it.',
    ],
    [
      'too many rows',
      '1005,K\n'.repeat(1_001),
      'The list has 1,001 rows; 1,000 people can be added at once. Split it.',
    ],
    [
      'a hundred thousand rows',
      '1005,K\n'.repeat(100_000),
      'The list has 100,000 rows; 1,000 people can be added at once. Split it.',
    ],
    ['a row of 501 cells', `1005,Kim${','.repeat(499)}x`, 'Row 1 has 501 cells; 500 are the most.'],
    ['a quote left open', '1005,"Kim\n1006,Lee', 'Row 1: a quote is opened and not closed.'],
    [
      'a quote closed too soon',
      '1005,Lee\n1006,"Kim" Lee',
      'Row 2: a quote is closed before the cell ends; inside a cell it is written twice ("").',
    ],
  ])('refuses %s as a whole', (_what, text, error) => {
    expect(readExtensions(text, design)).toEqual({ ok: false, error })
  })

  it('reads what it writes', () => {
    const user = makeDocument('user', {
      id: 'u5',
      name: 'Robin Vale',
      firstName: 'Robin',
      lastName: 'Vale, "Jr."',
      extension: '1005',
      email: 'r@example.test',
    })
    const text = writeExtensions([{ user, devices: [{ type: 'softphone' }] }])
    expect(rowsOf(readExtensions(text, design))).toMatchObject([
      { problems: [], row: { extension: '1005', lastName: 'Vale, "Jr."', deviceType: 'softphone' } },
    ])
  })
})
