import { oc } from '@orpc/contract'
import { z } from 'zod'

/** Calls outside that looked wrong and were stopped. Calls for help and calls inside go on. */
export const outsideStopSchema = z.object({
  stopId: z.string(),
  /** Epoch milliseconds. */
  atMs: z.number(),
  /** Whose: a person's, a phone's that is nobody's, or all of callers from outside (`account`). */
  scope: z.enum(['user', 'device', 'account', 'trunk']),
  id: z.string(),
  /** As they were called then. */
  whose: z.string(),
  /** What looked wrong, in words. */
  why: z.string(),
})
export type OutsideStop = z.infer<typeof outsideStopSchema>

/** The newest first. `lift`: whoever it is may call outside again. */
export const outsideStopContract = {
  list: oc.route({ method: 'GET', path: '/outside-stops' }).output(z.array(outsideStopSchema)),
  lift: oc
    .route({ method: 'POST', path: '/outside-stops/{stopId}/lift' })
    .input(z.object({ stopId: z.string().max(128) }))
    .output(z.object({ found: z.boolean() })),
}

export const outsideStopEvent = z.object({
  kind: z.literal('outside-stops-changed'),
  stops: z.array(outsideStopSchema),
})
