import type { ContractRouterClient } from '@orpc/contract'
import type { AppContract } from '../../src/main/api/contract.ts'

type Targets = Pick<ContractRouterClient<AppContract>, 'targets'>

/** The engine inside the app. */
export const thisComputer = { targetId: 'embedded' } as const

/** As Sync does: what is to be done, and then that. Answers what was told on the way. */
export async function sync({ targets }: Targets, sure: { evenFromOther?: boolean; evenWithCalls?: boolean } = {}) {
  const { planId, steps } = await targets.plan(thisComputer)
  const told: string[] = []
  for await (const event of await targets.apply({ ...thisComputer, planId, ...sure })) {
    if (event.kind === 'progress') told.push(event.doing)
    else return { steps, told, ...event }
  }
  throw new Error('the sync ended without an outcome')
}
