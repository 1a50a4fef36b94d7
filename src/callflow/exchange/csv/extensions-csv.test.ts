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
        row: {
          extension: '1005',
          firstName: 'Robin',
          lastName: 'Vale',
          email: 'robin@example.test',
          deviceType: 'desk-phone',
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
    ['a number somebody has', '1001,Kim', '1001 is already used by “1001 Alex Moreau”.'],
    ['no number', ',Kim', 'An extension is needed.'],
    ['a number that is none', '10x,Kim', '10x is no extension: two to ten digits.'],
    ['no first name', '1005,,Vale', 'A first name is needed.'],
    ['an address that is none', '1005,Kim,,kim at home', 'kim at home is no e-mail address.'],
    ['a PIN of letters', '1005,Kim,,,,secret', 'A PIN has digits only, at most six.'],
    [
      'a word that every object of JavaScript knows',
      '1005,Kim,,,constructor',
      'constructor is no phone: desk phone, softphone or browser phone.',
    ],
    ['a phone nobody makes', '1005,Kim,,,telegraph', 'telegraph is no phone: desk phone, softphone or browser phone.'],
  ])('says of a row with %s what is wrong', (_what, text, problem) => {
    expect(problemsOf(text)).toEqual([[problem]])
  })

  it('says which line has the same number', () => {
    expect(problemsOf('1005,Kim\n1006,Lee\n1005,Max')).toEqual([[], [], ['1005 is also on line 1.']])
  })

  it.each([
    ['too long a text', 'x'.repeat(500_001), 'The list has 500001 characters; 500000 are the most.'],
    ['too many rows', '1005,K\n'.repeat(1_001), 'The list has more than 1000 people.'],
    ['a quote left open', '1005,"Kim\n1006,Lee', 'Line 1: a quote is opened and not closed.'],
    ['headings without the extension', 'first name,last name\nKim,Lee', 'The list has no column "extension".'],
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
