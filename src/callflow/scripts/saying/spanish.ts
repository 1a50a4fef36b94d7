import { type PromptId, prompt } from '../prompts.ts'
import { dayOfMonth, monthOfYear } from './calendar.ts'
import type { Grammar } from './grammar.ts'
import { spokenNumber } from './number.ts'

/** "el veintiuno de noviembre", "a las tres y cinco de la tarde", "a la una de la tarde". */
export const spanish: Grammar = {
  message: 'masculine',
  date: (month, day) => [dayOfMonth(day), monthOfYear(month)],
  time(hour, minute) {
    const onClock = hour % 12 || 12
    return [
      prompt(onClock === 1 ? 'time-at_one' : 'time-at'),
      ...spokenNumber(onClock, 'feminine'),
      ...(minute === 0 ? [] : [prompt('vm-and'), ...spokenNumber(minute)]),
      prompt(partOfDay(hour)),
    ]
  },
  year: (year) => [prompt('time-of_year'), ...spokenNumber(year)],
  units: { day: 'masculine', hour: 'feminine-throughout', minute: 'masculine', second: 'masculine' },
  money: { eur: 'masculine', usd: 'masculine', gbp: 'feminine-throughout', chf: 'masculine' },
  cents: 'masculine',
  isSingular: (count) => count === 1,
  millionsOf: true,
  decimalsAsNumber: true,
}

/** Midnight is of the night, and so is what follows eight in the evening. */
const partOfDay = (hour: number): PromptId =>
  hour === 0 || hour >= 20 ? 'time-night' : hour < 12 ? 'time-am' : 'time-pm'
