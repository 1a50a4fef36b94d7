import type { Interruption } from '../run/interruption.ts'
import type { DriverOperation, OperationOf, OperationResult, Sound } from '../run/operation.ts'
import { stepTitle } from '../run/step-title.ts'
import { type AskedKind, isAsked } from './asked.ts'
import { conferenceChoices } from './conference-choices.ts'
import { routingChoices, typedAnswer } from './routing-choices.ts'
import {
  ANSWER_AFTER_MS,
  type Choice,
  type ChoiceContext,
  KEY_AFTER_MS,
  type Possibility,
  pressed,
  TALK_MS,
} from './possibility.ts'
import { dialling, movingHere, movingThere, talking } from './ringing-choices.ts'
import { transferTyped } from './transfer-choices.ts'
import { missingSound, soundsMs } from './sound-times.ts'

/** What a choice means to the script. No result: the caller is gone before there is one. */
export interface Resolved {
  readonly result?: OperationResult
  readonly interruption?: Interruption
  readonly durationMs: number
  readonly callerHangsUp: boolean
}

const SPEAK_MS = 10_000
const FAX_PAGE_MS = 30_000
const QUEUE_WAIT_MS = 10_000
const allKeys = '1234567890*#'

/** What can happen at an operation that waits for people, likeliest first, `hang-up` last. */
export function choicesFor(operation: DriverOperation, at: ChoiceContext): readonly Choice[] {
  return possibilities(operation, at).map(({ id, label, durationMs }) => ({ id, label, durationMs }))
}

/**
 * Undefined when the choice cannot be made here. `keys:<digits>` is understood for any digits a `collect` can hold, `body:<text>` for any answer of a web address,
 * `callee-transfers:<number>` and `caller-transfers:<number>` for any number that whoever sends the call on may call. */
export function resolveChoice(operation: DriverOperation, id: string, at: ChoiceContext): Resolved | undefined {
  const found = possibilities(operation, at).find((each) => each.id === id) ?? typed(operation, id, at)
  if (!found) return undefined
  const { result, interruption, durationMs, callerHangsUp = false } = found
  return { ...(result && { result }), ...(interruption && { interruption }), durationMs, callerHangsUp }
}

function possibilities(operation: DriverOperation, at: ChoiceContext): readonly Possibility[] {
  return isAsked(operation) ? asking(operation, at) : []
}

function asking<K extends AskedKind>(operation: OperationOf<K>, at: ChoiceContext): readonly Possibility[] {
  const possible = asked[operation.kind] as Asked[K] // the table has each kind in its place
  return possible(operation, at)
}

type Asked = { readonly [K in AskedKind]: (operation: OperationOf<K>, at: ChoiceContext) => readonly Possibility[] }

const asked: Asked = {
  play: (operation, at) => [...playing(operation, at), hangUpAfter(KEY_AFTER_MS)],
  collect: (operation, at) => [...collecting(operation, at), hangUpAfter(KEY_AFTER_MS)],
  dial: (operation, at) => [...dialling(operation, at), hangUpAfter(ANSWER_AFTER_MS)],
  talk: (operation) => [...talking(operation), hangUpAfter(TALK_MS)],
  record: (operation, at) => recording(operation, at),
  'pull-call': () => [...movingHere(), hangUpAfter(KEY_AFTER_MS)],
  'push-call': (operation, at) => [...movingThere(operation, at), hangUpAfter(ANSWER_AFTER_MS)],
  page: (operation) => [...routingChoices(operation), hangUpAfter(KEY_AFTER_MS)],
  'pick-up': (operation) => [...routingChoices(operation), hangUpAfter(KEY_AFTER_MS)],
  supervise: (operation) => [...routingChoices(operation), hangUpAfter(KEY_AFTER_MS)],
  park: (operation) => [...routingChoices(operation), hangUpAfter(KEY_AFTER_MS)],
  retrieve: (operation) => [...routingChoices(operation), hangUpAfter(KEY_AFTER_MS)],
  'look-up-name': (operation) => routingChoices(operation),
  'http-request': (operation, at) => goingThrough(routingChoices(operation), at),
  'notify-message': () => notifying,
  'await-agent': (operation, at) => [...waiting(operation, at), hangUpAfter(QUEUE_WAIT_MS)],
  'join-conference': (operation, at) => [...conferenceChoices(operation, at.world), hangUpAfter(TALK_MS)],
  'detect-fax': (operation) => [...faxOrVoice(operation), hangUpAfter(KEY_AFTER_MS)],
  'receive-fax': () => [...receivingFax(), hangUpAfter(FAX_PAGE_MS)],
}

const hangUpAfter = (durationMs: number): Possibility => ({
  id: 'hang-up',
  label: 'The caller hangs up',
  durationMs,
  callerHangsUp: true,
})

