import { z } from 'zod'

/** How it stands with a carrier. A trunk that is switched off has no state. */
export const trunkStateSchema = z.object({
  trunkId: z.string(),
  /** `none`: it does not register. */
  registration: z.enum(['none', 'trying', 'registered', 'refused']),
  /** Whether it answers when asked; `unknown`: it is not, or not yet. */
  reach: z.enum(['unknown', 'up', 'down']),
  /** What is wrong now, in words; empty: nothing that is known. */
  trouble: z.string(),
})
export type TrunkState = z.infer<typeof trunkStateSchema>
