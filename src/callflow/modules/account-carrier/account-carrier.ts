import { z } from 'zod'
import { defaultBranch, defineModule, dialFailureBranches, isSipStatusBranch } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { callByCarrier, carrierSettings, carrierCallsOut } from '../../scripts/call-outside.ts'

/** Sends the call out over one of the account's trunks (B1 "Account Carrier"). The number is the one dialled unless another is given. */
export const accountCarrier = defineModule({
  type: 'account-carrier',
  version: 1,
  category: 'advanced',
  name: 'Account carrier',
  description: 'Sends the call to an outside number over a trunk of your own.',
  icon: 'route',
  settings: z.object({
    trunkId: reference('trunk', { label: 'Trunk', help: "The account's outbound trunk when empty." }),
    ...carrierSettings,
  }),
  branches: [{ ...defaultBranch, label: 'Not answered', optional: true }, ...dialFailureBranches],
  acceptsBranch: isSipStatusBranch,
  callsOut: carrierCallsOut,
  summary: ({ trunkId, number }, design) =>
    [design.find('trunk', trunkId)?.name ?? '', number].filter((part) => part !== '').join(' · '),
  script: callByCarrier,
})