function playing(operation: DriverOperation & { kind: 'play' }, at: ChoiceContext): Possibility[] {
  const what = missingSound(operation.sounds, at)
  if (what !== undefined) {
    const result = { outcome: 'missing', what } as const
    return [{ id: 'missing', label: 'The recording does not exist', durationMs: 0, result }]
  }
  const startAtMs = operation.startAtMs ?? 0
  const wholeMs = soundsMs(operation.sounds, at) * (typeof operation.repeat === 'number' ? operation.repeat : 1)
  const lastsMs = operation.repeat === 'endless' ? Number.POSITIVE_INFINITY : Math.max(0, wholeMs - startAtMs)
  const afterMs = Math.min(KEY_AFTER_MS, lastsMs)
  const keys = operation.terminators
    .split('')
    .map((key) => pressed(key, afterMs, { outcome: 'key', key, atMs: startAtMs + afterMs }))
  const unmade = notMade(operation.sounds)
  if (operation.repeat === 'endless') return [...keys, ...unmade]
  const durationMs = lastsMs
  return [
    { id: 'finished', label: 'Listens to the end', durationMs, result: { outcome: 'completed' } },
    ...keys,
    ...unmade,
  ]
}

/** What is made when it is played may fail: a machine cannot speak, a web server is away. */
function notMade(sounds: readonly Sound[]): Possibility[] {
  const made = sounds.find(({ kind }) => kind === 'speech' || kind === 'web')
  if (!made) return []
  const label = made.kind === 'web' ? 'The sound cannot be fetched' : 'The text cannot be spoken'
  return [{ id: 'not-made', label, durationMs: 0, result: { outcome: 'missing', what: made.kind } }]
}

function collecting(operation: DriverOperation & { kind: 'collect' }, at: ChoiceContext): Possibility[] {
  const wired = wiredKeys(operation, at)
  const silentMs = (isUnheard(operation, at) ? 0 : soundsMs(operation.prompt, at)) + operation.firstDigitTimeoutMs
  const silence: Possibility = {
    id: 'silence',
    label: 'Presses nothing',
    durationMs: silentMs,
    result: { digits: '', ...unheard(operation, at) },
  }
  const others = allKeys.split('').filter((key) => !wired.some((each) => each.keys === key))
  return [
    ...wired.map(({ keys, leadsTo }) => ({ ...keyed(operation, keys, at), label: `Press ${keys} · ${leadsTo}` })),
    silence,
    ...others.map((key) => keyed(operation, key, at)),
  ]
}

const isUnheard = (operation: DriverOperation & { kind: 'collect' }, at: ChoiceContext) =>
  missingSound(operation.prompt, at) !== undefined

/** A prompt that does not exist keeps nobody from pressing keys. */
function unheard(operation: DriverOperation & { kind: 'collect' }, at: ChoiceContext) {
  const what = missingSound(operation.prompt, at)
  return what === undefined ? {} : { unheard: `there is no ${what}` }
}

function keyed(operation: DriverOperation & { kind: 'collect' }, keys: string, at: ChoiceContext): Possibility {
  const end = keys.split('').findIndex((key) => operation.terminators.includes(key))
  const digits = (end < 0 ? keys : keys.slice(0, end)).slice(0, operation.maxDigits)
  const waitsMs = end < 0 && digits.length < operation.maxDigits ? operation.interDigitTimeoutMs : 0
  const durationMs = KEY_AFTER_MS + (digits.length - 1) * 500 + waitsMs
  return pressed(keys, Math.max(0, durationMs), {
    digits,
    ...(end < 0 ? {} : { terminator: keys.charAt(end) }),
    ...unheard(operation, at),
  })
}

