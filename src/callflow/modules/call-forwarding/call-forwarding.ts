import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, seconds } from '../../design/fields.ts'
import { forwardingScript } from './forwarding-script.ts'

const words = {
  activate: 'Activate',
  deactivate: 'Deactivate',
  toggle: 'Toggle',
  update: 'Change the number',
  menu: 'Ask the caller',
} as const

/** Switches call forwarding of whoever calls (M88b, B3 *72 *73 *74 *56). */
export const callForwarding = defineModule({
  type: 'call-forwarding',
  version: 1,
  category: 'telephony',
  name: 'Call forwarding',
  description: "Activates, deactivates, toggles or updates the forwarding of the caller's own calls, then continues.",
  icon: 'phone-forwarded',
  servesTheHouse: true,
  settings: z.object({
    action: choice(['activate', 'deactivate', 'toggle', 'update', 'menu'], {
      label: 'Action',
      help: 'A number dialled after a feature code is used; otherwise the caller is asked for it.',
      default: 'activate',
      options: words,
    }),
    interDigitSec: seconds({
      label: 'Wait between keys',
      help: 'A pause this long ends the number.',
      min: 1,
      max: 30,
      default: 8,
      advanced: true,
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Afterwards' }],
  summary: ({ action }) => words[action],
  script: forwardingScript,
})
