import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import type { Sound } from '../../run/operation.ts'
import { type FullLanguage, grammarOf, grammars, spokenInFull } from './grammar.ts'
import { spokenNumber } from './number.ts'

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
    for (const odd of [-1, 1.5, 1_000_000, Number.NaN]) {
      expect(spokenNumber(odd)).toEqual([{ kind: 'digits', text: String(odd) }])
    }
  })

  it.each(spokenInFull)('in %s has a recording for every word, and says no two numbers alike', (language) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 999_999 }), (one, other) => {
        const forms = ['alone', 'masculine', 'feminine'] as const
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
