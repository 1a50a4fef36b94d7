import { z } from 'zod'
import { defaultBranch, defineModule, dialFailureBranches, isSipStatusBranch } from '../../define-module.ts'
import { seconds, text } from '../../design/fields.ts'
import { callOutside } from '../../scripts/call-outside.ts'

/** Sends the call out as any call to an outside number goes (B1 "Global Carrier"): over the account's outbound trunk. The number is the one dialled unless another is given. */
export const globalCarrier = defineModule({
  type: 'global-carrier',
  version: 1,
  category: 'advanced',
  name: 'Global carrier',
  description: 'Sends the call to an outside number over the usual carrier.',
  icon: 'globe',
  settings: z.object({
    number: text({ label: 'Number', help: 'The number dialled when empty.', max: 35 }),
    timeoutSec: seconds({
      label: 'Ring for',
      help: 'Then the call goes on to the next step.',
      min: 1,
      max: 600,
      default: 180,
      advanced: true,
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Not answered', optional: true }, ...dialFailureBranches],
  acceptsBranch: isSipStatusBranch,
  summary: ({ number }) => number,
  script: (call, { number, timeoutSec }) =>
    callOutside(call, { number: number || (call.captures[0] ?? call.dialled), timeoutMs: timeoutSec * 1_000 }),
})
