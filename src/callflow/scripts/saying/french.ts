import { prompt } from '../prompts.ts'
import { dayOfMonth, monthOfYear } from './calendar.ts'
import type { Grammar } from './grammar.ts'
import { spokenNumber } from './number.ts'

/** "le premier novembre", "à quinze heures cinq", "à vingt et une heures", "à une heure". */
export const french: Grammar = {
  message: 'masculine',
  date: (month, day) => [dayOfMonth(day), monthOfYear(month)],
  time: (hour, minute) => [
    prompt('time-at'),
    ...spokenNumber(hour, 'feminine'),
    prompt(hour < 2 ? 'time-hour' : 'time-hours'),
    ...(minute === 0 ? [] : spokenNumber(minute, 'feminine')),
  ],
  year: (year) => spokenNumber(year),
  units: { day: 'masculine', hour: 'feminine', minute: 'feminine', second: 'feminine' },
  money: { eur: 'masculine', usd: 'masculine', gbp: 'feminine', chf: 'masculine' },
  cents: 'masculine',
  isSingular: (count) => count < 2,
  millionsOf: true,
  decimalsAsNumber: true,
}
