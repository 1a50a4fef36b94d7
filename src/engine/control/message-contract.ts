import { oc } from '@orpc/contract'
import { z } from 'zod'

export const messageSchema = z.object({
  messageId: z.string(),
  mailboxId: z.string(),
  receivedMs: z.number(),
  durationMs: z.number(),
  callerName: z.string(),
  callerNumber: z.string(),
  isNew: z.boolean(),
  /** The engine was stopped while it was spoken: its end is missing. */
  wasCutShort: z.boolean().default(false),
  /** When it was deleted: it is kept for a week, in case that was a mistake. Absent: it was not. */
  deletedMs: z.number().optional(),
  /** What it says in writing, at most 4,000 characters; lines end in LF. Absent: nobody has written it down. */
  transcript: z.string().max(4_000).optional(),
})
export type VoicemailMessage = z.infer<typeof messageSchema>

export const messageChangeSchema = z.object({
  messageId: z.string().max(128),
  isNew: z.boolean().optional(),
  mailboxId: z.string().max(64).optional(),
  isDeleted: z.boolean().optional(),
})
export type MessageChange = z.infer<typeof messageChangeSchema>

const found = z.object({ found: z.boolean() })

/** What callers left in boxes. */
export const messageContract = {
  list: oc
    .route({ method: 'GET', path: '/messages' })
    .input(z.object({ mailboxId: z.string().optional(), deleted: z.enum(['with', 'without']).default('without') }))
    .output(z.array(messageSchema)),
  /** Absent: stays as it is. `isDeleted: false` takes a deleted one back; another box must be one of the design that runs. */
  change: oc.route({ method: 'POST', path: '/messages/{messageId}' }).input(messageChangeSchema).output(found),
  audio: oc
    .route({ method: 'GET', path: '/messages/{messageId}/audio' })
    .input(z.object({ messageId: z.string() }))
    .output(z.object({ base64: z.string() })),
  /** A deleted one for good. */
  remove: oc
    .route({ method: 'DELETE', path: '/messages/{messageId}' })
    .input(z.object({ messageId: z.string() }))
    .output(z.object({ removed: z.boolean() })),
}
