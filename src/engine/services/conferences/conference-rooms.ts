import type { MediaEngine, MediaStream } from '../../media/media-engine.ts'
import type { ConferenceRoom } from '../../control/conference-contract.ts'
import type { EngineClock } from '../../clock.ts'
import type { Timers } from '../../sip/user-agent-options.ts'
import { LiveRoom, type Seat } from './live-room.ts'
import { type Change, dismiss, type Flags, kick, lock, muteAll, type Room, setFlags, toggle } from './room.ts'

export interface ConferenceRoomsOptions {
  readonly media: Pick<MediaEngine, 'openMixer'>
  /** Of people. */
  readonly clock: Pick<EngineClock, 'wall'>
  readonly timers: Timers
  /** At most four times a second for each room; undefined once nobody is in it. */
  readonly onChanged: (conferenceId: string, room: ConferenceRoom | undefined) => void
}

/** Absent: stays as it is. */
export interface RoomChange {
  readonly isLocked?: boolean | undefined
  readonly isMutedAll?: boolean | undefined
}

/** How long changes of a room gather before they are told: who speaks changes many times a second. */
const GATHER_MS = 250

/**
 * The rooms that somebody is in, by conference. They know documents by id alone: a design that is deployed meanwhile changes nothing for those who are in.
 * In memory: a restart empties them, as it ends the calls.
 */
export class ConferenceRooms {
  readonly #options: ConferenceRoomsOptions
  readonly #rooms = new Map<string, LiveRoom>()
  readonly #changed = new Set<string>()

  constructor(options: ConferenceRoomsOptions) {
    this.#options = options
  }

  /** A call is in one room at a time. */
  join(conferenceId: string, seat: Seat): 'in' | 'full' | 'locked' {
    const { media, clock } = this.#options
    const nowMs = clock.wall()
    const existing = this.#rooms.get(conferenceId)
    const onChanged = () => this.#changedIn(conferenceId)
    const room = existing ?? new LiveRoom(media, seat.stream, { nowMs, onChanged })
    const outcome = room.join(seat, nowMs)
    if (outcome === 'in') this.#rooms.set(conferenceId, room)
    return outcome
  }

  leave(conferenceId: string, partyId: string): void {
    this.#rooms.get(conferenceId)?.leave(partyId)
    this.#forget(conferenceId)
  }

  /** Somebody else is in that call now. */
  replaceStream(conferenceId: string, partyId: string, stream: MediaStream): void {
    this.#rooms.get(conferenceId)?.replaceStream(partyId, stream)
  }

  list(): ConferenceRoom[] {
    return [...this.#rooms].map(([conferenceId, room]) => viewOf(conferenceId, room))
  }

  // What follows is false when there is no such room, or nobody of that name in it.

  change(conferenceId: string, to: RoomChange): boolean {
    const { isLocked, isMutedAll } = to
    if (isLocked !== undefined) this.#change(conferenceId, (room) => lock(room, isLocked))
    if (isMutedAll !== undefined) this.#change(conferenceId, (room) => muteAll(room, isMutedAll))
    return this.#rooms.has(conferenceId)
  }

  /** Absent: stays as it is. */
  changeParty(conferenceId: string, partyId: string, { isMuted, isDeaf }: Flags): boolean {
    return this.#changeOne(conferenceId, partyId, (room) => setFlags(room, partyId, { isMuted, isDeaf }))
  }

  /** The far end holds the call, or no longer. */
  held(conferenceId: string, partyId: string, isHeld: boolean): void {
    this.#changeOne(conferenceId, partyId, (room) => setFlags(room, partyId, { isHeld }))
  }

  /** By a key of the party's own. */
  toggle(conferenceId: string, partyId: string, flag: 'isMuted' | 'isDeaf'): boolean {
    return this.#changeOne(conferenceId, partyId, (room) => toggle(room, partyId, flag))
  }

  kick(conferenceId: string, partyId: string): boolean {
    return this.#changeOne(conferenceId, partyId, (room) => kick(room, partyId))
  }

  dismiss(conferenceId: string): boolean {
    return this.#change(conferenceId, dismiss)
  }

  #changeOne(conferenceId: string, partyId: string, change: (room: Room) => Change): boolean {
    const isIn = this.#rooms.get(conferenceId)?.state.parties.has(partyId) ?? false
    return isIn && this.#change(conferenceId, change)
  }

  #change(conferenceId: string, change: (room: Room) => Change): boolean {
    const room = this.#rooms.get(conferenceId)
    if (!room) return false
    room.apply(change(room.state))
    this.#forget(conferenceId)
    return true
  }

  #forget(conferenceId: string): void {
    if (this.#rooms.get(conferenceId)?.isEmpty) this.#rooms.delete(conferenceId)
  }

  #changedIn(conferenceId: string): void {
    if (this.#changed.has(conferenceId)) return
    this.#changed.add(conferenceId)
    this.#options.timers.after(GATHER_MS, () => {
      this.#changed.delete(conferenceId)
      const room = this.#rooms.get(conferenceId)
      this.#options.onChanged(conferenceId, room && viewOf(conferenceId, room))
    })
  }
}

function viewOf(conferenceId: string, room: LiveRoom): ConferenceRoom {
  const { isLocked, isMutedAll } = room.state
  return {
    conferenceId,
    startedMs: room.startedMs,
    isLocked,
    isMutedAll,
    parties: room
      .parties()
      .map(({ partyId, name, number, role, isMuted, isDeaf, isHeld, isWaiting, isSpeaking, joinedMs }) => ({
        callId: partyId,
        name,
        number,
        role,
        isMuted,
        isDeaf,
        isHeld,
        isWaiting,
        isSpeaking,
        joinedMs,
      })),
  }
}
