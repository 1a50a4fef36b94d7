import type { Sound } from '../../run/operation.ts'
import {
  answer,
  type CallContext,
  callFlow,
  collect,
  end,
  type Outcome,
  perform,
  play,
  record,
  respond,
  talk,
  wait,
} from '../../run/script.ts'
import { spokenLanguage } from '../../run/spoken-languages.ts'
import { addressUnseen } from '../../run/unseen.ts'
import { callOutside } from '../call-outside.ts'
import { anyKey, type Does } from '../does.ts'
import { legsOfMembers } from '../reach-members.ts'
import { ringOnce } from '../ring-endpoints.ts'
import { type ParsedTwiml, parseTwiml, type TwimlElement } from './parse-twiml.ts'

/** What a verb leads to: on to the next one, another document, or out of the step. */
type Next =
  | { readonly kind: 'next' }
  | { readonly kind: 'document'; readonly url: string; readonly method: 'get' | 'post'; readonly fields: Fields }
  | { readonly kind: 'leave'; readonly outcome: Outcome }

type Fields = Readonly<Record<string, string>>

/** Asks for another document; undefined when there is none to be had. */
export type Fetch = (request: {
  readonly url: string
  readonly method: 'get' | 'post'
  readonly fields: Fields
}) => Does<string | undefined>

const MAX_DOCUMENTS = 50
const MAX_KEYS = 64
const MAX_SECONDS = 3_600
const next: Next = { kind: 'next' }

/**
 * Follows TwiML (B1 "pivot"): Say, Play, Gather, Dial, Record, Redirect, Pause, Hangup and Reject, with the attributes below; other verbs are passed
 * over with a line in the trace. A document that is over hangs up. Undefined when a document cannot be had or read. Decided here: whoever has an
 * extension is rung there and the document goes on afterwards; a number that a callflow answers leaves the document for good; 50 documents end a call.
 */
export function* followTwiml(
  call: CallContext,
  first: { readonly body: string; readonly url: string },
  fetch: Fetch,
): Does<Outcome | undefined> {
  let { body, url } = first
  for (let documents = 1; documents <= MAX_DOCUMENTS; documents++) {
    const parsed: ParsedTwiml = parseTwiml(body)
    if (!parsed.ok) {
      yield* note(`The answer of ${addressUnseen(url)} cannot be read: ${parsed.error}`)
      return undefined
    }
    const led = yield* runVerbs(call, parsed.verbs, url)
    if (led.kind === 'leave') return led.outcome
    if (led.kind === 'next') return end('hung-up')
    const fetched = yield* fetch(led)
    if (fetched === undefined) return undefined
    body = fetched
    url = led.url
  }
  yield* note(`More than ${MAX_DOCUMENTS} documents in one call`)
  return undefined
}

function* runVerbs(call: CallContext, verbs: readonly TwimlElement[], url: string): Does<Next> {
  for (const verb of verbs) {
    const led = yield* runVerb(call, verb, url)
    if (led.kind !== 'next') return led
  }
  return next
}

function* runVerb(call: CallContext, verb: TwimlElement, url: string): Does<Next> {
  switch (verb.name) {
    case 'Say':
    case 'Play':
      return yield* heard(call, verb)
    case 'Gather':
      return yield* gather(call, verb, url)
    case 'Dial':
      return yield* dialled(call, verb, url)
    case 'Record':
      return yield* recorded(verb, url)
    case 'Redirect':
      return yield* toDocument(verb.text, verb, url, {})
    case 'Pause':
      yield* wait(secondsOf(verb, 'length', 1) * 1_000)
      return next
    case 'Hangup':
      return { kind: 'leave', outcome: end('hung-up') }
    case 'Reject':
      return {
        kind: 'leave',
        outcome: verb.attributes['reason'] === 'busy' ? respond(486, 'Busy Here') : respond(603, 'Decline'),
      }
    default:
      yield* note(`<${verb.name.slice(0, 40)}> is passed over`)
      return next
  }
}

function* heard(call: CallContext, verb: TwimlElement): Does<Next> {
  const sound = soundOf(call, verb)
  if (!sound) {
    yield* note(`<${verb.name}> has nothing that can be played`)
    return next
  }
  yield* answer()
  const loop = numberOf(verb, 'loop', 1)
  yield* play({ sounds: [sound], terminators: '', ...(loop === 1 ? {} : { repeat: loop === 0 ? 'endless' : loop }) })
  return next
}

/** Keys go to `action`, to this document's address without one; none: on to the next verb. */
function* gather(call: CallContext, verb: TwimlElement, url: string): Does<Next> {
  yield* answer()
  const prompt: Sound[] = []
  for (const inner of verb.children) {
    const sound: Sound | undefined =
      inner.name === 'Pause'
        ? { kind: 'silence', durationMs: secondsOf(inner, 'length', 1) * 1_000 }
        : inner.name === 'Say' || inner.name === 'Play'
          ? soundOf(call, inner)
          : undefined
    if (sound) prompt.push(sound)
    else yield* note(`<${inner.name.slice(0, 40)}> in <Gather> is passed over`)
  }
  const timeoutMs = secondsOf(verb, 'timeout', 5) * 1_000
  const { digits } = yield* collect({
    prompt,
    maxDigits: Math.max(1, Math.min(MAX_KEYS, numberOf(verb, 'numDigits', MAX_KEYS))),
    firstDigitTimeoutMs: timeoutMs,
    interDigitTimeoutMs: timeoutMs,
    terminators: keysOf(verb, '#'),
  })
  return digits === '' ? next : yield* toDocument(verb.attributes['action'] ?? '', verb, url, { Digits: digits })
}

