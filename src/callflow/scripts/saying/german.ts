import { prompt } from '../prompts.ts'
import { dayOfMonth, monthOfYear } from './calendar.ts'
import type { Grammar } from './grammar.ts'
import { spokenNumber } from './number.ts'

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
}
