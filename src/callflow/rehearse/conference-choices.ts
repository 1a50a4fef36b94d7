import type { OperationOf, OperationResult } from '../run/operation.ts'
import { TALK_MS } from './possibility.ts'
import type { RoutingChoice } from './routing-choices.ts'
import type { VirtualWorld } from './world.ts'

const WAIT_MS = 20_000

/** What joining a room can come to, likeliest first: by who is in it and what it is set to (M76, M77). */
export function conferenceChoices(
  operation: OperationOf<'join-conference'>,
  world: Pick<VirtualWorld, 'inConference'>,
): readonly RoutingChoice[] {
  const { members, moderators } = world.inConference(operation.conferenceId)
  const { maxParticipants, role, waitSounds, endsWithModerators } = operation
  const full = may('full', 'The room is full', 'full', 0)
  if (maxParticipants > 0 && members + moderators >= maxParticipants) return [full]
  const waits = waitSounds.length > 0 && moderators === 0
  const waitMs = waits ? WAIT_MS : 0
  const talk = waits ? 'Hears music until a moderator comes, then they talk' : 'They talk'
  return [
    may('left', `${talk}; the caller leaves the room`, 'left', waitMs + TALK_MS),
    may('ended', `${talk}; the conference ends`, 'ended', waitMs + TALK_MS),
    ...(endsWithModerators && role === 'member'
      ? [may('moderators-leave', `${talk}; the last moderator leaves, and it is over`, 'ended', waitMs + TALK_MS)]
      : []),
    ...(waits ? [may('no-moderator', 'Hears music; no moderator comes, and the caller leaves', 'left', WAIT_MS)] : []),
    ...(maxParticipants > 0 ? [full] : []),
    ...(role === 'member' ? [may('locked', 'The room is locked', 'locked', 0)] : []),
  ]
}

const may = (
  id: string,
  label: string,
  outcome: 'left' | 'ended' | 'full' | 'locked',
  durationMs: number,
): RoutingChoice => ({
  id,
  label,
  durationMs,
  result: { outcome } satisfies OperationResult,
})
