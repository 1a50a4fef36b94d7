import { oc } from '@orpc/contract'
import { z } from 'zod'

/** A conference room that somebody is in. */
export const conferenceRoomSchema = z.object({
  conferenceId: z.string(),
  startedMs: z.number(),
  /** Nobody but moderators comes in any more. */
  isLocked: z.boolean(),
  /** Members are muted, whoever comes included, and cannot change that by key. */
  isMutedAll: z.boolean(),
  /** In the order they came. */
  parties: z.array(
    z.object({
      callId: z.string(),
      name: z.string(),
      number: z.string(),
      role: z.enum(['member', 'moderator']),
      isMuted: z.boolean(),
      isDeaf: z.boolean(),
      isHeld: z.boolean(),
      /** For a moderator; not let in yet. */
      isWaiting: z.boolean(),
      isSpeaking: z.boolean(),
      joinedMs: z.number(),
    }),
  ),
})
export type ConferenceRoom = z.infer<typeof conferenceRoomSchema>

const roomId = z.string().max(128)

/** Absent: stays as it is. */
export const roomChangeSchema = z.object({
  conferenceId: roomId,
  isLocked: z.boolean().optional(),
  isMutedAll: z.boolean().optional(),
})
export const partyIdSchema = z.object({ conferenceId: roomId, callId: roomId })
export const partyChangeSchema = partyIdSchema.extend({
  isMuted: z.boolean().optional(),
  isDeaf: z.boolean().optional(),
})

const found = z.object({ found: z.boolean() })

/** `found`: the room, and the party where one is named, was there. */
export const conferenceContract = {
  list: oc.route({ method: 'GET', path: '/conferences' }).output(z.array(conferenceRoomSchema)),
  change: oc.route({ method: 'POST', path: '/conferences/{conferenceId}' }).input(roomChangeSchema).output(found),
  /** The room is over for everybody in it. */
  dismiss: oc
    .route({ method: 'DELETE', path: '/conferences/{conferenceId}' })
    .input(z.object({ conferenceId: roomId }))
    .output(found),
  changeParty: oc
    .route({ method: 'POST', path: '/conferences/{conferenceId}/parties/{callId}' })
    .input(partyChangeSchema)
    .output(found),
  kick: oc
    .route({ method: 'DELETE', path: '/conferences/{conferenceId}/parties/{callId}' })
    .input(partyIdSchema)
    .output(found),
}
