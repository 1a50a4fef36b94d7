import { z } from 'zod'
import { defaultBranch, defineModule, dialFailureBranches, isSipStatusBranch } from '../../define-module.ts'
import { callByCarrier, carrierSettings, carrierCallsOut } from '../../scripts/call-outside.ts'

/** Sends the call out as any call to an outside number goes (B1 "Global Carrier"): over the account's outbound trunk. The number is the one dialled unless another is given. */
export const globalCarrier = defineModule({
  type: 'global-carrier',
  version: 1,
  category: 'advanced',
  name: 'Global carrier',
  description: 'Sends the call to an outside number over the usual carrier.',
  icon: 'globe',
  settings: z.object(carrierSettings),
  branches: [{ ...defaultBranch, label: 'Not answered', optional: true }, ...dialFailureBranches],
  acceptsBranch: isSipStatusBranch,
  callsOut: carrierCallsOut,
  summary: ({ number }) => number,
  script: callByCarrier,
})
