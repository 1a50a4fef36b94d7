import { oc } from '@orpc/contract'
import { z } from 'zod'

/** A file that a phone came for. */
export const phoneFetchSchema = z.object({
  deviceId: z.string(),
  fetchedMs: z.number(),
  file: z.string(),
  userAgent: z.string(),
  source: z.string(),
  /** Why it got nothing, or that it is another maker's phone; null: nothing was wrong. */
  problem: z.string().nullable(),
})

export const phoneContract = {
  /** What each phone came for last. */
  fetches: oc.route({ method: 'GET', path: '/phones/fetches' }).output(z.array(phoneFetchSchema)),
}

export const phoneEvent = z.object({ kind: z.literal('phone-fetched'), fetch: phoneFetchSchema })

/** Where phones fetch their settings; absent: an older engine. */
export const phonePoints = z
  .array(z.object({ scheme: z.enum(['http', 'https']), host: z.string(), port: z.number() }))
  .optional()