/** Answers that nobody could list: any keys, any text of a web address, any number. */
function typed(operation: DriverOperation, id: string, at: ChoiceContext): Possibility | undefined {
  if (operation.kind === 'talk') return transferTyped(id, at)
  if (operation.kind === 'http-request') return typedAnswer(operation, id)
  const keys = /^keys:([0-9*#]{1,32})$/.exec(id)?.[1]
  return operation.kind === 'collect' && keys !== undefined ? keyed(operation, keys, at) : undefined
}

/** Keys that a wire of the asking node answers to, with the name of what they lead to. */
function wiredKeys(operation: DriverOperation & { kind: 'collect' }, { design, callflowId, nodeId }: ChoiceContext) {
  const callflow = design.find('callflow', callflowId)
  if (!callflow) return []
  return callflow.wires
    .filter((wire) => wire.from === nodeId && /^[0-9*#]+$/.test(wire.branch))
    .filter((wire) => wire.branch.length <= operation.maxDigits)
    .map((wire) => {
      const to = callflow.nodes[wire.to]
      return { keys: wire.branch, leadsTo: to ? stepTitle(to, design) : 'nowhere' }
    })
    .toSorted((left, right) => allKeys.indexOf(left.keys) - allKeys.indexOf(right.keys))
}

function recording(operation: DriverOperation & { kind: 'record' }, { world }: ChoiceContext): Possibility[] {
  const recordingId = world.nextRecordingId()
  const spokenMs = Math.min(SPEAK_MS, operation.maxDurationMs)
  const keys = operation.terminators.split('')
  const byKey = (key: string): Possibility => ({
    ...pressed(key, spokenMs, { recordingId, durationMs: spokenMs, endedBy: 'key', key }),
    label: `Speaks, then presses ${key}`,
  })
  const silenceMs = spokenMs + operation.endOnSilenceMs
  const gone = (id: string, label: string, durationMs: number): Possibility => ({
    id,
    label,
    durationMs,
    result: { recordingId, durationMs, endedBy: 'caller-gone' },
    callerHangsUp: true,
  })
  const likely = keys.includes('#') ? ['#', ...keys.filter((key) => key !== '#')] : keys
  return [
    ...likely.slice(0, 1).map(byKey),
    {
      id: 'silence',
      label: 'Speaks, then falls silent',
      durationMs: silenceMs,
      result: { recordingId, durationMs: silenceMs, endedBy: 'silence' },
    },
    {
      id: 'limit',
      label: 'Speaks until the limit',
      durationMs: operation.maxDurationMs,
      result: { recordingId, durationMs: operation.maxDurationMs, endedBy: 'limit' },
    },
    ...likely.slice(1).map(byKey),
    {
      id: 'no-space',
      label: 'Nothing can be recorded: the disk is full',
      durationMs: 0,
      result: { recordingId, durationMs: 0, endedBy: 'no-space' },
    },
    gone('hang-up-at-once', 'Hangs up without a word', 200),
    gone('hang-up', 'Speaks, then hangs up', spokenMs),
  ]
}

function waiting(operation: DriverOperation & { kind: 'await-agent' }, { world }: ChoiceContext): Possibility[] {
  // Somebody who presses a key does so before the wait is over, however short it is.
  const keyAfterMs = operation.timeoutMs > 0 ? Math.min(QUEUE_WAIT_MS, operation.timeoutMs / 2) : QUEUE_WAIT_MS
  const keys = operation.exitKeys.split('').map((key) => pressed(key, keyAfterMs, { outcome: 'exit-key', key }))
  const timeout: Possibility[] =
    operation.timeoutMs > 0
      ? [
          {
            id: 'timeout',
            label: 'Waits too long',
            durationMs: operation.timeoutMs,
            result: { outcome: 'timeout' },
          },
        ]
      : []
  const soonMs = operation.timeoutMs > 0 ? Math.min(QUEUE_WAIT_MS, operation.timeoutMs) : QUEUE_WAIT_MS
  const { agents, afterMs: waitedMs } = world.agentsAsked(operation.queueId, soonMs)
  if (agents.length === 0 || (operation.timeoutMs > 0 && waitedMs > operation.timeoutMs)) return [...timeout, ...keys]
  const free: Possibility = {
    id: 'agents-free',
    label: agents.length === 1 ? 'An agent becomes free' : `${agents.length} agents are free`,
    durationMs: waitedMs,
    result: { outcome: 'agents-free', agents, waitedMs },
  }
  return [free, ...timeout, ...keys]
}

const faxOrVoice = ({ timeoutMs }: DriverOperation & { kind: 'detect-fax' }): Possibility[] => [
  { id: 'voice', label: 'A person is calling', durationMs: timeoutMs, result: { outcome: 'voice' } },
  {
    id: 'fax',
    label: 'A fax machine is calling',
    durationMs: Math.min(KEY_AFTER_MS, timeoutMs),
    result: { outcome: 'fax' },
  },
]

const receivingFax = (): Possibility[] => [
  { id: 'received', label: 'Two pages arrive', durationMs: 2 * FAX_PAGE_MS, result: { outcome: 'received', pages: 2 } },
  { id: 'failed', label: 'The transmission fails', durationMs: FAX_PAGE_MS, result: { outcome: 'failed' } },
]

/** A request goes through when the caller hangs up meanwhile; what follows finds nobody there. */
function goingThrough(possible: readonly Possibility[], { world }: ChoiceContext): readonly Possibility[] {
  const [likeliest] = possible
  if (world.callerIsGone || likeliest?.result === undefined) return possible
  return [...possible, { ...hangUpAfter(likeliest.durationMs), result: likeliest.result }]
}

/** The caller, who is gone or being thanked, has no part in it. */
const notifying: readonly Possibility[] = [
  { id: 'sent', label: 'The mail goes out', durationMs: 0, result: { outcome: 'sent' } },
  { id: 'not-sent', label: 'The mail cannot be sent', durationMs: 0, result: { outcome: 'not-sent' } },
]
