/** Who is in one conference room, and what follows from what happens there. No sound, no clock, no calls: `ConferenceRooms` has those. */
export interface Room {
  readonly parties: ReadonlyMap<string, Party>
  /** Nobody but moderators comes in any more. */
  readonly isLocked: boolean
  /** Members are muted, whoever comes included, and cannot change that themselves. */
  readonly isMutedAll: boolean
}

export interface Party {
  /** The call that it is in the room with. */
  readonly partyId: string
  readonly role: 'member' | 'moderator'
  readonly isMuted: boolean
  readonly isDeaf: boolean
  /** The far end has put us on hold: nothing it sends is for the room, and it hears nothing. */
  readonly isHeld: boolean
  /** Has not been let in yet: no moderator has come. */
  readonly isWaiting: boolean
  /** The room is over for it when the last moderator leaves. */
  readonly endsWithModerators: boolean
}

export interface Joining {
  readonly partyId: string
  readonly role: Party['role']
  readonly isMuted: boolean
  readonly isDeaf: boolean
  readonly waitsForModerator: boolean
  readonly endsWithModerators: boolean
  /** 0 = no limit. Those who wait count. */
  readonly maxParticipants: number
}

export type Refusal = 'full' | 'locked'

/** What is said to a party alone, so that it knows what was done: by itself or by somebody else. */
export type Telling = 'muted' | 'unmuted' | 'deaf' | 'hears'

export interface Change {
  readonly room: Room
  /** In the order in which it is said. */
  readonly told?: readonly { readonly partyId: string; readonly what: Telling }[]
  /** Whose coming or going the room is told of. */
  readonly announced?: { readonly partyId: string; readonly what: 'entry' | 'exit' }
  /** For whom it is over, by no doing of theirs. */
  readonly ended: readonly string[]
}

export interface Flags {
  readonly isMuted?: boolean | undefined
  readonly isDeaf?: boolean | undefined
  readonly isHeld?: boolean | undefined
}

export const emptyRoom: Room = { parties: new Map(), isLocked: false, isMutedAll: false }

export const hasModerator = ({ parties }: Room): boolean => [...parties.values()].some(isModerator)

/** Those who talk or could: everybody but who waits. */
export const inside = ({ parties }: Room): readonly Party[] => [...parties.values()].filter((party) => !party.isWaiting)

/** Somebody who is in already stays as they are. */
export function join(room: Room, joining: Joining): Change | Refusal {
  const { partyId, role, maxParticipants } = joining
  if (room.parties.has(partyId)) return unchanged(room)
  if (maxParticipants > 0 && room.parties.size >= maxParticipants) return 'full'
  if (room.isLocked && role === 'member') return 'locked'
  const isWaiting = role === 'member' && joining.waitsForModerator && !hasModerator(room)
  const party: Party = {
    partyId,
    role,
    isMuted: joining.isMuted || (room.isMutedAll && role === 'member'),
    isDeaf: joining.isDeaf,
    isHeld: false,
    isWaiting,
    endsWithModerators: joining.endsWithModerators,
  }
  const before = role === 'moderator' ? eachOf(room, (each) => ({ ...each, isWaiting: false })) : room
  const parties = new Map(before.parties).set(partyId, party)
  return {
    room: { ...room, parties },
    ended: [],
    told: tellings(partyId, {}, party),
    ...(isWaiting ? {} : { announced: { partyId, what: 'entry' as const } }),
  }
}

/** An empty room forgets what it was set to. */
export function leave(room: Room, partyId: string): Change {
  const party = room.parties.get(partyId)
  if (!party) return unchanged(room)
  const parties = new Map(room.parties)
  parties.delete(partyId)
  const isOver = isModerator(party) && !hasModerator({ ...room, parties })
  const ended = isOver ? [...parties.values()].filter((each) => each.endsWithModerators) : []
  for (const each of ended) parties.delete(each.partyId)
  return {
    room: parties.size === 0 ? emptyRoom : { ...room, parties },
    ended: ended.map((each) => each.partyId),
    ...(party.isWaiting || parties.size === 0 ? {} : { announced: { partyId, what: 'exit' as const } }),
  }
}

