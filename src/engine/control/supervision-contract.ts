import { oc } from '@orpc/contract'
import { z } from 'zod'

const manner = z.enum(['listen', 'whisper', 'barge'])

/** What a live call is to supervisors, and how it is recorded. */
export const supervisedCallFields = {
  /** It listens in on that call. */
  supervises: z.object({ callId: z.string(), manner }).nullable().default(null),
  /** Who listens in on it, by the calls in which they do. */
  supervisors: z.array(z.object({ callId: z.string(), name: z.string(), manner })).default([]),
  recording: z.enum(['off', 'waiting', 'on', 'paused']).default('off'),
}

const callId = z.string().max(128)

export const supervisionContract = {
  /** Rings a phone of whoever wants to listen in; whoever answers hears the conversation. They must be an administrator, or manage the queue it came by. */
  supervise: oc
    .route({ method: 'POST', path: '/calls/{callId}/supervise' })
    .input(z.object({ callId, fromId: z.string().min(1).max(128), manner, autoAnswer: z.boolean().default(false) }))
    .output(z.object({ callId: z.string() }))
    .errors({
      NOT_FOUND: { status: 404, message: 'There is no such call, person or phone' },
      NOT_ALLOWED: { status: 403, message: 'They may not listen in on that call' },
      NOBODY_TALKS: { status: 422, message: 'Nobody talks in that call' },
      BUSY: { status: 503, message: 'The engine takes no calls now' },
    }),
  /** Of a call that listens in. `found`: it does. */
  changeSupervision: oc
    .route({ method: 'POST', path: '/calls/{callId}/supervision' })
    .input(z.object({ callId, manner }))
    .output(z.object({ found: z.boolean() })),
  /** Of a conversation. `done`: false where that cannot be, as pausing what is not recorded. */
  record: oc
    .route({ method: 'POST', path: '/calls/{callId}/recording' })
    .input(z.object({ callId, action: z.enum(['start', 'stop', 'pause', 'resume']) }))
    .output(z.object({ found: z.boolean(), done: z.boolean() })),
}
