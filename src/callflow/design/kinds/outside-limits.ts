import { choice, count } from '../fields.ts'

const minutes = (help: string, shown: object = {}) =>
  count({
    label: 'Outside minutes a day',
    help,
    unit: 'min',
    min: 0,
    max: 100_000,
    default: 0,
    advanced: true,
    ...shown,
  })

const atOnce = (help: string, shown: object = {}) =>
  count({ label: 'Outside calls at once', help, min: 0, max: 1_000, default: 0, advanced: true, ...shown })

/** What a stolen password may cost. 0: no limit. Days are those of the account's time zone; calls for help always go out and count for nothing. */
export const accountOutsideLimits = {
  outsideCallsAtOnce: atOnce('Of each person, forwarded calls included. 0: no limit. Calls for help always go out.'),
  outsideMinutesADay: minutes('Of each person: then no further call goes out until midnight. 0: no limit.'),
}

const ownAlone = { shownWhen: { field: 'outsideLimits', is: ['own'] } }

export const userOutsideLimits = {
  outsideLimits: choice(['account', 'own'], {
    label: 'Limits on outside calls',
    help: 'How many at once, and how many minutes a day.',
    default: 'account',
    options: { account: "The account's", own: 'Their own' },
    advanced: true,
  }),
  outsideCallsAtOnce: atOnce('0: no limit. Calls for help always go out.', ownAlone),
  outsideMinutesADay: minutes('Then no further call goes out until midnight. 0: no limit.', ownAlone),
}

export const trunkOutsideLimits = {
  outsideMinutesADay: minutes('Of all calls out on it: then it takes no further one until midnight. 0: no limit.'),
}
