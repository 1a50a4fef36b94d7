import { z } from 'zod'
import { choice, count, flag } from '../fields.ts'

interface Shown {
  readonly shownWhen?: { readonly field: string; readonly is: readonly unknown[] }
}

const minutes = (label: string, help: string, shown: Shown = {}) =>
  count({ label, help, unit: 'min', min: 0, max: 1_000_000, default: 0, advanced: true, ...shown })

const aDay = (help: string, shown?: Shown) => minutes('Outside minutes a day', help, shown)
const aMonth = (help: string, shown?: Shown) => minutes('Outside minutes a month', help, shown)

const atOnce = (help: string, shown: Shown = {}) =>
  count({ label: 'Outside calls at once', help, min: 0, max: 1_000, default: 0, advanced: true, ...shown })

export const nightManners = ['as-by-day', 'fewer', 'none'] as const

const nightMannerWords = {
  'as-by-day': 'As by day',
  fewer: 'Fewer',
  none: 'None, but for help',
}

const ofNight = { shownWhen: { field: 'outsideAtNight.manner', is: ['fewer'] } }

/** Calls at night are seldom anybody's own. Of each person; the hours hold for everybody. */
const outsideAtNight = z
  .object({
    manner: choice(nightManners, {
      label: 'Calls outside at night',
      help: 'Of each person, forwarded calls included. Calls for help always go out.',
      default: 'as-by-day',
      options: nightMannerWords,
    }),
    fromSec: z
      .number()
      .int()
      .min(0)
      .max(86_400)
      .default(79_200)
      .meta({ label: 'Night begins', control: 'time-of-day' }),
    untilSec: z.number().int().min(0).max(86_400).default(21_600).meta({ label: 'Night ends', control: 'time-of-day' }),
    callsAtOnce: count({ label: 'Calls at once', help: '0: as by day.', min: 0, max: 1_000, default: 1, ...ofNight }),
    minutes: count({
      label: 'Minutes a night',
      help: '0: as by day.',
      unit: 'min',
      min: 0,
      max: 10_000,
      default: 30,
      ...ofNight,
    }),
  })
  .prefault({})
  .meta({ label: 'Outside calls at night' })

const watching = { shownWhen: { field: 'outsideWatch.stops', is: [true] } }

/** What a stolen password looks like. Costly is what is abroad, of a satellite or at a price. */
const outsideWatch = z
  .object({
    stops: flag({
      label: 'Stop outside calls that look wrong',
      help: 'Whoever makes them calls outside no more, but for help, until somebody here lets them. Who is told of trouble is mailed.',
      default: false,
    }),
    numbers: count({
      label: 'Costly numbers an hour',
      help: 'So many different ones of one person: abroad, satellite or at a price. 0: not looked at.',
      min: 0,
      max: 100,
      default: 12,
      ...watching,
    }),
    shortCalls: count({
      label: 'Short calls an hour to one costly range',
      help: 'Answered and over within a minute, to numbers that differ in their last four digits. 0: not looked at.',
      min: 0,
      max: 100,
      default: 10,
      ...watching,
    }),
    nightCalls: count({
      label: 'Costly calls an hour at night',
      help: 'So many of one person, in the hours of the night above. 0: not looked at.',
      min: 0,
      max: 100,
      default: 5,
      ...watching,
    }),
  })
  .prefault({})
  .meta({ label: 'Outside calls that look wrong' })

const everybodyOutside = z
  .object({
    callsAtOnce: atOnce('Of everybody together. 0: no limit.'),
    minutesADay: aDay('Of everybody together. 0: no limit.'),
    minutesAMonth: aMonth('Of everybody together. 0: no limit.'),
  })
  .prefault({})
  .meta({ label: 'Outside calls of everybody together' })

/** What a stolen password may cost. 0: no limit. Days and months are those of the account's time zone; calls for help always go out and count for nothing. */
export const accountOutsideLimits = {
  outsideCallsAtOnce: atOnce('Of each person, forwarded calls included. 0: no limit. Calls for help always go out.'),
  outsideMinutesADay: aDay('Of each person: then no further call goes out until midnight. 0: no limit.'),
  outsideMinutesAMonth: aMonth('Of each person: then none goes out until the month is over. 0: no limit.'),
  everybodyOutside,
  outsideAtNight,
  outsideWatch,
}

/** What the account of a new design watches for. One that was made before, or came from elsewhere, keeps what it says. */
export const watchedAtFirst = outsideWatch.parse({ stops: true })

const ownAlone = { shownWhen: { field: 'outsideLimits', is: ['own'] } }

export const userOutsideLimits = {
  outsideLimits: choice(['account', 'own'], {
    label: 'Limits on outside calls',
    help: 'How many at once, how many minutes, and what holds at night.',
    default: 'account',
    options: { account: "The account's", own: 'Their own' },
    advanced: true,
  }),
  outsideCallsAtOnce: atOnce('0: no limit. Calls for help always go out.', ownAlone),
  outsideMinutesADay: aDay('Then no further call goes out until midnight. 0: no limit.', ownAlone),
  outsideMinutesAMonth: aMonth('Then none goes out until the month is over. 0: no limit.', ownAlone),
  outsideAtNight: choice(nightManners, {
    label: 'Calls outside at night',
    help: 'In the hours that the account says.',
    default: 'as-by-day',
    options: { ...nightMannerWords, fewer: 'Fewer, as many as the account says' },
    advanced: true,
    ...ownAlone,
  }),
}

/** Beside those of whoever calls from it. */
export const deviceOutsideLimits = {
  outsideCallsAtOnce: atOnce('From this phone, or forwarded by it. 0: no limit. Calls for help always go out.'),
  outsideMinutesADay: aDay('From this phone: then none goes out until midnight. 0: no limit.'),
  outsideMinutesAMonth: aMonth('From this phone: then none goes out until the month is over. 0: no limit.'),
}

export const trunkOutsideLimits = {
  outsideMinutesADay: aDay('Of all calls out on it: then it takes no further one until midnight. 0: no limit.'),
}
