import type { CallTest } from '../design/document.ts'
import type { CallExpectation } from '../design/kinds/call-test.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { branchWords } from '../picture/flow-words.ts'
import type { DialLeg, Sound } from '../run/operation.ts'
import { stepTitle } from '../run/step-title.ts'
import type { EndReason } from '../run/trace.ts'

/** An expectation as a sentence without its full stop: `Reception rings`. */
export function expectationWords(expected: CallExpectation, design: DesignSnapshot): string {
  switch (expected.what) {
    case 'passes':
      return `Goes through ${waypointWords(expected, design)}`
    case 'never-passes':
      return `Never goes through ${waypointWords(expected, design)}`
    case 'rings':
      return `${whoWords(expected, design)} rings${shownWords(expected)}`
    case 'never-rings':
      return `${whoWords(expected, design)} never rings`
    case 'hears':
      return `The caller hears ${heardWords(expected, design)}`
    case 'ends':
      return `Ends: ${endWords(expected)}${boxWords(expected, design)}`
    case 'waits-at-most':
      return `Waits at most ${durationWords(expected.sec * 1_000)} for a person or a mailbox`
  }
}

type Expected<W extends CallExpectation['what']> = Extract<CallExpectation, { what: W }>

function waypointWords(expected: Expected<'passes' | 'never-passes'>, design: DesignSnapshot): string {
  const step = stepWords(expected, design)
  const node = design.find('callflow', expected.callflowId)?.nodes[expected.nodeId]
  return expected.branch === '' || !node ? step : `${step} by "${branchWords(node, expected.branch, design)}"`
}

function shownWords({ shownName, shownNumber }: Expected<'rings'>): string {
  const shown = [shownName, shownNumber].filter((part) => part !== '').join(' ')
  return shown === '' ? '' : `, shown ${shown}`
}

function heardWords({ mediaId, promptId, text }: Expected<'hears'>, design: DesignSnapshot): string {
  if (mediaId !== null) return nameOf(design, mediaId, 'a recording that is gone')
  return promptId === '' ? `"${text}"` : `the prompt ${promptId}`
}

const boxWords = ({ mailboxId }: Expected<'ends'>, design: DesignSnapshot): string =>
  mailboxId === null ? '' : `, in ${nameOf(design, mailboxId, 'a voicemail box that is gone')}`

const endings: Readonly<Record<EndReason, string>> = {
  talked: 'they talked',
  'hung-up': 'the flow hangs up',
  'left-message': 'a message is left',
  supervised: 'what was listened to is over',
  responded: 'it is refused',
  'caller-gone': 'the caller hangs up',
  'picked-up': 'the caller goes on at another phone',
  parked: 'the caller is parked',
  moved: 'the caller goes on in another call',
  'ended-by-operator': 'an operator ends it',
  'engine-stopped': 'the engine was stopped',
  'dead-end': 'nothing follows',
  'jump-limit': 'more than 50 jumps between callflows',
  'step-limit': 'it runs in a circle',
  failed: 'it failed',
}

export function endWords({
  reason,
  sipStatus,
}: {
  readonly reason: EndReason
  readonly sipStatus?: number | null
}): string {
  return typeof sipStatus !== 'number' ? endings[reason] : `${endings[reason]} with ${sipStatus}`
}

/** A decision of a test in words. */
export function happeningWords(
  { choice, deviceId, number }: CallTest['happens'][number],
  design: DesignSnapshot,
): string {
  const who = deviceId === null && number === '' ? 'Whoever rings first' : whoWords({ deviceId, number }, design)
  if (choice === 'answer') return `${who} answers`
  const [what = '', ...rest] = choice.split(':')
  const typed = rest.join(':')
  return typedWords[what]?.(typed) ?? fixedWords[choice] ?? `"${choice}"`
}

const typedWords: Readonly<Record<string, (typed: string) => string>> = {
  keys: (keys) => `The caller presses ${keys}`,
  skip: (key) => `The caller presses ${key} while listening`,
  body: (body) => `The web address answers "${body}"`,
  'callee-transfers': (number) => `The called side sends the call on to ${number}`,
  'caller-transfers': (number) => `The caller sends the call on to ${number}`,
  limit: (limit) => `The limit "${limit}" is reached`,
}

const fixedWords: Readonly<Record<string, string>> = {
  'no-answer': 'Nobody answers',
  busy: 'Busy',
  rejected: 'Declined',
  unavailable: 'Not available',
  unregistered: 'Not registered',
  silence: 'The caller presses nothing',
  finished: 'The caller listens to the end',
  'hang-up': 'The caller hangs up',
  'callee-hangs-up': 'They talk, then the called side hangs up',
}

/** `Main line: Menu (Main menu)`. */
export function stepWords(
  { callflowId, nodeId }: { readonly callflowId: string | null; readonly nodeId: string },
  design: DesignSnapshot,
): string {
  const flow = design.find('callflow', callflowId)
  const node = flow?.nodes[nodeId]
  return flow && node ? `${flow.name}: ${stepTitle(node, design)}` : 'a step that is gone'
}

function whoWords(
  { deviceId, number }: { readonly deviceId: string | null; readonly number: string },
  design: DesignSnapshot,
): string {
  return deviceId === null ? number || 'Nobody' : nameOf(design, deviceId, 'A phone that is gone')
}

export function legWords({ target }: DialLeg, design: DesignSnapshot): string {
  return target.kind === 'number' ? target.number : nameOf(design, target.deviceId, target.deviceId)
}

/** Nothing for what is no words and no recording: tones and silence. */
export function soundWords(sound: Sound, design: DesignSnapshot): string {
  if (sound.kind === 'media') return nameOf(design, sound.mediaId, 'a recording that is gone')
  if (sound.kind === 'prompt') return `the prompt ${sound.promptId}`
  if (sound.kind === 'speech') return `"${sound.text}"`
  return sound.kind === 'hold-music' ? 'hold music' : ''
}

/** Each once, in their order: `a, b and c`. */
export function listed(words: readonly string[], most = MAX_LISTED): string {
  const all = [...new Set(words)]
  const shown = all.slice(0, most)
  const more = all.length - shown.length
  const parts = more > 0 ? [...shown, `${more} more`] : shown
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

const MAX_LISTED = 8

/** `20 s`, `2 min 5 s`. */
export function durationWords(ms: number): string {
  const total = Math.round(ms / 1_000)
  if (total < 60) return `${total} s`
  return `${Math.floor(total / 60)} min${total % 60 > 0 ? ` ${total % 60} s` : ''}`
}

const nameOf = (design: DesignSnapshot, id: string, otherwise: string): string => design.get(id)?.name ?? otherwise
