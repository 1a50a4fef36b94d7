import type { Mailbox } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { presentedCallerId } from '../numbering/caller-id.ts'
import { operatorOf } from './mailbox/operator.ts'
import type { ResultOf, Sound } from '../run/operation.ts'
import {
  answer,
  branch,
  type CallContext,
  callFlow,
  collect,
  end,
  type Outcome,
  perform,
  play,
  record,
} from '../run/script.ts'
import { checkMailbox } from './check-mailbox.ts'
import { anyKey, type Does } from './does.ts'
import { type BoxState, readBoxState } from './mailbox/box-state.ts'
import { playGreeting } from './mailbox/greeting.ts'
import { isOwnMailbox } from './mailbox/log-in.ts'
import { type NewMessage, tellOfMessage } from './mailbox/tell.ts'
import { prompt } from './prompts.ts'

type Recording = ResultOf<'record'>

/** Pauses shorter than this belong to the message. */
const END_ON_SILENCE_MS = 10_000
const REVIEW_ROUNDS = 3
const SHORT_ROUNDS = 3

/** `checked`: the box was listened to instead. `talked`: so, and a call back is over. `flowId`: to the operator, or a call back. */
export type LeftMessage = 'saved' | 'full' | 'nothing' | 'checked' | 'talked' | { readonly flowId: DocumentId }

/**
 * Takes a message for a box (A6 compose): greeting, instructions, tone, recording, review. The owner gets to the messages instead, where
 * the box wants that. During greeting and instructions `*` logs in, `0` leads to the operator of the box, else of the account, any other key starts
 * recording. A caller who hangs up while or after speaking has left the message.
 */
export function* leaveMessage(call: CallContext, mailbox: Mailbox): Does<LeftMessage> {
  yield* answer()
  if (mailbox.ownerGoesToCheck && (yield* isOwnMailbox(call, mailbox))) return yield* check(call, mailbox)
  const state = yield* readBoxState(mailbox)
  if (!state.announcementOnly) {
    const box = yield* perform({ kind: 'read-mailbox', mailboxId: mailbox.id })
    if (box.isFull) {
      yield* play({ sounds: [prompt('vm-mailbox_full')], terminators: anyKey })
      return 'full'
    }
  }
  const key = yield* greet(call, mailbox, state)
  if (key === '*') return yield* check(call, mailbox)
  const operatorNumber = operatorOf(call.design, mailbox)
  const operator = key === '0' && operatorNumber !== '' ? call.lookup(operatorNumber) : undefined
  if (operator) return { flowId: operator.callflowId }
  if (state.announcementOnly) return 'nothing'
  const recording = yield* recordMessage(call, mailbox)
  if (recording === 'no-space') {
    yield* play({ sounds: [prompt('vm-mailbox_full')], terminators: anyKey })
    return 'full'
  }
  if (!recording) return 'nothing'
  return yield* reviewAndSave(call, mailbox, recording)
}

/** How a step that takes messages is left: the call ends after a message unless something is wired (M32). */
export function afterMessage(call: CallContext, left: LeftMessage): Outcome<'_'> {
  if (typeof left === 'object') return callFlow(left.flowId)
  if (left === 'talked') return end('talked')
  return left === 'saved' && !call.hasBranch('_') ? end('left-message') : branch('_')
}

function* check(call: CallContext, mailbox: Mailbox): Does<LeftMessage> {
  const left = yield* checkMailbox(call, mailbox)
  return left === 'done' ? 'checked' : left
}

/** The key that cut greeting or instructions short, or empty. */
function* greet(call: CallContext, mailbox: Mailbox, state: BoxState): Does<string> {
  if (state.announcementOnly) {
    const greeting = yield* playGreeting(call, mailbox, state)
    return greeting.key !== '' || greeting.isOwn ? greeting.key : yield* keyDuring([prompt('vm-announcement_mode')])
  }
  if (!mailbox.skipGreeting) {
    const { key } = yield* playGreeting(call, mailbox, state)
    if (key !== '') return key
  }
  return mailbox.skipInstructions ? '' : yield* keyDuring([prompt('vm-record_message')])
}

function* keyDuring(sounds: readonly Sound[]): Does<string> {
  const result = yield* play({ sounds, terminators: anyKey })
  return result.outcome === 'key' ? result.key : ''
}

/** Undefined when nothing worth keeping was said; `no-space` when nothing could be kept of it. */
function* recordMessage(call: CallContext, mailbox: Mailbox): Does<Recording | 'no-space' | undefined> {
  for (let round = 0; round < SHORT_ROUNDS; round++) {
    const recording = yield* record({
      maxDurationMs: mailbox.maxMessageSec * 1_000,
      endOnSilenceMs: END_ON_SILENCE_MS,
      terminators: anyKey,
      beep: true,
      leftFor: { mailboxId: mailbox.id, ...whoSpeaks(call), minDurationMs: mailbox.minMessageSec * 1_000 },
    })
    if (recording.durationMs >= mailbox.minMessageSec * 1_000 && recording.durationMs > 0) return recording
    yield* perform({ kind: 'discard-recording', recordingId: recording.recordingId })
    if (recording.endedBy === 'no-space') return 'no-space'
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
        const again = yield* recordMessage(call, mailbox)
        if (!again || again === 'no-space') continue // what was said before stays
        const { recordingId } = kept
        kept = again
        yield* perform({ kind: 'discard-recording', recordingId })
        round = -1
      }
    }
  } catch (error) {
    const message = yield* save(call, mailbox, kept) // gone or broken: what was said is kept
    if (message) yield* tellOfMessage(mailbox, call.design, message)
    throw error
  }
  const message = yield* save(call, mailbox, kept)
  try {
    if (kept.endedBy !== 'caller-gone') yield* confirm(message !== undefined)
  } finally {
    // Thanked or gone: nobody waits for a mail server.
    if (message) yield* tellOfMessage(mailbox, call.design, message)
  }
  return message ? 'saved' : 'full'
}

/** Undefined: the box is full, or there is no room for it. */
function* save(call: CallContext, mailbox: Mailbox, recording: Recording): Does<NewMessage | undefined> {
  const { recordingId, durationMs } = recording
  const message = { durationMs, ...whoSpeaks(call) }
  const saved = yield* perform({ kind: 'save-message', mailboxId: mailbox.id, recordingId, ...message })
  return saved.outcome === 'saved' ? { ...message, messageId: saved.messageId } : undefined
}

function whoSpeaks(call: CallContext) {
  const { design, caller } = call
  const { name, number } = presentedCallerId({ design, caller, edits: call, reason: 'internal' })
  return { callerName: name, callerNumber: number }
}

function* confirm(isSaved: boolean): Does<void> {
  const sounds = isSaved ? [prompt('vm-saved'), prompt('vm-thank_you')] : [prompt('vm-mailbox_full')]
  yield* play({ sounds, terminators: anyKey })
}
