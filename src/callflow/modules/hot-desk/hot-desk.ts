import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, seconds } from '../../design/fields.ts'
import { hotDeskScript } from './hot-desk-script.ts'

const words = { 'log-in': 'Log in', 'log-out': 'Log out', toggle: 'Toggle' } as const

/** Logs a person in at the calling phone, or out (M88c, B3 *11 *12 *13). */
export const hotDesk = defineModule({
  type: 'hot-desk',
  version: 1,
  category: 'telephony',
  name: 'Hot desk',
  description: 'Logs a person in at the calling phone, which then rings for them instead of its owner, or out again.',
  icon: 'armchair',
  servesTheHouse: true,
  settings: z.object({
    action: choice(['log-in', 'log-out', 'toggle'], {
      label: 'Action',
      help: 'Logging in asks for the hot desk ID, and the PIN of people who want it asked.',
      default: 'log-in',
      options: words,
    }),
    interDigitSec: seconds({
      label: 'Wait between keys',
      help: 'A pause this long ends the ID or PIN.',
      min: 1,
      max: 30,
      default: 3,
      advanced: true,
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Afterwards' }],
  summary: ({ action }) => words[action],
  script: hotDeskScript,
})