function* dialled(call: CallContext, verb: TwimlElement, url: string): Does<Next> {
  const inner = verb.children.filter(({ name }) => name === 'Number')
  for (const other of verb.children) {
    if (other.name !== 'Number') yield* note(`<${other.name.slice(0, 40)}> in <Dial> is passed over`)
  }
  const number = (inner[0]?.text ?? verb.text).replaceAll(/[\s().-]/g, '')
  if (inner.length > 1) yield* note('Only the first number in <Dial> is called')
  if (!/^\+?[0-9*#]{1,32}$/.test(number)) {
    yield* note('<Dial> has no number that can be called')
    return next
  }
  const callerId = verb.attributes['callerId'] ?? ''
  const shown = /^\+?[0-9]{3,20}$/.test(callerId) ? callerId : ''
  if (shown !== '') {
    yield* perform({ kind: 'edit-caller-id', edit: { kind: 'rewrite', name: '', number: shown } })
  }
  const as = shown === '' ? call : { ...call, rewrite: { ...call.rewrite, number: shown } }
  const colleague = call.design.list('user').find(({ extension }) => extension !== '' && extension === number)
  const flow = colleague ? undefined : call.lookup(number)
  if (flow) return { kind: 'leave', outcome: callFlow(flow.callflowId) }
  const timeoutMs = Math.max(1, secondsOf(verb, 'timeout', 30)) * 1_000
  const status = colleague
    ? yield* ringColleague(as, colleague.id, timeoutMs)
    : statusOf(yield* callOutside({ ...as, hasBranch: () => true }, { number, timeoutMs })) // so that the cause is told
  if (status === 'refused') return { kind: 'leave', outcome: end('hung-up') }
  const action = verb.attributes['action']
  return action === undefined ? next : yield* toDocument(action, verb, url, { DialCallStatus: status })
}

type DialStatus = 'completed' | 'busy' | 'no-answer' | 'failed' | 'refused'

function* ringColleague(call: CallContext, userId: string, timeoutMs: number): Does<DialStatus> {
  const legs = yield* legsOfMembers(call, [userId], timeoutMs)
  const result = yield* ringOnce({ legs, timeoutMs, callerHears: 'ringback' })
  if (result.outcome !== 'answered') return result.outcome === 'failed' ? statusOfCause(result.cause) : 'no-answer'
  yield* talk()
  return 'completed'
}

function statusOf(outcome: Outcome): DialStatus {
  if (outcome.kind === 'end') return outcome.reason === 'talked' ? 'completed' : 'refused'
  return outcome.kind === 'branch' ? statusOfCause(outcome.branch) : 'failed'
}

const statusOfCause = (cause: string): DialStatus =>
  cause === 'busy' || cause === 'no-answer' ? cause : cause === 'rejected' ? 'busy' : 'failed'

/** What was said stays with the call, and is gone with it: an address learns how long it was, not what. */
function* recorded(verb: TwimlElement, url: string): Does<Next> {
  yield* answer()
  const { recordingId, durationMs, key, endedBy } = yield* record({
    maxDurationMs: Math.max(1, secondsOf(verb, 'maxLength', MAX_SECONDS)) * 1_000,
    endOnSilenceMs: secondsOf(verb, 'timeout', 5) * 1_000,
    terminators: keysOf(verb, anyKey),
    beep: verb.attributes['playBeep'] !== 'false',
  })
  yield* perform({ kind: 'discard-recording', recordingId })
  if (durationMs === 0 && key === undefined) return next
  const fields = { RecordingDuration: String(Math.round(durationMs / 1_000)), Digits: key ?? hungUp(endedBy) }
  return yield* toDocument(verb.attributes['action'] ?? '', verb, url, fields)
}

const hungUp = (endedBy: string) => (endedBy === 'caller-gone' ? 'hangup' : '')

function* toDocument(address: string, verb: TwimlElement, from: string, fields: Fields): Does<Next> {
  const url = URL.parse(address, from)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    yield* note(`<${verb.name}> leads to no web address`)
    return next
  }
  const method = verb.attributes['method']?.toLowerCase() === 'get' ? 'get' : 'post'
  return { kind: 'document', url: url.href.slice(0, 2_048), method, fields }
}

/** A web address, or media of the design by id or name. */
function soundOf(call: CallContext, { name, text, attributes }: TwimlElement): Sound | undefined {
  if (text === '') return undefined
  if (name === 'Say') {
    const language = attributes['language'] ?? spokenLanguage(call)
    return { kind: 'speech', text: text.slice(0, 4_000), language: language.slice(0, 20), voice: voiceOf(attributes) }
  }
  if (/^https?:\/\/[^\s"<>\\^`{|}]{1,2000}$/.test(text)) return { kind: 'web', url: text }
  const media = call.design.find('media', text) ?? call.design.list('media').find((each) => each.name === text)
  return media && { kind: 'media', mediaId: media.id }
}

function voiceOf({ voice = '' }: TwimlElement['attributes']): 'default' | 'female' | 'male' {
  if (voice === 'man' || voice === 'male') return 'male'
  return voice === 'woman' || voice === 'female' || voice === 'alice' ? 'female' : 'default'
}

function keysOf({ attributes }: TwimlElement, otherwise: string): string {
  const keys = attributes['finishOnKey']
  return keys !== undefined && /^[0-9*#]{0,12}$/.test(keys) ? keys : otherwise
}

/** Whole and at least 0; what cannot be read is `otherwise`. */
function numberOf({ attributes }: TwimlElement, name: string, otherwise: number): number {
  const text = attributes[name]
  return text !== undefined && /^[0-9]{1,6}$/.test(text) ? Number(text) : otherwise
}

const secondsOf = (verb: TwimlElement, name: string, otherwise: number) =>
  Math.min(MAX_SECONDS, numberOf(verb, name, otherwise))

const note = (message: string) => perform({ kind: 'note', message })