/** Whoever is put out is told no more than that it is over; the others hear of it as when anybody leaves. */
export function kick(room: Room, partyId: string): Change {
  const left = leave(room, partyId)
  return room.parties.has(partyId) ? { ...left, ended: [partyId, ...left.ended] } : left
}

export const dismiss = (room: Room): Change => ({ room: emptyRoom, ended: [...room.parties.keys()] })

export function setFlags(room: Room, partyId: string, flags: Flags): Change {
  const before = room.parties.get(partyId)
  if (!before) return unchanged(room)
  const party: Party = {
    ...before,
    isMuted: flags.isMuted ?? before.isMuted,
    isDeaf: flags.isDeaf ?? before.isDeaf,
    isHeld: flags.isHeld ?? before.isHeld,
  }
  const parties = new Map(room.parties).set(partyId, party)
  return { room: { ...room, parties }, ended: [], told: tellings(partyId, before, party) }
}

/** What a party does with a key: a member who was muted with all others stays so, and is told. */
export function toggle(room: Room, partyId: string, flag: 'isMuted' | 'isDeaf'): Change {
  const party = room.parties.get(partyId)
  if (!party) return unchanged(room)
  if (flag === 'isMuted' && room.isMutedAll && !isModerator(party)) {
    return { ...unchanged(room), told: tellings(partyId, {}, { isMuted: party.isMuted }) }
  }
  return setFlags(room, partyId, { [flag]: !party[flag] })
}

export const lock = (room: Room, isLocked: boolean): Change =>
  unchanged(room.parties.size === 0 ? room : { ...room, isLocked })

/** Moderators are not touched. */
export function muteAll(room: Room, isMutedAll: boolean): Change {
  if (room.parties.size === 0) return unchanged(room)
  const muted = eachOf(room, (party) => (isModerator(party) ? party : { ...party, isMuted: isMutedAll }))
  const told = [...room.parties].flatMap(([id, party]) => tellings(id, party, muted.parties.get(id) ?? party))
  return { room: { ...muted, isMutedAll }, ended: [], told }
}

/** What a party is to hear and whether it is heard. */
export type Hearing =
  /** Its own waiting sounds; nobody hears it. */
  | { readonly kind: 'waits' }
  /** Nobody else is there: music. */
  | { readonly kind: 'alone' }
  | { readonly kind: 'mixed'; readonly isMuted: boolean; readonly isDeaf: boolean }

/** The same for the same room, whatever happened before. */
export function hearingOf(room: Room, party: Party): Hearing {
  if (party.isWaiting) return { kind: 'waits' }
  const isDeaf = party.isDeaf || party.isHeld
  if (!isDeaf && inside(room).length === 1) return { kind: 'alone' }
  return { kind: 'mixed', isMuted: party.isMuted || party.isHeld, isDeaf }
}

/** Who was neither muted nor deaf is not told so on coming in. */
function tellings(partyId: string, before: Pick<Flags, 'isMuted' | 'isDeaf'>, { isMuted, isDeaf }: Flags) {
  const isChanged = (was = false, is = was) => was !== is
  const said: Telling[] = []
  if (isChanged(before.isMuted, isMuted)) said.push(isMuted === true ? 'muted' : 'unmuted')
  if (isChanged(before.isDeaf, isDeaf)) said.push(isDeaf === true ? 'deaf' : 'hears')
  return said.map((what) => ({ partyId, what }))
}

const isModerator = ({ role }: Party) => role === 'moderator'

const unchanged = (room: Room): Change => ({ room, ended: [] })

function eachOf(room: Room, change: (party: Party) => Party): Room {
  return { ...room, parties: new Map([...room.parties].map(([id, party]) => [id, change(party)])) }
}
