import { z } from 'zod'
import { count, flag } from '../fields.ts'

const ifShared = { shownWhen: { field: 'shared', is: [true] } }

/** Which of several carriers an ordinary call leaves by, and by which it goes on when that one fails. */
export const trunkSharing = {
  shared: flag({
    label: 'Takes calls beside other trunks',
    help: 'Calls out that name no trunk of their own go by the first such trunk; when that fails, by the next one.',
    default: false,
  }),
  priority: count({
    label: 'Turn',
    help: 'Trunks with a lower one come first.',
    min: 1,
    max: 100,
    default: 10,
    ...ifShared,
  }),
  weight: count({
    label: 'Share',
    help: 'Trunks of the same turn divide numbers among them: one of 20 takes twice as many as one of 10.',
    min: 1,
    max: 100,
    default: 10,
    advanced: true,
    ...ifShared,
  }),
  numberPatterns: z.array(z.string().min(1).max(256)).max(100).default([]).meta({
    label: 'Only for numbers',
    help: 'Regular expressions for international numbers, such as ^\\+49. Empty: all.',
    control: 'regex',
    advanced: true,
  }),
  probe: flag({
    label: 'Ask every minute whether it is there',
    help: 'By OPTIONS. A carrier that does not answer is passed over while another can take the call.',
    default: false,
    advanced: true,
  }),
}
