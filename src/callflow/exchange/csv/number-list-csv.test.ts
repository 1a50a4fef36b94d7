import { describe, expect, it } from 'vitest'
import { makeDocument, type NumberList } from '../../design/document.ts'
import { readNumberList, withEntries, writeNumberList } from './number-list-csv.ts'

const read = (text: string, country = 'CA') => readNumberList(text, country)
const entry = (value: string, label = '', match: 'number' | 'prefix' | 'regex' = 'number') => ({ match, value, label })
const list = (entries: NumberList['entries']) => makeDocument('number-list', { id: 'list', name: 'List', entries })

describe('a list of numbers from a file (M91)', () => {
  it('has numbers, names and how they are compared, with and without headings', () => {
    const expected = {
      ok: true,
      entries: [entry('+16045550100', 'Ann'), entry('+4930', 'Berlin', 'prefix')],
      problems: [],
    }
    expect(read('604 555 0100,Ann\n+49 30,Berlin,prefix\n')).toEqual(expected)
    expect(read('Name;Kind;Phone number\nAnn;;(604) 555-0100\nBerlin;Prefix;+49 30\n')).toEqual(expected)
    expect(read('sep=\t\nTelefon\tName\n="+16045550100"\tAnn')).toMatchObject({
      entries: [entry('+16045550100', 'Ann')],
    })
  })

  it('says by line what it leaves out', () => {
    const rows = [
      'Number,Name,Match',
      '+16045550100,Ann',
      ',Bob',
      'hello,Cy',
      '1,D,exact',
      '(a,E,regex',
      `2,${'x'.repeat(81)}`,
    ]
    expect(read(rows.join('\n'))).toEqual({
      ok: true,
      entries: [entry('+16045550100', 'Ann')],
      problems: [
        { at: 3, message: 'There is no number for "Bob".' },
        { at: 4, message: '"hello" is no telephone number.' },
        { at: 5, message: '"exact" is none of number, prefix and regex.' },
        { at: 6, message: '"(a" is no expression that can be used.' },
        { at: 7, message: 'The name of 2 has 81 characters; 80 are the most.' },
      ],
    })
    expect(read(`${'1'.repeat(257)},x`)).toMatchObject({ problems: [{ at: 1 }] })
  })

  it('takes the later of two rows with one number, however it is written', () => {
    expect(read('6045550100,Ann\n+1 604 555 0100,Bob')).toMatchObject({ entries: [entry('+16045550100', 'Bob')] })
    expect(read('604,Ann\n604,All,prefix')).toMatchObject({
      entries: [entry('604', 'Ann'), entry('604', 'All', 'prefix')],
    })
  })

  it.each([
    ['nothing', '  \n\n', 'There is nothing in the file.'],
    [
      'headings without a number',
      'Name,Company\nAnn,North',
      'No column is headed "Number": none of the numbers can be found.',
    ],
    ['a quote that is not closed', '"1,Ann', 'Row 1: a quote is opened and not closed.'],
    [
      'too many numbers',
      Array.from({ length: 100_001 }, (_, at) => 100_000 + at).join('\n'),
      'The file has 100,001 numbers; a list holds 100,000. Split it.',
    ],
    ['too much text', `1,${' '.repeat(16_000_001)}`, '16,000,000 characters are the most'],
  ])('is refused whole for %s', (_, text, error) => {
    const found = read(text)
    expect(found.ok ? '' : found.error).toContain(error)
  })

  it('goes out as it comes in, formulas made harmless', () => {
    const entries = [entry('+16045550100', '=cmd'), entry('^\\+49', 'x, "y"', 'regex')]
    const text = writeNumberList(entries)
    expect(text).toContain("'=cmd")
    expect(read(text)).toEqual({ ok: true, entries, problems: [] })
  })

  it('is put beside what is there: a number that is there is called as the file calls it', () => {
    const before = list([entry('1', 'Old'), entry('2', 'Two')])
    expect(withEntries(before, [entry('1', 'New'), entry('3')])?.entries).toEqual([
      entry('1', 'New'),
      entry('2', 'Two'),
      entry('3'),
    ])
    const full = list(Array.from({ length: 100_000 }, (_, at) => entry(`${at}`)))
    expect(withEntries(full, [entry('7')])).toBeDefined()
    expect(withEntries(full, [entry('x', '', 'regex')])).toBeUndefined()
  })
})
