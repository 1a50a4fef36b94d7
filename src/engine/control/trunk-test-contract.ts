import { oc } from '@orpc/contract'
import { z } from 'zod'

/** A test call over one trunk, as far as it has come. */
export const trunkTestSchema = z.object({
  testId: z.string(),
  trunkId: z.string(),
  /** As the carrier is asked for it. */
  number: z.string(),
  state: z.enum(['running', 'good', 'failed', 'cancelled']),
  /** What happened, in sentences, the first thing first. */
  steps: z.array(z.object({ atMs: z.number(), says: z.string() })),
})
export type TrunkTest = z.infer<typeof trunkTestSchema>

export const trunkTestContract = {
  /** Calls the number, listens for three seconds when somebody answers, and hangs up. `trunk-test-changed` tells how it goes. One at a time of a trunk. */
  start: oc
    .route({ method: 'POST', path: '/trunk-tests' })
    .input(z.object({ trunkId: z.string().min(1).max(128), number: z.string().trim().min(1).max(64) }))
    .output(z.object({ testId: z.string() }))
    .errors({
      NOT_FOUND: { status: 404, message: 'There is no such trunk in what the engine runs' },
      NOT_ALLOWED: { status: 403, message: 'That number is not called for a test' },
      BUSY: { status: 409, message: 'A test call over that trunk is under way' },
    }),
  /** Hangs up. `found`: it was under way. */
  cancel: oc
    .route({ method: 'POST', path: '/trunk-tests/{testId}/cancel' })
    .input(z.object({ testId: z.string().max(128) }))
    .output(z.object({ found: z.boolean() })),
}

export const trunkTestEvent = z.object({ kind: z.literal('trunk-test-changed'), test: trunkTestSchema })
