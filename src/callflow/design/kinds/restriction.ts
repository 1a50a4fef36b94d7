import { z } from 'zod'

/** Classes of numbers that may be refused; emergency numbers never are (A0 "call restriction"). */
export const deniableClasses = [
  'toll-free',
  'premium',
  'satellite',
  'domestic',
  'caribbean',
  'international',
  'other',
] as const

export const classWords: Readonly<Record<(typeof deniableClasses)[number], string>> = {
  'toll-free': 'Toll-free numbers',
  premium: 'Premium numbers',
  satellite: 'Satellite phones and networks (+870, +881 to +883)',
  domestic: 'Numbers in the country',
  caribbean: 'North America beyond US and Canada',
  international: 'Other countries',
  other: 'Other numbers',
}

/** What an account that is made today denies: numbers that fraud is paid by. One that was made before, or came from elsewhere, keeps what it says. */
export const deniedAtFirst: readonly (typeof deniableClasses)[number][] = ['premium', 'satellite']

const countries = (label: string, help: string) =>
  z
    .array(z.string().regex(/^[A-Za-z]{2}$/, 'two letters, such as GB'))
    .max(250)
    .default([])
    .meta({ label, help, control: 'number-list', advanced: true })

/** Whom an account, a person or a phone may not call (A0). Denied by any of the three is denied. */
export const restrictions = {
  deniedClasses: z.array(z.enum(deniableClasses)).max(deniableClasses.length).default([]).meta({
    label: 'May not call',
    help: 'Kinds of outside numbers. Emergency numbers can always be called.',
    control: 'choice-list',
    advanced: true,
    options: classWords,
  }),
  allowedCountries: countries(
    'Only these other countries',
    'Two letters each, such as GB. Others cannot be called then; the own country always can. Empty: all.',
  ),
  deniedCountries: countries('Not these countries', 'Two letters each, such as GB: what cannot be called there.'),
  closedGroups: z.boolean().default(false).meta({
    label: 'Closed groups',
    help: 'Only extensions that share a group can be called.',
    control: 'switch',
    advanced: true,
  }),
}
