import { stat } from 'node:fs/promises'
import type { OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import type { Recording } from '../media/media-engine.ts'
import { WAV_HEADER_BYTES } from '../media/files/wav-format.ts'
import { streamToCaller } from './caller-sound.ts'
import { orGone } from './line.ts'
import type { Call } from './call.ts'
import type { MessageNote } from '../state/spool.ts'
import { ifRoom, isBoxFull } from './mailbox-operations.ts'

/** 8 kHz, 16 bit. */
const BYTES_PER_MS = 16

type Result = ResultOf<'record'>

/** Records what the caller says. A hang-up is an end of the recording like any other: what was said is the result. */
export async function record(call: Call, operation: OperationOf<'record'>): Promise<Result> {
  const { caller, world } = call
  const recordingId = world.newId()
  if (!world.disk.allows('message')) return { recordingId, durationMs: 0, endedBy: 'no-space' }
  const stream = await streamToCaller(call)
  if (operation.beep) {
    const beep = call.soundsToPlay([{ kind: 'tone', tone: 'beep' }])
    if (beep.ok) await orGone(call.place, stream.play(beep.sources).finished)
  }
  const path = world.spool.soundOf(recordingId)
  const note = noteOf(call, operation)
  if (note) world.spool.note(recordingId, note)
  const recording = stream.record({
    path,
    maxDurationMs: operation.maxDurationMs,
    endOnSilenceMs: operation.endOnSilenceMs,
  })
  let isShort = false
  const stopWatching = world.disk.whenShort('message', () => {
    isShort = true
    recording.stop()
  })
  const key = await untilOver(call, operation.terminators, recording)
  stopWatching()
  const { durationMs, endedBy, error } = await recording.finished
  if (error !== undefined) world.log.error({ callId: call.callId, err: error }, 'recording failed')
  call.recordings.set(recordingId, path)
  if (note) world.spool.note(recordingId, { ...note, isWhole: true })
  const base = {
    recordingId,
    durationMs: error === undefined ? durationMs : Math.min(durationMs, await writtenMs(path)),
  }
  if (key !== undefined) return { ...base, endedBy: 'key', key }
  if (caller.isGone) return { ...base, endedBy: 'caller-gone' }
  // A file that cannot be written any further is a disk that has no more to give, whatever it is called.
  if (isShort || error !== undefined) return { ...base, endedBy: 'no-space' }
  if (endedBy === 'closed') return { ...base, endedBy: 'caller-gone' }
  return { ...base, endedBy: endedBy === 'silence' ? 'silence' : 'limit' }
}

function noteOf({ callId, world }: Call, { leftFor }: OperationOf<'record'>): MessageNote | undefined {
  return leftFor && { kind: 'message', callId, ...leftFor, startedMs: world.clock.wall(), isWhole: false }
}

/** How much of a recording of ours is in its file. */
async function writtenMs(path: string): Promise<number> {
  const sizeBytes = (await stat(path).catch(() => undefined))?.size ?? 0
  return Math.max(0, Math.floor((sizeBytes - WAV_HEADER_BYTES) / BYTES_PER_MS))
}

/** Keys buffered before the beep are not answers to it. Resolves with the key that ended the recording, if one did. */
function untilOver(call: Call, terminators: string, recording: Recording): Promise<string | undefined> {
  const { caller } = call
  caller.keys.clear()
  return new Promise((resolve) => {
    let key: string | undefined
    const stopKeys = caller.keys.onKey((pressed) => {
      if (!terminators.includes(pressed) || key !== undefined) return false
      key = pressed
      recording.stop()
      return true
    })
    const stopListening = caller.onGone(() => recording.stop())
    void recording.finished.then(() => {
      stopKeys()
      stopListening()
      resolve(key)
    })
  })
}

export function discardRecording(call: Call, recordingId: string): object {
  if (call.recordings.delete(recordingId)) call.world.spool.discard(recordingId)
  return {}
}

export async function saveMessage(
  call: Call,
  operation: OperationOf<'save-message'>,
): Promise<ResultOf<'save-message'>> {
  const { messages, clock, spool } = call.world
  const path = call.recordings.get(operation.recordingId)
  if (path === undefined) throw new Error(`there is no recording ${operation.recordingId} in this call`)
  if (isBoxFull(call, operation.mailboxId)) return { outcome: 'full' }
  const message = {
    messageId: operation.recordingId, // a start that finds it half saved knows it again
    mailboxId: operation.mailboxId,
    receivedMs: clock.wall(),
    durationMs: operation.durationMs,
    callerName: operation.callerName,
    callerNumber: operation.callerNumber,
    isNew: true,
    wasCutShort: false,
  }
  const isSaved = await ifRoom(
    call,
    messages.add(message, path).then(() => true),
  )
  call.recordings.delete(operation.recordingId) // in its box, or left in the spool: the next start may find it a place
  if (!isSaved) return { outcome: 'no-space' }
  spool.forget(operation.recordingId)
  call.events.messageSaved(message)
  call.world.transcriptions.begin(message, call.design)
  return { outcome: 'saved', messageId: message.messageId }
}
