import type { Mailbox } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { presentedCallerId } from '../numbering/caller-id.ts'
import type { Operation, OperationResult, ResultOf, Sound } from '../run/operation.ts'
import { answer, type CallContext, collect, perform, play, record } from '../run/script.ts'
import { prompt } from './prompts.ts'

type Does<T> = Generator<Operation, T, OperationResult>
type Recording = ResultOf<'record'>

/** Pauses shorter than this belong to the message. */
const END_ON_SILENCE_MS = 10_000
const REVIEW_ROUNDS = 3
const SHORT_ROUNDS = 3
const anyKey = '0123456789*#'

export type LeftMessage = 'saved' | 'full' | 'nothing' | { readonly operatorFlowId: DocumentId }

/**
 * Takes a message for a box (A6 compose): greeting, instructions, tone, recording, review. During greeting and instructions `0` leads to the
 * operator when the box has one, any other key starts recording (`*`, the owner's log-in, too until there is a mailbox menu). A caller who
 * hangs up while or after speaking has left the message.
 */
export function* leaveMessage(call: CallContext, mailbox: Mailbox): Does<LeftMessage> {
  yield* answer()
  const box = yield* perform({ kind: 'read-mailbox', mailboxId: mailbox.id })
  if (box.isFull) {
    yield* play({ sounds: [prompt('vm-mailbox_full')], terminators: anyKey })
    return 'full'
  }
  const key = yield* greet(call, mailbox)
  const operator = key === '0' && mailbox.operatorNumber !== '' ? call.lookup(mailbox.operatorNumber) : undefined
  if (operator) return { operatorFlowId: operator.callflowId }
  const recording = yield* recordMessage(mailbox)
  if (!recording) return 'nothing'
  return yield* reviewAndSave(call, mailbox, recording)
}

/** The key that cut the greeting short, or empty. */
function* greet(call: CallContext, mailbox: Mailbox): Does<string> {
  if (!mailbox.skipGreeting) {
    const key = yield* playGreeting(call, mailbox)
    if (key !== '') return key
  }
  return mailbox.skipInstructions ? '' : yield* keyDuring([prompt('vm-record_message')])
}

function* playGreeting(call: CallContext, mailbox: Mailbox): Does<string> {
  if (mailbox.greetingId) {
    const result = yield* play({ sounds: [{ kind: 'media', mediaId: mailbox.greetingId }], terminators: anyKey })
    if (result.outcome !== 'missing') return result.outcome === 'key' ? result.key : ''
  }
  const number = mailbox.number || (call.design.find('user', mailbox.ownerId)?.extension ?? '')
  if (number === '') return '' // nobody to name: the instructions say enough
  const generic: Sound[] = [prompt('vm-person'), { kind: 'digits', text: number }, prompt('vm-not_available')]
  return yield* keyDuring(generic)
}

function* keyDuring(sounds: readonly Sound[]): Does<string> {
  const result = yield* play({ sounds, terminators: anyKey })
  return result.outcome === 'key' ? result.key : ''
}

/** Undefined when nothing worth keeping was said. */
function* recordMessage(mailbox: Mailbox): Does<Recording | undefined> {
  for (let round = 0; round < SHORT_ROUNDS; round++) {
    const recording = yield* record({
      maxDurationMs: mailbox.maxMessageSec * 1_000,
      endOnSilenceMs: END_ON_SILENCE_MS,
      terminators: anyKey,
      beep: true,
    })
    if (recording.durationMs >= mailbox.minMessageSec * 1_000 && recording.durationMs > 0) return recording
    yield* perform({ kind: 'discard-recording', recordingId: recording.recordingId })
    // A caller who is gone ends the script here.
    yield* play({ sounds: [prompt('vm-recording_to_short')], terminators: '' })
  }
  return undefined
}

function* reviewAndSave(call: CallContext, mailbox: Mailbox, first: Recording): Does<'saved' | 'full'> {
  let kept = first
  try {
    for (let round = 0; round < REVIEW_ROUNDS && kept.endedBy !== 'caller-gone'; round++) {
      const { digits } = yield* collect({
        prompt: [prompt('vm-review_recording')],
        maxDigits: 1,
        firstDigitTimeoutMs: 5_000,
        interDigitTimeoutMs: 2_000,
        terminators: '',
      })
      if (digits === '1') break
      if (digits === '2') {
        yield* play({ sounds: [{ kind: 'recording', recordingId: kept.recordingId }], terminators: anyKey })
        round = -1 // listening is no failed try; the interpreter bounds a caller who only ever listens
      }
      if (digits === '3') {
        const again = yield* recordMessage(mailbox)
        if (!again) continue
        yield* perform({ kind: 'discard-recording', recordingId: kept.recordingId })
        kept = again
        round = -1
      }
    }
  } catch (error) {
    yield* save(call, mailbox, kept) // gone or broken: what was said is kept
    throw error
  }
  const outcome = yield* save(call, mailbox, kept)
  if (kept.endedBy !== 'caller-gone') yield* confirm(outcome)
  return outcome
}

function* save(call: CallContext, mailbox: Mailbox, recording: Recording): Does<'saved' | 'full'> {
  const { design, caller } = call
  const shown = presentedCallerId({ design, caller, edits: call, reason: 'internal' })
  const { outcome } = yield* perform({
    kind: 'save-message',
    mailboxId: mailbox.id,
    recordingId: recording.recordingId,
    durationMs: recording.durationMs,
    callerName: shown.name,
    callerNumber: shown.number,
  })
  return outcome
}

function* confirm(outcome: 'saved' | 'full'): Does<void> {
  const sounds = outcome === 'saved' ? [prompt('vm-saved'), prompt('vm-thank_you')] : [prompt('vm-mailbox_full')]
  yield* play({ sounds, terminators: anyKey })
}
