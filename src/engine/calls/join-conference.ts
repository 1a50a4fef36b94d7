import type { OperationOf, ResultOf, Sound } from '../../callflow/run/operation.ts'
import type { AudioSource } from '../media/media-engine.ts'
import type { SeatSounds } from '../services/conferences/live-room.ts'
import type { Call } from './call.ts'
import { orGone, whileThere } from './line.ts'

type Result = ResultOf<'join-conference'>
type Operation = OperationOf<'join-conference'>

/** Kazoo's default keys for callers in a room; its keys for loudness have no counterpart. */
const MUTE_KEY = '0'
const DEAF_KEY = '*'
const LEAVE_KEY = '#'

/** In the room with whoever stands in the caller's place, until leaving it, being put out, or the end of the call. */
export async function joinConference(call: Call, operation: Operation): Promise<Result> {
  const { conferences } = call.world
  await orGone(call.place, call.caller.answer())
  const { stream } = await orGone(call.place, call.caller.open())
  const lent = lendNames(call, operation)
  let end = (_result: Result) => {}
  const outcome = conferences.join(operation.conferenceId, {
    joining: {
      partyId: call.callId,
      role: operation.role,
      isMuted: operation.muted,
      isDeaf: operation.deaf,
      waitsForModerator: operation.waitSounds.length > 0,
      endsWithModerators: operation.endsWithModerators,
      maxParticipants: operation.maxParticipants,
    },
    name: call.who.name,
    number: call.who.number,
    stream,
    sounds: lent.sounds,
    onEnded: () => end({ outcome: 'ended' }),
    onSoundsDone: () => lent.discard(),
  })
  if (outcome !== 'in') {
    lent.giveBack()
    return { outcome }
  }
  return whileThere<Result>(call.place.whoever, (settle) => {
    end = settle
    const stopAttending = attend(call, operation.conferenceId, settle)
    return () => {
      stopAttending()
      conferences.leave(operation.conferenceId, call.callId)
    }
  })
}

/** Keys and holds of the leg that is there, and of any that comes in its place: the room does not hear of that. */
function attend(call: Call, conferenceId: string, settle: (result: Result) => void): () => void {
  const { conferences, log } = call.world
  const { callId } = call
  let stops: readonly (() => void)[] = []
  const stop = () => {
    for (const each of stops) each()
  }
  const follow = () => {
    stop()
    const leg = call.caller
    const held = () => conferences.held(conferenceId, callId, leg.isHeldByFarEnd)
    const keyed = (key: string): boolean => {
      if (key === LEAVE_KEY) settle({ outcome: 'left' })
      else if (key === MUTE_KEY) conferences.toggle(conferenceId, callId, 'isMuted')
      else if (key === DEAF_KEY) conferences.toggle(conferenceId, callId, 'isDeaf')
      return true
    }
    stops = [leg.onAudioChanged(held), leg.keys.onKey(keyed)]
    held()
  }
  const replaced = () => {
    const leg = call.caller
    follow()
    leg
      .answer()
      .then(() => leg.open())
      .then(
        ({ stream }) => {
          if (leg === call.caller) conferences.replaceStream(conferenceId, callId, stream)
        },
        (error: unknown) => {
          if (!leg.isGone) log.error({ err: error, callId }, 'whoever came into the call could not be put in its room')
        },
      )
  }
  follow()
  const stopReplaced = call.place.onReplaced(replaced)
  return () => {
    stop()
    stopReplaced()
  }
}

/**
 * The caller's spoken name is the room's for as long as it may have to be played: whoever hangs up is announced after the call has ended. Sounds that do
 * not exist are left out, as a room without a tone is still a room.
 */
function lendNames(call: Call, operation: Operation) {
  const { entrySounds, exitSounds, waitSounds } = operation
  const sourcesOf = (sounds: readonly Sound[]): readonly AudioSource[] =>
    sounds.flatMap((sound) => {
      const found = call.soundsToPlay([sound])
      return found.ok ? found.sources : []
    })
  const sounds: SeatSounds = {
    entry: sourcesOf(entrySounds),
    exit: sourcesOf(exitSounds),
    waitOnce: sourcesOf(waitSounds.slice(0, -1)),
    waitMusic: sourcesOf(waitSounds.slice(-1)),
    aloneMusic: call.holdMusic(),
  }
  const ids = [...entrySounds, ...exitSounds].flatMap((sound) =>
    sound.kind === 'recording' ? [sound.recordingId] : [],
  )
  const lent = [...new Set(ids)].flatMap((id) => {
    const path = call.recordings.get(id)
    call.recordings.delete(id)
    return path === undefined ? [] : [{ id, path }]
  })
  return {
    sounds,
    giveBack() {
      for (const { id, path } of lent) call.recordings.set(id, path)
    },
    discard() {
      for (const { id } of lent) call.world.spool.discard(id)
    },
  }
}
