import { prompt } from '../prompts.ts'
import { dayOfMonth, monthOfYear } from './calendar.ts'
import type { Grammar } from './grammar.ts'
import { numberWord, spokenNumber } from './number.ts'

/** "on November twenty-first", "three oh five P. M.", "nineteen ninety-nine", "nineteen hundred five". */
export const english: Grammar = {
  message: 'alone',
  date: (month, day) => [monthOfYear(month), dayOfMonth(day)],
  time(hour, minute) {
    const minutes = minute === 0 ? [] : [...(minute < 10 ? spokenNumber(0) : []), ...spokenNumber(minute)]
    return [...spokenNumber(hour % 12 || 12), ...minutes, prompt(hour < 12 ? 'time-am' : 'time-pm')]
  },
  year(year) {
    const [century, rest] = [Math.floor(year / 100), year % 100]
    if (century < 10 || (century % 10 === 0 && rest < 10)) return spokenNumber(year)
    return [
      ...spokenNumber(century),
      ...(rest < 10 ? [numberWord('hundred')] : []),
      ...(rest === 0 ? [] : spokenNumber(rest)),
    ]
  },
  units: { day: 'alone', hour: 'alone', minute: 'alone', second: 'alone' },
  money: { eur: 'alone', usd: 'alone', gbp: 'alone', chf: 'alone' },
  cents: 'alone',
  isSingular: (count) => count === 1,
  millionsOf: false,
  decimalsAsNumber: false,
}
