import type { CallExpectation } from '../design/kinds/call-test.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Rehearsal } from '../rehearse/rehearsal.ts'
import type { DialLeg, Operation, Sound } from '../run/operation.ts'
import type { TraceEvent } from '../run/trace.ts'
import { durationWords, endWords, expectationWords, legWords, listed, soundWords, stepWords } from './test-words.ts'

export interface Shortfall {
  readonly wanted: string
  readonly got: string
}

/** What an expectation asks for and the call did not do; undefined when it is met. */
export function shortfallOf(expected: CallExpectation, rehearsal: Rehearsal): Shortfall | undefined {
  const got = deviation(expected, rehearsal)
  return got === undefined ? undefined : { wanted: expectationWords(expected, rehearsal.design), got }
}

function deviation(expected: CallExpectation, rehearsal: Rehearsal): string | undefined {
  switch (expected.what) {
    case 'passes':
      return passes(expected, rehearsal)
    case 'never-passes':
      return isPassed(expected, rehearsal.trace) ? 'It does.' : undefined
    case 'rings':
      return rings(expected, rehearsal)
    case 'never-rings':
      return legsRung(rehearsal.trace).some((leg) => isRung(leg, expected)) ? 'It rings.' : undefined
    case 'hears':
      return hears(expected, rehearsal)
    case 'ends':
      return ends(expected, rehearsal)
    case 'waits-at-most':
      return waits(expected, rehearsal)
  }
}

type Expected<W extends CallExpectation['what']> = Extract<CallExpectation, { what: W }>

function passes(expected: Expected<'passes'>, { trace, design }: Rehearsal): string | undefined {
  if (isPassed(expected, trace)) return undefined
  const { callflowId, nodeId, branch } = expected
  if (!design.find('callflow', callflowId)?.nodes[nodeId])
    return `That step is no longer in the design.${nearest(expected, design)}`
  const left = trace.flatMap((event) =>
    event.kind === 'node-left' && event.callflowId === callflowId && event.nodeId === nodeId
      ? [branchTaken(event)]
      : [],
  )
  if (branch !== '' && left.length > 0) return `It leaves that step by ${listed(left)}.`
  return `It goes ${stepsPassed(trace, design) || 'nowhere'}.`
}

/** The likeliest step in place of one that is gone: the only one of the flow that the call could mean. */
function nearest({ callflowId, nodeId }: Expected<'passes'>, design: DesignSnapshot): string {
  const flow = design.find('callflow', callflowId)
  const type = nodeId.replace(/-[^-]*$/, '')
  const alike = Object.values(flow?.nodes ?? {}).filter((node) => node.type === type)
  const [only] = alike.length === 1 ? alike : []
  return flow && only ? ` There is ${stepWords({ callflowId: flow.id, nodeId: only.id }, design)}.` : ''
}

const branchTaken = ({ outcome }: TraceEvent & { kind: 'node-left' }): string =>
  outcome.kind === 'branch' ? outcome.branch : outcome.kind

function isPassed(
  { callflowId, nodeId, branch }: Expected<'passes' | 'never-passes'>,
  trace: readonly TraceEvent[],
): boolean {
  return trace.some((event) => {
    if (event.kind === 'node-entered')
      return branch === '' && event.callflowId === callflowId && event.nodeId === nodeId
    if (event.kind !== 'node-left' || event.callflowId !== callflowId || event.nodeId !== nodeId) return false
    return branch !== '' && (branchTaken(event) === branch || event.taken === branch)
  })
}

function stepsPassed(trace: readonly TraceEvent[], design: DesignSnapshot): string {
  const steps = trace.flatMap((event) => (event.kind === 'node-entered' ? [stepWords(event, design)] : []))
  const shown = steps.slice(0, MAX_STEPS_SHOWN)
  return `${shown.join(', then ')}${steps.length > shown.length ? ` and ${steps.length - shown.length} steps more` : ''}`
}

const MAX_STEPS_SHOWN = 8

