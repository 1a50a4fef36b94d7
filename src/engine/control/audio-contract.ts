import { z } from 'zod'

/** How one leg's audio fared. Times are ms; those that only the far end's RTCP can tell are null when it told nothing. */
export const legQualitySchema = z.object({
  /** Device or number. */
  label: z.string(),
  /** As `a=rtpmap` names it; empty where none was agreed. */
  codec: z.string(),
  /** Packets that went to it. */
  sent: z.number(),
  received: z.object({ packets: z.number(), lost: z.number(), jitterMs: z.number() }),
  /** Of ours, as it says. */
  farEnd: z.object({ lost: z.number(), jitterMs: z.number() }).nullable(),
  roundTripMs: z.number().nullable(),
  /** The worse of the two directions, estimated by the E-model (ITU-T G.107), 1 to 4.5; null while nothing came or went. */
  mos: z.number().nullable(),
})
export type LegQuality = z.infer<typeof legQualitySchema>
