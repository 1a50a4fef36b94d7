import { prompt } from '../prompts.ts'
import { dayOfMonth, monthOfYear } from './calendar.ts'
import type { Grammar } from './grammar.ts'
import { spokenNumber } from './number.ts'

/** "on November twenty-first", "three oh five P. M." */
export const english: Grammar = {
  message: 'alone',
  date: (month, day) => [monthOfYear(month), dayOfMonth(day)],
  time(hour, minute) {
    const minutes = minute === 0 ? [] : [...(minute < 10 ? spokenNumber(0) : []), ...spokenNumber(minute)]
    return [...spokenNumber(hour % 12 || 12), ...minutes, prompt(hour < 12 ? 'time-am' : 'time-pm')]
  },
}
