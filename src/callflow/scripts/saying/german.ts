import { prompt } from '../prompts.ts'
import { dayOfMonth, monthOfYear } from './calendar.ts'
import type { Grammar } from './grammar.ts'
import { numberWord, spokenNumber } from './number.ts'

/** "am einundzwanzigsten November", "um fünfzehn Uhr fünf", "um ein Uhr". */
export const german: Grammar = {
  message: 'feminine',
  date: (month, day) => [dayOfMonth(day), monthOfYear(month)],
  time: (hour, minute) => [
    prompt('time-at'),
    ...spokenNumber(hour, hour === 1 ? 'masculine' : 'alone'),
    prompt('time-hours'),
    ...(minute === 0 ? [] : spokenNumber(minute)),
  ],
  year(year) {
    const [century, rest] = [Math.floor(year / 100), year % 100]
    if (century < 11 || century > 19) return spokenNumber(year)
    return [...spokenNumber(century), numberWord('hundred'), ...(rest === 0 ? [] : spokenNumber(rest))]
  },
  units: { day: 'masculine', hour: 'feminine', minute: 'feminine', second: 'feminine' },
  // A pound is neuter, which is told from masculine only where an article stands.
  money: { eur: 'masculine', usd: 'masculine', gbp: 'masculine', chf: 'masculine' },
  cents: 'masculine',
  isSingular: (count) => count === 1,
  millionsOf: false,
  decimalsAsNumber: false,
}
