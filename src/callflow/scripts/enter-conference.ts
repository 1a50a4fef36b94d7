import type { Conference } from '../design/document.ts'
import type { OperationOf, Sound } from '../run/operation.ts'
import { branch, type CallContext, end, isFromOutside, type Outcome, perform, play, record } from '../run/script.ts'
import { askNumber, askPin } from './ask.ts'
import { anyKey, type Does } from './does.ts'
import { askGuardedPin } from './guarded-pin.ts'
import { type PromptId, prompt } from './prompts.ts'
import { whoCalls } from './who-calls.ts'

const TRIES = 3
const MAX_PIN_DIGITS = 16
const MAX_ROOM_DIGITS = 16
/** How long a name may take to say, and the least that counts as one. */
const NAME_MS = 5_000
const NAME_SILENCE_MS = 2_000
const SHORTEST_NAME_MS = 300

type Role = 'member' | 'moderator'

/** A room, and the role of whoever came by the number they came by; absent: the PIN says it. */
export interface RoomReached {
  readonly room: Conference
  readonly role?: Role
}

/** Asks for a room number (M42, M78): 1 to 16 digits, three tries. Undefined: there was none, and the caller was told so. */
export function* askRoom(call: CallContext): Does<RoomReached | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const number = yield* askNumber([prompt('conf-enter_conf_number')], MAX_ROOM_DIGITS)
    const room = number === '' ? undefined : call.design.list('conference').find((each) => answers(each, number))
    if (room) return reachedBy(room, number)
    yield* say(prompt('conf-bad_conf'))
  }
  yield* say(prompt('conf-too_many_attempts'))
  return undefined
}

const answers = ({ numbers, memberNumbers, moderatorNumbers }: Conference, number: string) =>
  [numbers, memberNumbers, moderatorNumbers].some((list) => list.includes(number))

/** A number for members or for moderators alone decides the role; one for both, or for neither, leaves it to the PIN (M76). */
export function reachedBy(room: Conference, number: string): RoomReached {
  const isMembers = room.memberNumbers.includes(number)
  const isModerators = room.moderatorNumbers.includes(number)
  if (isMembers === isModerators || room.numbers.includes(number)) return { room }
  return { room, role: isModerators ? 'moderator' : 'member' }
}

/** Through the PIN into the room, until leaving it (M76). The room's own language is spoken meanwhile (M11). */
export function* enterConference(call: CallContext, reached: RoomReached): Does<Outcome<'_'>> {
  const { language } = reached.room
  const isOther = language !== '' && language !== call.language
  if (isOther) yield* perform({ kind: 'edit-call', edit: { kind: 'set-language', language } })
  const outcome = yield* enter(call, reached)
  if (isOther) yield* perform({ kind: 'edit-call', edit: { kind: 'set-language', language: call.language } })
  return outcome
}

function* enter(call: CallContext, reached: RoomReached): Does<Outcome<'_'>> {
  const { room } = reached
  const role = yield* roleOf(call, reached)
  if (!role) return branch('_')
  const nameId = room.announceNames ? yield* saidName() : undefined
  try {
    yield* say(prompt('conf-joining_conference'))
    const { outcome } = yield* perform(joining(room, role, nameId))
    if (outcome === 'full') yield* say(fullSound(room))
    if (outcome === 'locked') yield* say(prompt('conf-locked'))
    const hasBeenIn = outcome === 'left' || outcome === 'ended'
    return hasBeenIn && !call.hasBranch('_') ? end('talked') : branch('_')
  } finally {
    if (nameId !== undefined) yield* perform({ kind: 'discard-recording', recordingId: nameId })
  }
}

function joining(room: Conference, role: Role, nameId: string | undefined): OperationOf<'join-conference'> {
  const isMember = role === 'member'
  const said = (what: PromptId): readonly Sound[] =>
    nameId === undefined ? [] : [{ kind: 'recording', recordingId: nameId }, prompt(what)]
  return {
    kind: 'join-conference',
    conferenceId: room.id,
    role,
    muted: isMember ? room.memberJoinMuted : room.moderatorJoinMuted,
    deaf: isMember ? room.memberJoinDeaf : room.moderatorJoinDeaf,
    entrySounds: [...toneOf(room.entryTone, room.entryToneId), ...said('conf-has_joined')],
    exitSounds: [...toneOf(room.exitTone, room.exitToneId), ...said('conf-has_left')],
    waitSounds: isMember && room.waitForModerator ? [prompt('conf-wait_for_moderator'), { kind: 'hold-music' }] : [],
    told: {
      muted: [prompt('conf-muted')],
      unmuted: [prompt('conf-unmuted')],
      deaf: [prompt('conf-deaf')],
      hears: [prompt('conf-undeaf')],
    },
    endsWithModerators: room.requireModerator,
    maxParticipants: room.maxParticipants,
  }
}

/** A tone, a recording of one's own in its place, or nothing (M77). */
function toneOf(isOn: boolean, mediaId: string | null): readonly Sound[] {
  if (!isOn) return []
  return [mediaId === null ? { kind: 'tone', tone: 'beep' } : { kind: 'media', mediaId }]
}

const fullSound = ({ fullMediaId }: Conference): Sound =>
  fullMediaId === null ? prompt('conf-max_participants') : { kind: 'media', mediaId: fullMediaId }

/** The caller's name, as they say it when asked; undefined when they say nothing. */
function* saidName(): Does<string | undefined> {
  yield* say(prompt('conf-say_name'))
  const { recordingId, durationMs, endedBy } = yield* record({
    maxDurationMs: NAME_MS,
    endOnSilenceMs: NAME_SILENCE_MS,
    terminators: anyKey,
    beep: true,
  })
  if (durationMs >= SHORTEST_NAME_MS && endedBy !== 'caller-gone') return recordingId
  yield* perform({ kind: 'discard-recording', recordingId })
  return undefined
}

/**
 * The number decides the role, or else the PIN; three tries. Nobody is asked for a PIN that nobody has. Where only moderators have one,
 * keying nothing is a member's way in. Undefined: not let in, and told so (M76).
 */
function* roleOf(call: CallContext, { room, role }: RoomReached): Does<Role | undefined> {
  const memberPins = role === 'moderator' ? [] : room.memberPins
  const moderatorPins = role === 'member' ? [] : room.moderatorPins
  if (memberPins.length === 0 && moderatorPins.length === 0) return role ?? 'member'
  const mayGoWithout = role === undefined && memberPins.length === 0
  const opens = (pin: string): Role | undefined => {
    if (moderatorPins.includes(pin)) return 'moderator'
    return memberPins.includes(pin) || (mayGoWithout && pin === '') ? 'member' : undefined
  }
  const found = yield* askGuardedPin({
    of: { kind: 'conference', id: room.id },
    byOwner: yield* isOwnRoom(call, room),
    tries: TRIES,
    ask: () => askPin([prompt('conf-enter_conf_pin')], MAX_PIN_DIGITS),
    opens,
    hasNoMoreToGuess: (as) => as === 'moderator' || moderatorPins.length === 0,
    sayWrong: () => say(prompt('conf-bad_pin')),
  })
  if (!found) yield* say(prompt('conf-too_many_attempts'))
  return found
}

function* isOwnRoom(call: CallContext, { ownerId }: Conference): Does<boolean> {
  return ownerId !== null && !isFromOutside(call) && (yield* whoCalls(call)).userId === ownerId
}

function* say(sound: Sound): Does<void> {
  yield* play({ sounds: [sound], terminators: anyKey })
}
