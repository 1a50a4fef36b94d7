import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, flag, reference, text } from '../../design/fields.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import { countryOf } from '../../numbering/country.ts'
import { isInList, isOneOf, matchesExpression, writingsOfCaller } from '../../numbering/caller-match.ts'
import { hasNoNumber } from '../../numbering/withheld.ts'
import type { Caller } from '../../run/script.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

const settings = z.object({
  mode: choice(['numbers', 'list', 'regex', 'no-number', 'attestation'], {
    label: 'Compare with',
    help: 'What the caller’s number is held against.',
    default: 'numbers',
    options: {
      numbers: 'These numbers',
      list: 'A number list',
      regex: 'A regular expression',
      'no-number': 'No number',
      attestation: 'What the carrier vouches for',
    },
  }),
  numbers: z
    .array(z.string().min(1).max(35))
    .max(1_000)
    .default([])
    .meta({
      label: 'Numbers',
      help: 'Compared whole, however they are written.',
      control: 'number-list',
      shownWhen: { field: 'mode', is: ['numbers'] },
    }),
  listId: reference('number-list', {
    label: 'Number list',
    help: 'Kept with the other lists of the design.',
    shownWhen: { field: 'mode', is: ['list'] },
  }),
  regex: z
    .string()
    .max(2_000)
    .default('.*')
    .meta({
      label: 'Regular expression',
      help: 'Found anywhere in any writing of the caller number: +16045550123, 16045550123, 6045550123. E.g. ^\\+1604.',
      control: 'regex',
      shownWhen: { field: 'mode', is: ['regex'] },
    }),
  placeholderNumbers: flag({
    label: 'Numbers such as 0000000000 too',
    help: 'Some carriers send zeros for a number that is withheld.',
    default: true,
    shownWhen: { field: 'mode', is: ['no-number'] },
  }),
  withholdingNames: flag({
    label: 'Names such as "Restricted" too',
    help: 'Whatever the number: Anonymous, Private, Unavailable, Unknown and the like.',
    default: false,
    shownWhen: { field: 'mode', is: ['no-number'] },
  }),
  leastAttestation: choice(['A', 'B', 'C'], {
    label: 'At least',
    help: 'As the carrier says by STIR/SHAKEN. Callers of whom it says nothing do not match.',
    default: 'A',
    options: {
      A: 'A: the number is theirs',
      B: 'B: it knows who called',
      C: 'C: it knows where the call came in',
    },
    shownWhen: { field: 'mode', is: ['attestation'] },
  }),
  absolute: flag({
    label: 'One branch a number',
    help: 'A caller who matches leaves by the branch of their own number.',
    default: false,
    advanced: true,
  }),
  userId: reference('user', {
    label: 'Then the call is from',
    help: 'Who matches goes on as this person, mailbox and rights included; all three are needed. Numbers of callers can be forged.',
    advanced: true,
  }),
  callerName: text({ label: 'Caller name then', help: 'What phones rung from here on show.', max: 35, advanced: true }),
  callerNumber: text({
    label: 'Caller number then',
    help: 'Likewise, in place of the number they call from.',
    max: 35,
    advanced: true,
  }),
})

export type MatchSettings = z.infer<typeof settings>

/**
 * Routes by who is calling (M38, M39). Numbers compare normalised and whole, expressions in linear time. A caller who matches may go on as a person
 * of the company: with their rights and mailboxes, and under the name and number given; one of the three alone changes nothing.
 */
export const matchCallerId = defineModule({
  type: 'match-caller-id',
  version: 1,
  category: 'advanced',
  name: 'Match caller ID',
  description:
    'Goes on by who is calling: numbers, a number list, a regular expression, or what the carrier vouches for.',
  icon: 'user-search',
  settings,
  branches: [
    { name: 'match', label: 'Matches' },
    { name: 'nomatch', label: 'Does not match', optional: true },
    { ...defaultBranch, label: 'Otherwise' },
  ],
  acceptsBranch: (name) => /^\+?[0-9]{1,20}$/.test(name),
  time: passedAtOnce,
  expressions: ({ mode, regex }) =>
    mode === 'regex' ? [{ label: 'Regular expression', source: regex, otherwise: 'matches nobody' }] : [],
  summary: ({ mode, numbers, listId, regex, leastAttestation }, design) => {
    if (mode === 'list') return design.find('number-list', listId)?.name ?? ''
    if (mode === 'regex') return regex
    if (mode === 'no-number') return 'Callers without a number'
    if (mode === 'attestation') return `Attested ${leastAttestation}${leastAttestation === 'A' ? '' : ' or better'}`
    return numbers.length > 2 ? `${numbers.length} numbers` : numbers.join(', ')
  },
  *script(call, chosen) {
    if (!matchesCaller(chosen, call.caller, call.design)) return branch('nomatch')
    const { userId, callerName: name, callerNumber: number, absolute } = chosen
    if (userId !== null && name !== '' && number !== '' && call.design.find('user', userId)) {
      yield* perform({ kind: 'edit-call', edit: { kind: 'set-identity', userId, name, number } })
    }
    if (!absolute) return branch('match')
    const { number: from } = call.caller
    const own = [from, ...writingsOfCaller(from, countryOf(call.design))].find((each) => call.hasBranch(each))
    return branch(own ?? '_')
  },
})

/** Whether a caller leaves by "match". */
export function matchesCaller(
  settings: MatchSettings,
  caller: Pick<Caller, 'name' | 'number' | 'attestation'>,
  design: DesignSnapshot,
): boolean {
  const { mode, numbers, listId, regex } = settings
  const country = countryOf(design)
  if (mode === 'no-number') return hasNoNumber(caller, settings)
  // A before B before C.
  if (mode === 'attestation') return caller.attestation !== undefined && caller.attestation <= settings.leastAttestation
  if (mode === 'numbers') return isOneOf(numbers, caller.number, country)
  if (mode === 'regex') return matchesExpression(regex, caller.number, country)
  const list = design.find('number-list', listId)
  return list !== undefined && isInList(list, caller.number, country)
}
