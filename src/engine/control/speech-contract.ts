import { oc } from '@orpc/contract'
import { z } from 'zod'

/** As long as a person who waits for it is patient. */
const MAX_TEXT = 1_000

/** Text to speech for who makes recordings of it. */
export const speechContract = {
  /** Speaks a text as steps do, by the speech server of the design that runs or by what the machine has. Answers a WAV within 20 s. */
  speak: oc
    .route({ method: 'POST', path: '/speech' })
    .input(
      z.object({
        text: z.string().trim().min(1).max(MAX_TEXT),
        language: z.string().max(35).default('en'),
        voice: z.enum(['default', 'female', 'male']).default('default'),
      }),
    )
    .output(z.object({ base64: z.string() }))
    .errors({
      CANNOT_SPEAK: { status: 422, message: 'The text cannot be spoken', data: z.object({ why: z.string() }) },
    }),
}
