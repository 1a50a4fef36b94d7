import type { Conference } from '../design/document.ts'
import { branch, type CallContext, end, type Outcome, perform, play } from '../run/script.ts'
import { askNumber, askPin } from './ask.ts'
import { anyKey, type Does } from './does.ts'
import { type PromptId, prompt } from './prompts.ts'

const TRIES = 3
const MAX_PIN_DIGITS = 16
const MAX_ROOM_DIGITS = 16

type Role = 'member' | 'moderator'

/** Asks for a room number (M42, M78): 1 to 16 digits, three tries. */
export function* askRoom(call: CallContext): Does<Conference | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const number = yield* askNumber([prompt('conf-enter_conf_number')], MAX_ROOM_DIGITS)
    const room = call.design.list('conference').find(({ numbers }) => number !== '' && numbers.includes(number))
    if (room) return room
    yield* say('conf-bad_conf')
  }
  yield* say('conf-too_many_attempts')
  return undefined
}

/** Through the PIN into the room, until leaving it (M76). */
export function* enterConference(call: CallContext, room: Conference): Does<Outcome<'_'>> {
  const role = yield* roleByPin(room)
  if (!role) return branch('_')
  yield* say('conf-joining_conference')
  const { outcome } = yield* perform({
    kind: 'join-conference',
    conferenceId: room.id,
    role,
    muted: role === 'member' ? room.memberJoinMuted : room.moderatorJoinMuted,
    deaf: role === 'member' && room.memberJoinDeaf,
  })
  if (outcome === 'full') yield* say('conf-max_participants')
  if (outcome === 'unsupported') yield* say('fault-can_not_be_completed_at_this_time')
  const hasBeenIn = outcome === 'left' || outcome === 'ended'
  return hasBeenIn && !call.hasBranch('_') ? end('talked') : branch('_')
}

/**
 * The PIN decides the role, three tries. Without any PIN everybody is a member. Where only moderators have one, keying nothing is a
 * member's way in. Undefined: not let in, and told so.
 */
function* roleByPin({ memberPins, moderatorPins }: Conference): Does<Role | undefined> {
  if (memberPins.length === 0 && moderatorPins.length === 0) return 'member'
  for (let tries = 0; tries < TRIES; tries++) {
    const pin = yield* askPin([prompt('conf-enter_conf_pin')], MAX_PIN_DIGITS)
    if (moderatorPins.includes(pin)) return 'moderator'
    if (memberPins.includes(pin) || (memberPins.length === 0 && pin === '')) return 'member'
    yield* say('conf-bad_pin')
  }
  yield* say('conf-too_many_attempts')
  return undefined
}

function* say(promptId: PromptId): Does<void> {
  yield* play({ sounds: [prompt(promptId)], terminators: anyKey })
}
