import { describe, expect, it } from 'vitest'
import { type HeaderEntry, HeaderList } from '../sip/message/headers.ts'
import { callerInHeaders, wayHere } from './caller-headers.ts'

const from = (value: string): HeaderEntry => ['From', value]
const kim = from('"Kim" <sip:+16045550111@carrier.example>;tag=1')
const nobody = from('"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1')
const asserted = (value: string): HeaderEntry => ['P-Asserted-Identity', value]
const privacy = (value: string): HeaderEntry => ['Privacy', value]
const caller = (...entries: HeaderEntry[]) => callerInHeaders(new HeaderList(entries))

describe('who an INVITE says is calling (RFC 3325)', () => {
  it.each([
    ['From', [kim], 'Kim', '+16045550111'],
    ['an asserted identity', [kim, asserted('"Alex" <sip:+12125550123@carrier.example>')], 'Alex', '+12125550123'],
    ['one without a name', [kim, asserted('<sip:+12125550123@carrier.example>')], 'Kim', '+12125550123'],
    ['a tel URI', [kim, asserted('<tel:+12125550123>')], 'Kim', '+12125550123'],
    ['two, number last', [kim, asserted('<sip:alex@carrier.example>, <tel:+12125550123>')], 'Kim', '+12125550123'],
    [
      'two, number first',
      [kim, asserted('<tel:+12125550123>'), asserted('<sip:x@carrier.example>')],
      'Kim',
      '+12125550123',
    ],
    ['one that cannot be read', [kim, asserted('"broken')], 'Kim', '+16045550111'],
    ['a name only', [from('"Front Desk" <sip:reception@pbx.example>')], 'Front Desk', 'reception'],
    ['nothing', [], '', ''],
  ] as const)('by %s', (_what, headers, name, number) => {
    expect(caller(...headers)).toMatchObject({ name, number, isWithheld: false })
  })

  it('is known as a phone of ours by From alone', () => {
    const said = caller(from('<sip:1001@Office.example>;tag=1'), asserted('<sip:+12125550123@carrier.example>'))
    expect(said.from).toEqual({ user: '1001', host: 'office.example' })
  })

  it.each([
    ['"Alex" <sip:+12125550123@carrier.example>;party=calling;screen=yes;privacy=off', 'Alex', '+12125550123', false],
    ['"Alex" <sip:+12125550123@carrier.example>', 'Alex', '+12125550123', false],
    ['<sip:+12125550123@carrier.example>;party=calling;privacy=full', 'Kim', '+12125550123', true],
    ['<sip:+12125550123@carrier.example>;privacy="uri-network"', 'Kim', '+12125550123', true],
    ['<sip:+12125550123@carrier.example>;party=called;privacy=full', 'Kim', '+16045550111', false],
  ])('by Remote-Party-ID %s', (value, name, number, isWithheld) => {
    expect(caller(kim, ['Remote-Party-ID', value])).toMatchObject({ name, number, isWithheld })
  })

  it('Remote-Party-ID says nothing where an identity is asserted', () => {
    const remote: HeaderEntry = ['Remote-Party-ID', '<sip:+17785550100@carrier.example>;privacy=full']
    const said = caller(kim, remote, asserted('<sip:+12125550123@carrier.example>'))
    expect(said).toMatchObject({ number: '+12125550123', isWithheld: false })
  })
})

describe('callers who ask not to be shown (RFC 3323 §4.2, RFC 3325 §9.3)', () => {
  it.each([
    ['id', true],
    ['ID', true],
    ['Header', true],
    ['user;critical', true],
    ['critical; id', true],
    ['session, id', true],
    ['session', false],
    ['critical', false],
    ['history', false],
    ['none', false],
    ['', false],
  ])('Privacy: %s', (value, isWithheld) => {
    expect(caller(kim, privacy(value)).isWithheld).toBe(isWithheld)
  })

  it('any of several headers may say so', () => {
    expect(caller(kim, privacy('session'), privacy('id')).isWithheld).toBe(true)
  })

  it.each([
    '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1',
    '<sip:+16045550111@anonymous.invalid>;tag=1',
    '<sip:Anonymous@carrier.example>;tag=1',
    '<sip:unavailable@carrier.example>;tag=1',
    '<sip:Restricted@carrier.example>;tag=1',
  ])('%s does, whatever the carrier asserts', (value) => {
    expect(caller(from(value), asserted('<sip:+12125550123@carrier.example>')).isWithheld).toBe(true)
  })

  it('"none" stands against an anonymous From, not against "id"', () => {
    expect(caller(nobody, privacy('none')).isWithheld).toBe(false)
    expect(caller(nobody, privacy('none;id')).isWithheld).toBe(true)
  })
})

describe('the way a call came', () => {
  const diversion = (index: number): HeaderEntry => [
    'Diversion',
    `<sip:+1604555${1_000 + index}@carrier.example>;reason=busy`,
  ]

  it('is passed on', () => {
    const history: HeaderEntry = ['History-Info', '<sip:+16045550100@carrier.example>;index=1']
    expect(wayHere(new HeaderList([kim, diversion(1), history]))).toEqual([diversion(1), history])
  })

  it('of a thousand diversions the ten latest, of a thousand entries of history likewise', () => {
    const diversions = Array.from({ length: 1_000 }, (_, index) => diversion(index))
    const history = Array.from(
      { length: 1_000 },
      (_, index): HeaderEntry => ['History-Info', `<sip:a@b>;index=${index}`],
    )
    const passed = wayHere(new HeaderList([...diversions, ...history]))
    expect(passed).toEqual([...diversions.slice(0, 10), ...history.slice(-10)])
  })

  it('without what is endless, and without a history that is private (RFC 7044 §10.1)', () => {
    const long: HeaderEntry = ['Diversion', `<sip:${'1'.repeat(5_000)}@carrier.example>`]
    const history: HeaderEntry = ['History-Info', '<sip:+16045550100@carrier.example>;index=1']
    expect(wayHere(new HeaderList([long, diversion(1), history, privacy('History')]))).toEqual([diversion(1)])
  })
})