function rings(expected: Expected<'rings'>, { trace, design }: Rehearsal): string | undefined {
  const all = legsRung(trace)
  const legs = all.filter((leg) => isRung(leg, expected))
  const { shownName, shownNumber } = expected
  const shows = (leg: DialLeg) =>
    (shownName === '' || leg.callerName === shownName) && (shownNumber === '' || leg.callerNumber === shownNumber)
  if (legs.some(shows)) return undefined
  if (legs.length > 0)
    return `It shows ${listed(legs.map(({ callerName, callerNumber }) => [callerName, callerNumber].filter(Boolean).join(' ') || 'nothing'))}.`
  return all.length === 0
    ? 'Nothing rings.'
    : `Rung ${all.length === 1 ? 'is' : 'are'} ${listed(all.map((leg) => legWords(leg, design)))}.`
}

function isRung({ target }: DialLeg, { deviceId, number }: Expected<'rings' | 'never-rings'>): boolean {
  return target.kind === 'device' ? target.deviceId === deviceId : number !== '' && target.number === number
}

/** Whom the call rings, pages or is pushed to, in order. */
export const legsRung = (trace: readonly TraceEvent[]): readonly DialLeg[] =>
  operationsOf(trace).flatMap((operation) =>
    operation.kind === 'dial' || operation.kind === 'page' || operation.kind === 'push-call' ? operation.legs : [],
  )

function hears(expected: Expected<'hears'>, { trace, design }: Rehearsal): string | undefined {
  const sounds = soundsHeard(trace)
  if (sounds.some((sound) => isHeard(sound, expected))) return undefined
  const words = sounds.map((sound) => soundWords(sound, design)).filter((word) => word !== '')
  return words.length === 0 ? 'Nothing is heard.' : `Heard ${words.length === 1 ? 'is' : 'are'} ${listed(words)}.`
}

function isHeard(sound: Sound, { mediaId, promptId, text }: Expected<'hears'>): boolean {
  if (sound.kind === 'media') return mediaId !== null && sound.mediaId === mediaId
  if (sound.kind === 'hold-music') return mediaId !== null && sound.mediaId === mediaId
  if (sound.kind === 'prompt') return promptId !== '' && sound.promptId === promptId
  return sound.kind === 'speech' && text !== '' && sound.text.toLowerCase().includes(text.toLowerCase())
}

export const soundsHeard = (trace: readonly TraceEvent[]): readonly Sound[] =>
  operationsOf(trace).flatMap((operation) => {
    if (operation.kind === 'play') return operation.sounds
    return operation.kind === 'collect' ? operation.prompt : []
  })

function ends(
  { reason, sipStatus, mailboxId }: Expected<'ends'>,
  { ended, world, design }: Rehearsal,
): string | undefined {
  if (!ended) return 'It goes on.'
  const isAsWanted = ended.reason === reason && (sipStatus === null || ended.sipStatus === sipStatus)
  if (!isAsWanted) return `It ends: ${endWords(ended)}.`
  if (mailboxId === null || world.messages.some((message) => message.mailboxId === mailboxId)) return undefined
  const boxes = world.messages.map((message) => design.get(message.mailboxId)?.name ?? 'a voicemail box')
  return boxes.length === 0 ? 'No message is left.' : `The message is left in ${listed(boxes)}.`
}

/** From here on the caller no longer waits: somebody is there, or a mailbox takes what they say. */
const arrivals: ReadonlySet<Operation['kind']> = new Set([
  'talk',
  'record',
  'join-conference',
  'page',
  'pick-up',
  'retrieve',
])

/** Milliseconds until a person or a mailbox; undefined when neither came. */
export const waitedMs = (trace: readonly TraceEvent[]): number | undefined =>
  trace.find((event) => event.kind === 'operation' && arrivals.has(event.operation.kind))?.atMs

function waits({ sec }: Expected<'waits-at-most'>, { trace, atMs }: Rehearsal): string | undefined {
  const waited = waitedMs(trace)
  if (waited === undefined) return `Nobody comes, and no mailbox, in ${durationWords(atMs)}.`
  return waited <= sec * 1_000 ? undefined : `It takes ${durationWords(waited)}.`
}

const operationsOf = (trace: readonly TraceEvent[]): readonly Operation[] =>
  trace.flatMap((event) => (event.kind === 'operation' ? [event.operation] : []))
