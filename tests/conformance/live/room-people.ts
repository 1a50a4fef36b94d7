import type { ConferenceRooms } from '../../../src/engine/services/conferences/conference-rooms.ts'
import type { Seat } from '../../../src/engine/services/conferences/live-room.ts'
import type { MediaStream } from '../../../src/engine/media/media-engine.ts'

/** People who are in a conference room beside the call. */
export interface Seats {
  readonly conferences: ConferenceRooms
  /** One for each of them. */
  readonly streams: MediaStream[]
  readonly conferenceId: string
}

type Role = Seat['joining']['role']

function takeSeat({ conferences, streams, conferenceId }: Seats, role: Role): string {
  const stream = streams.pop()
  if (!stream) throw new Error('nobody else has a phone')
  const partyId = `other-${streams.length}`
  conferences.join(conferenceId, {
    joining: {
      partyId,
      role,
      isMuted: false,
      isDeaf: false,
      waitsForModerator: false,
      endsWithModerators: role === 'moderator',
      maxParticipants: 0,
    },
    name: '',
    number: '',
    stream,
    sounds: {
      entry: [],
      exit: [],
      waitOnce: [],
      waitMusic: [],
      aloneMusic: [],
      told: { muted: [], unmuted: [], deaf: [], hears: [] },
    },
    onEnded: () => {},
    onSoundsDone: () => {},
  })
  return partyId
}

export function sitDown(seats: Seats, { members, moderators }: { members: number; moderators: number }): void {
  for (let taken = 0; taken < moderators; taken++) takeSeat(seats, 'moderator')
  for (let taken = 0; taken < members; taken++) takeSeat(seats, 'member')
}

export function fillRoom(seats: Seats, maxParticipants: number): void {
  const there = seats.conferences.list().find(({ conferenceId }) => conferenceId === seats.conferenceId)
  for (let taken = there?.parties.length ?? 0; taken < maxParticipants; taken++) takeSeat(seats, 'member')
}

export function lockRoom(seats: Seats): void {
  takeSeat(seats, 'member')
  seats.conferences.change(seats.conferenceId, { isLocked: true })
}

/** A moderator comes now and goes `later`. */
export function leaveRoom(seats: Seats, later: (leave: () => void) => void): void {
  const partyId = takeSeat(seats, 'moderator')
  later(() => seats.conferences.leave(seats.conferenceId, partyId))
}
