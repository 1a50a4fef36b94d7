import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import type { Sound } from '../../run/operation.ts'
import { type FullLanguage, grammarOf, grammars, spokenInFull } from './grammar.ts'
import { spokenNumber } from './number.ts'
import { type Saying, sayings, sayValue } from './say-value.ts'

const textsOf = (language: string): Readonly<Record<string, string>> => {
  const path = new URL(`../../../../resources/prompts/${language}/prompts.json`, import.meta.url)
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string> // resources.test.ts says that it is
}
const texts = Object.fromEntries(spokenInFull.map((each) => [each, textsOf(each)]))

/** What is heard, as one would write it down. */
const heard = (language: FullLanguage, sounds: readonly Sound[]) =>
  sounds
    .map((sound) => {
      if (sound.kind !== 'prompt') return `(${sound.kind})`
      return (texts[language]?.[sound.promptId] ?? `?${sound.promptId}`).replace(/\.$/, '')
    })
    .join(' ')

const spoken = fc.oneof(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 999_999_999 }))

describe('a number said aloud', () => {
  it.each([
    ['en', 0, 'zero'],
    ['en', 21, 'twenty-one'],
    ['en', 312, 'three hundred twelve'],
    ['en', 12_040, 'twelve thousand forty'],
    ['de', 1, 'eins'],
    ['de', 21, 'einundzwanzig'],
    ['de', 77, 'siebenundsiebzig'],
    ['de', 101, 'einhundert eins'],
    ['de', 1_001, 'eintausend eins'],
    ['de', 301_000, 'dreihundert ein tausend'],
    ['fr', 21, 'vingt et un'],
    ['fr', 70, 'soixante-dix'],
    ['fr', 71, 'soixante et onze'],
    ['fr', 80, 'quatre-vingts'],
    ['fr', 81, 'quatre-vingt-un'],
    ['fr', 99, 'quatre-vingt-dix-neuf'],
    ['fr', 100, 'cent'],
    ['fr', 1_000, 'mille'],
    ['fr', 21_000, 'vingt et un mille'],
    ['es', 16, 'dieciséis'],
    ['es', 21, 'veintiuno'],
    ['es', 31, 'treinta y uno'],
    ['es', 100, 'cien'],
    ['es', 101, 'ciento uno'],
    ['es', 500, 'quinientos'],
    ['es', 1_000, 'mil'],
    ['es', 21_000, 'veintiún mil'],
    ['es', 121_000, 'ciento veintiún mil'],
    ['en', 1_000_000, 'one million'],
    ['de', 1_000_000, 'eine Million'],
    ['de', 21_000_001, 'einundzwanzig Millionen eins'],
    ['fr', 2_000_200, 'deux millions deux cents'],
    ['es', 21_000_000, 'veintiún millones'],
    ['es', 999_999, 'novecientos noventa y nueve mil novecientos noventa y nueve'],
  ] as const)('in %s, %d is "%s"', (language, number, words) => {
    expect(heard(language, spokenNumber(number))).toBe(words)
  })

  it.each([
    ['en', 1, 'one'],
    ['de', 1, 'eine'],
    ['de', 21, 'einundzwanzig'],
    ['de', 101, 'einhundert eine'],
    ['fr', 1, 'un'],
    ['fr', 91, 'quatre-vingt-onze'],
    ['es', 1, 'un'],
    ['es', 21, 'veintiún'],
    ['es', 41, 'cuarenta y un'],
    ['es', 11, 'once'],
    ['es', 100, 'cien'],
  ] as const)('in %s, before messages, %d is "%s"', (language, number, words) => {
    expect(heard(language, spokenNumber(number, grammars[language].message))).toBe(words)
  })

  it('is read digit by digit when it is not a number people say', () => {
    for (const odd of [-1, 1.5, 1_000_000_000, Number.NaN]) {
      expect(spokenNumber(odd)).toEqual([{ kind: 'digits', text: String(odd) }])
    }
  })

  it.each(spokenInFull)('in %s has a recording for every word, and says no two numbers alike', (language) => {
    fc.assert(
      fc.property(spoken, spoken, (one, other) => {
        const forms = ['alone', 'masculine', 'feminine', 'feminine-throughout'] as const
        for (const form of forms) expect(heard(language, spokenNumber(one, form))).not.toMatch(/[?(]/)
        fc.pre(one !== other)
        expect(heard(language, spokenNumber(one))).not.toBe(heard(language, spokenNumber(other)))
      }),
    )
  })
})

describe('a time and a day said aloud', () => {
  it.each([
    ['en', 0, 5, 'twelve zero five A. M'],
    ['en', 15, 30, 'three thirty P. M'],
    ['de', 1, 0, 'um ein Uhr'],
    ['de', 15, 5, 'um fünfzehn Uhr fünf'],
    ['de', 21, 1, 'um einundzwanzig Uhr eins'],
    ['fr', 0, 0, 'à zéro heure'],
    ['fr', 1, 1, 'à une heure une'],
    ['fr', 15, 30, 'à quinze heures trente'],
    ['fr', 21, 21, 'à vingt et une heures vingt et une'],
    ['es', 0, 0, 'a las doce de la noche'],
    ['es', 1, 0, 'a la una de la mañana'],
    ['es', 12, 15, 'a las doce y quince de la tarde'],
    ['es', 13, 1, 'a la una y uno de la tarde'],
    ['es', 19, 59, 'a las siete y cincuenta y nueve de la tarde'],
    ['es', 20, 0, 'a las ocho de la noche'],
  ] as const)('in %s, %d:%d is "%s"', (language, hour, minute, words) => {
    expect(heard(language, grammars[language].time(hour, minute))).toBe(words)
  })

  it.each([
    ['en', 'on November twenty-first'],
    ['de', 'am einundzwanzigsten November'],
    ['fr', 'le vingt et un novembre'],
    ['es', 'el veintiuno de noviembre'],
  ] as const)('in %s, the 21st of November is "%s"', (language, words) => {
    expect(heard(language, grammars[language].date(11, 21))).toBe(words)
  })

  it.each(spokenInFull)('in %s has a recording for every word', (language) => {
    const { time, date } = grammars[language]
    for (let minute = 0; minute < 24 * 60; minute++) {
      expect(heard(language, time(Math.floor(minute / 60), minute % 60))).not.toMatch(/[?(]/)
    }
    for (let day = 1; day <= 31; day++) expect(heard(language, date((day % 12) + 1, day))).not.toMatch(/[?(]/)
  })
})

const keyNames: Readonly<Record<string, string>> = { '*': 'star', '#': 'pound', '+': 'plus' }

const said = (language: FullLanguage, value: string, as: Saying) => {
  const { sounds, isUnderstood } = sayValue(value, as, grammars[language])
  const words = sounds.flatMap((sound) =>
    sound.kind === 'digits'
      ? sound.text
          .split('')
          .map((digit) => ({ kind: 'prompt' as const, promptId: `digits/${keyNames[digit] ?? digit}` }))
      : [sound],
  )
  return isUnderstood ? heard(language, words) : `not understood: ${heard(language, words)}`
}

describe('a value said aloud', () => {
  it.each([
    ['eur', '1.01', 'one euro and one cent', 'ein Euro und ein Cent', 'un euro et un centime', 'un euro y un céntimo'],
    ['eur', '0.50', 'fifty cents', 'fünfzig Cent', 'cinquante centimes', 'cincuenta céntimos'],
    ['eur', '0', 'zero euros', 'null Euro', 'zéro euro', 'cero euros'],
    ['usd', '21.00', 'twenty-one dollars', 'einundzwanzig Dollar', 'vingt et un dollars', 'veintiún dólares'],
    ['usd', '-1', 'minus one dollar', 'minus ein Dollar', 'moins un dollar', 'menos un dólar'],
    ['gbp', '1', 'one pound', 'ein Pfund', 'une livre', 'una libra'],
    ['gbp', '0.01', 'one penny', 'ein Penny', 'un penny', 'un penique'],
    ['gbp', '81', 'eighty-one pounds', 'einundachtzig Pfund', 'quatre-vingt-une livres', 'ochenta y una libras'],
    [
      'gbp',
      '21200',
      'twenty-one thousand two hundred pounds',
      'einundzwanzig tausend zweihundert Pfund',
      'vingt et un mille deux cents livres',
      'veintiuna mil doscientas libras',
    ],
    [
      'chf',
      '2,05',
      'two Swiss francs and five centimes',
      'zwei Schweizer Franken und fünf Rappen',
      'deux francs suisses et cinq centimes',
      'dos francos suizos y cinco céntimos',
    ],
    ['eur', '1_000_000', 'one million euros', 'eine Million Euro', "un million d'euros", 'un millón de euros'],
    [
      'gbp',
      '2,000,000.00',
      'two million pounds',
      'zwei Millionen Pfund',
      'deux millions de livres',
      'dos millones de libras',
    ],
    [
      'usd',
      '1000001',
      'one million one dollars',
      'eine Million ein Dollar',
      'un million un dollars',
      'un millón un dólares',
    ],
    ['eur', '1.995', 'two euros', 'zwei Euro', 'deux euros', 'dos euros'],
    [
      'number',
      '-3.05',
      'minus three point zero five',
      'minus drei Komma null fünf',
      'moins trois virgule zéro cinq',
      'menos tres coma cero cinco',
    ],
    ['number', '3.14', 'three point one four', 'drei Komma eins vier', 'trois virgule quatorze', 'tres coma catorce'],
    [
      'number',
      '1.500.000',
      'one million five hundred thousand',
      'eine Million fünfhundert tausend',
      'un million cinq cents mille',
      'un millón quinientos mil',
    ],
    ['ordinal', '1', 'first', 'erste', 'premier', 'primero'],
    ['ordinal', '20', 'twentieth', 'zwanzigste', 'vingtième', 'vigésimo'],
    ['ordinal', '21', 'twenty-one', 'einundzwanzig', 'vingt et un', 'veintiuno'],
    [
      'date',
      '1999-12-01',
      'on December first nineteen ninety-nine',
      'am ersten Dezember neunzehn hundert neunundneunzig',
      'le premier décembre mille neuf cents quatre-vingt-dix-neuf',
      'el uno de diciembre de mil novecientos noventa y nueve',
    ],
    [
      'date',
      '20260228',
      'on February twenty-eighth twenty twenty-six',
      'am achtundzwanzigsten Februar zwei tausend sechsundzwanzig',
      'le vingt-huit février deux mille vingt-six',
      'el veintiocho de febrero de dos mil veintiséis',
    ],
    [
      'time',
      '2026-11-28T15:05:30Z',
      'three zero five P. M',
      'um fünfzehn Uhr fünf',
      'à quinze heures cinq',
      'a las tres y cinco de la tarde',
    ],
    [
      'duration',
      '3661',
      'one hour one minute and one second',
      'eine Stunde eine Minute und eine Sekunde',
      'une heure une minute et une seconde',
      'una hora un minuto y un segundo',
    ],
    ['duration', '2:00:00', 'two hours', 'zwei Stunden', 'deux heures', 'dos horas'],
    ['duration', '86400', 'one day', 'ein Tag', 'un jour', 'un día'],
    ['duration', '0', 'zero seconds', 'null Sekunden', 'zéro seconde', 'cero segundos'],
    ['digits', '10-21', 'one zero two one', 'eins null zwei eins', 'un zéro deux un', 'uno cero dos uno'],
  ] as const)('as %s, %s', (as, value, en, de, fr, es) => {
    expect(spokenInFull.map((language) => said(language, value, as))).toEqual([en, de, fr, es])
  })

  it.each([
    ['date', '2000-02-29', 'on February twenty-ninth two thousand'],
    ['date', '2024-02-29 08:00', 'on February twenty-ninth twenty twenty-four'],
    ['date', '1905-01-02', 'on January second nineteen hundred five'],
    ['date', '1066-10-14', 'on October fourteenth ten sixty-six'],
    ['date', '2005-01-02', 'on January second two thousand five'],
    ['date', '1900-01-02', 'on January second nineteen hundred'],
    ['date', '3.4.2026', 'on April third twenty twenty-six'],
    ['time', '0730', 'seven thirty A. M'],
    ['usd', '12*50', 'twelve dollars and fifty cents'],
    ['usd', '1,234.56', 'one thousand two hundred thirty-four dollars and fifty-six cents'],
    ['usd', '1.234,56', 'one thousand two hundred thirty-four dollars and fifty-six cents'],
    ['usd', '1,234', 'one thousand two hundred thirty-four dollars'],
    ['usd', '1.5', 'one dollar and fifty cents'],
    ['usd', "1'000", 'one thousand dollars'],
    ['number', '0,125', 'zero point one two five'],
    ['number', '007', 'seven'],
    ['number', '-0.0', 'zero point zero'],
    ['duration', '1:30', 'one minute and thirty seconds'],
    ['duration', '59.6', 'one minute'],
  ] as const)('as %s, "%s" is read as "%s"', (as, value, words) => {
    expect(said('en', value, as)).toBe(words)
  })

  it.each([
    ['number', 'ten', ''],
    ['number', '', ''],
    ['number', '1.2.3', 'one two three'],
    ['number', '1-2', 'one two'],
    ['number', '9999999999', 'nine nine nine nine nine nine nine nine nine nine'],
    ['eur', '999999999.995', 'nine nine nine nine nine nine nine nine nine nine nine five'],
    ['eur', '12 EUR', 'one two'],
    ['date', '2026-02-29', 'two zero two six zero two two nine'],
    ['date', '2100-02-29', 'two one zero zero zero two two nine'],
    ['date', '2026-13-01', 'two zero two six one three zero one'],
    ['date', '2026-00-10', 'two zero two six zero zero one zero'],
    ['time', '24:00', 'two four zero zero'],
    ['time', '7:60', 'seven six zero'],
    ['duration', '-5', 'five'],
    ['duration', '1:75', 'one seven five'],
    ['digits', 'abc', ''],
  ] as const)('as %s, "%s" is not understood, and its digits are heard', (as, value, digits) => {
    expect(said('en', value, as)).toBe(`not understood: ${digits}`)
  })

  it.each(spokenInFull)('in %s has a recording for every word of whatever is to be said', (language) => {
    const anything = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.double({ min: -2e9, max: 2e9, noNaN: true }).map((number) => number.toFixed(2)),
      fc.stringMatching(/^[0-9.,*: +#-]{1,24}$/),
    )
    fc.assert(
      fc.property(anything, fc.constantFrom(...sayings), (value, as) => {
        expect(said(language, value, as)).not.toMatch(/[?(]/)
      }),
    )
  })

  it('reads no more than 64 digits out of a long text', () => {
    expect(sayValue('7'.repeat(1_000), 'number', grammars.en).sounds).toEqual([
      { kind: 'digits', text: '7'.repeat(64) },
    ])
  })
})

describe('the grammar of a call', () => {
  const design = snapshotOf([makeDocument('account', { id: 'a', name: 'A', language: 'de-at' })])
  const caller = { name: '', number: '', origin: { kind: 'trunk' } } as const
  it.each([
    ['fr-ca', 'fr'],
    ['', 'de'],
    ['it', 'de'],
    ['es', 'es'],
    ['en-gb', 'en'],
  ] as const)('that a step set to "%s" is that of %s', (language, expected) => {
    expect(grammarOf({ design, caller, language })).toBe(grammars[expected])
  })
})
