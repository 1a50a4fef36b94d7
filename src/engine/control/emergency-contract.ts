import { oc } from '@orpc/contract'
import { z } from 'zod'

/** A call for help that went out, or was to. Times are epoch milliseconds. */
export const emergencyCallSchema = z.object({
  emergencyId: z.string(),
  callId: z.string(),
  atMs: z.number(),
  /** As the carrier got it. */
  number: z.string(),
  callerName: z.string(),
  callerNumber: z.string(),
  /** What went along, in words; empty for nothing. */
  address: z.string(),
  /** The phone it was made from, and whose call it was; empty for a caller from outside. */
  deviceId: z.string(),
  userId: z.string(),
  /** Whom a mail was sent. */
  mailed: z.array(z.string()),
  /** When somebody took note of it; null: nobody yet. */
  seenMs: z.number().nullable(),
})
export type EmergencyCall = z.infer<typeof emergencyCallSchema>

/** Calls for help, the newest first. `seen`: somebody has taken note of it, and the notice goes. */
export const emergencyContract = {
  list: oc.route({ method: 'GET', path: '/emergencies' }).output(z.array(emergencyCallSchema)),
  seen: oc
    .route({ method: 'POST', path: '/emergencies/{emergencyId}/seen' })
    .input(z.object({ emergencyId: z.string().max(128) }))
    .output(z.object({ found: z.boolean() })),
}

export const emergencyEvent = z.object({
  kind: z.literal('emergencies-changed'),
  calls: z.array(emergencyCallSchema),
})
