import { promptKey } from '../../callflow/design/prompt-key.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { Unsupported } from '../../callflow/run/caller-operations.ts'
import type {
  DialLeg,
  Operation,
  OperationKind,
  OperationOf,
  OperationResult,
  ResultOf,
  Sound,
} from '../../callflow/run/operation.ts'
import type { Caller } from '../../callflow/run/script.ts'
import type { EndReason, TraceEvent } from '../../callflow/run/trace.ts'
import { shippedPrompts } from '../store/shipped-prompts.ts'
import { branchLabel, stepTitle } from './step-words.ts'
import { attestationWords } from './attestation-words.ts'

/** What the call is doing, as one would tell somebody looking over one's shoulder. */
export function operationWords<O extends Operation>(
  operation: O,
  design: DesignSnapshot,
  languages: readonly string[] = ['en'],
): string {
  const say = doing[operation.kind] as Words<O> // the table has each kind in its place
  return say(operation, design, languages)
}

/** `languages`: those the call is spoken to in, the best first. */
type Words<O> = (operation: O, design: DesignSnapshot, languages: readonly string[]) => string

/** Nobody asked to know. */
const quiet = () => ''

const doing: { readonly [K in OperationKind]: Words<OperationOf<K>> } = {
  answer: () => 'Answering the call',
  play: ({ sounds }, design, languages) => `Playing ${soundsWords(sounds, design, languages)}`,
  collect: ({ prompt }, design, languages) =>
    prompt.length > 0 ? `Playing ${soundsWords(prompt, design, languages)}, waiting for a key` : 'Waiting for a key',
  wait: ({ durationMs }) => `Waiting ${seconds(durationMs)}`,
  dial: ({ legs }, design) => `Ringing ${legsWords(legs, design)}`,
  talk: () => 'Talking',
  record: ({ beep }) => (beep ? 'Recording the caller after the beep' : 'Recording the caller'),
  'await-agent': ({ queueId }, design) => `Waiting in ${nameOf(design, queueId, 'the queue')}`,
  'join-conference': ({ conferenceId }, design) => `In the room ${nameOf(design, conferenceId, 'that does not exist')}`,
  page: ({ legs }, design) => `Speaking to ${legsWords(legs, design)}`,
  'pick-up': () => 'Picking up a ringing call',
  supervise: ({ manner }) => superviseWords[manner],
  park: ({ slot }) => (slot === '' ? 'Parking the call' : `Parking the call in slot ${slot}`),
  retrieve: ({ slot }) => `Retrieving the call in slot ${slot}`,
  'pull-call': ({ userId }, design) => `Pulling the call of ${nameOf(design, userId, 'a user')} here`,
  'push-call': ({ userId, legs }, design) =>
    `Pushing the call of ${nameOf(design, userId, 'a user')} to ${legsWords(legs, design)}`,
  'detect-fax': () => 'Listening for fax tones',
  'receive-fax': () => 'Receiving a fax',
  'discard-recording': () => 'Throwing the recording away',
  'start-recording': ({ startsOn }) => recordingWords[startsOn],
  'stop-recording': () => 'Stopping the recording',
  'read-mailbox': quiet,
  'save-message': ({ mailboxId }, design) => `Keeping the message in ${nameOf(design, mailboxId, 'the mailbox')}`,
  'list-messages': ({ mailboxId }, design) => `Looking into ${nameOf(design, mailboxId, 'the mailbox')}`,
  'update-message': (operation) => messageWords(operation),
  'keep-recording': () => 'Keeping the recording',
  'forget-kept': () => 'Forgetting a recorded greeting',
  'notify-message': ({ emails }) => `Mailing about the message to ${emails.join(', ')}`,
  'publish-mwi': ({ newMessages, mailboxId }, design) =>
    `Showing ${countOf(newMessages, 'new message')} on the phones of ${nameOf(design, mailboxId, 'the mailbox')}`,
  'publish-presence': ({ presenceId, status }) => `Showing ${presenceId} as ${status}`,
  'send-missed-call': () => 'Taking note of whom to tell should the call be missed',
  'look-up-name': ({ number }) => `Looking up who ${number} is`,
  'tell-of-emergency': (operation) => emergencyWords(operation),
  'join-queue': ({ queueId }, design) => `Joining ${nameOf(design, queueId, 'the queue')}`,
  'report-agents': quiet,
  'leave-queue': ({ queueId }, design) => `Leaving ${nameOf(design, queueId, 'the queue')}`,
  'read-queue': quiet,
  'request-callback': ({ number, queueId }, design) =>
    `Keeping the place in ${nameOf(design, queueId, 'the queue')} to call ${number} back`,
  'report-callback': quiet,
  'become-caller': quiet,
  'set-agent': ({ action, agentId }, design) => `${agentWords[action]} ${nameOf(design, agentId, 'the agent')}`,
  'read-state': quiet,
  'write-state': quiet,
  'pin-try': ({ outcome }) => (outcome === 'wrong' ? 'Counting a wrong PIN' : ''),
  'http-request': ({ url }) => `Asking ${url}`,
  now: quiet,
  random: quiet,
  'edit-caller-id': (operation) => editWords(operation),
  'edit-call': (operation, design) => callEditWords(operation, design),
  note: ({ message }) => message,
}

function editWords({ edit }: Operation & { kind: 'edit-caller-id' }): string {
  if (edit.kind === 'reset-prepend') return 'Taking the prefixes off the caller ID'
  if (edit.kind === 'privacy') return edit.mode === 'none' ? 'Showing the caller ID' : 'Withholding the caller ID'
  if (edit.kind === 'rewrite') return `Showing ${[edit.name, edit.number].filter(Boolean).join(' ')} as the caller`
  if (edit.kind === 'dynamic') return `Calling as ${[edit.name, edit.number].filter(Boolean).join(' ')} from here on`
  const parts = [edit.namePrefix, edit.numberPrefix].filter(Boolean).map((part) => `"${part}"`)
  return `Putting ${parts.join(' and ')} before the caller ID`
}

function callEditWords({ edit }: Operation & { kind: 'edit-call' }, design: DesignSnapshot): string {
  switch (edit.kind) {
    case 'set-variable':
      return `Setting ${edit.variable} to "${edit.value}"`
    case 'set-language':
      return `Speaking ${edit.language} from here on`
    case 'set-alert-info':
      return `Ringing with "${edit.alertInfo}" from here on`
    case 'set-priority':
      return `Giving the call priority ${edit.priority}`
    case 'set-identity':
      return `Going on as ${nameOf(design, edit.userId, 'a user')}, ${edit.name} ${edit.number}`
  }
}

function messageWords({ change }: Operation & { kind: 'update-message' }): string {
  if (change.kind === 'copy-to')
    return change.introduction ? 'Forwarding the message, introduced' : 'Forwarding the message'
  return change.kind === 'delete' ? 'Deleting the message' : 'Saving the message'
}

const recordingWords = {
  now: 'Starting to record the call',
  answer: 'Recording the call once it is answered',
  bridge: 'Recording the call once people talk',
} as const

const agentWords = {
  'log-in': 'Logging in',
  'log-out': 'Logging out',
  pause: 'Pausing',
  resume: 'Resuming',
  ready: 'Ending the pause after a call of',
} as const

function soundsWords(sounds: readonly Sound[], design: DesignSnapshot, languages: readonly string[]): string {
  const words = sounds.filter(({ kind }) => kind !== 'silence').map((sound) => soundWords(sound, design, languages))
  return words.length > 0 ? words.join(', ') : 'silence'
}

function soundWords(sound: Sound, design: DesignSnapshot, languages: readonly string[]): string {
  switch (sound.kind) {
    case 'media':
      return `"${design.find('media', sound.mediaId)?.name ?? 'a recording that does not exist'}"`
    case 'prompt':
      return promptWords(sound.promptId, design, languages)
    case 'digits':
      return `the digits ${sound.text}`
    case 'tone':
      return sound.tone === 'beep' ? 'a beep' : `the ${sound.tone} tone`
    case 'silence':
      return seconds(sound.durationMs)
    case 'recording':
      return 'what was recorded'
    case 'message':
      return 'a message'
    case 'kept':
      return 'what was recorded by phone'
    case 'speech':
      return `"${sound.text}"`
    case 'web':
      return sound.url
    case 'hold-music':
      return 'hold music'
  }
}

/**
 * What the prompt says in the first of these languages that has it, as the engine looks for it: the name of one's own recording, else the text of ours;
 * its id only where there is no such recording.
 */
function promptWords(promptId: string, design: DesignSnapshot, languages: readonly string[]): string {
  for (const language of [...languages, 'en']) {
    const ownId = design.account?.prompts[promptKey(language, promptId)]
    const own = ownId === undefined ? undefined : design.find('media', ownId)
    if (own) return `"${own.name}"`
    const text = shippedPrompts[language]?.[promptId]
    if (text !== undefined) return `"${text}"`
  }
  return `the prompt ${promptId}`
}

const mostLegs = 4

function legsWords(legs: readonly DialLeg[], design: DesignSnapshot): string {
  if (legs.length === 0) return 'nobody'
  const names = [...new Set(legs.map((leg) => legName(leg, design)))]
  const shown = names.slice(0, mostLegs)
  return names.length > mostLegs ? `${shown.join(', ')} and ${names.length - mostLegs} more` : shown.join(', ')
}

/** `Alex's desk phone`, or the device's own name when nobody owns it. */
export function legName({ target, userId }: DialLeg, design: DesignSnapshot): string {
  const user = design.find('user', userId)
  if (target.kind === 'number') return user ? `${user.name} on ${target.number}` : target.number
  const device = design.find('device', target.deviceId)
  const name = device?.name ?? 'a phone that does not exist'
  const owner = user ?? design.find('user', device?.ownerId)
  return owner && !name.toLowerCase().includes(owner.name.split(' ')[0]?.toLowerCase() ?? '')
    ? `${owner.name} (${name})`
    : name
}

/** A line of the event list; empty for what nobody asked to know. */
export function eventWords(event: TraceEvent, design: DesignSnapshot, languages: readonly string[] = ['en']): string {
  switch (event.kind) {
    case 'call-started':
      return startWords(event)
    case 'flow-entered':
      return `Enters "${nameOf(design, event.callflowId, 'a callflow')}"`
    case 'node-entered':
      return stepTitle(design, event.callflowId, event.nodeId)
    case 'operation':
      return operationWords(event.operation, design, languages)
    case 'result':
      return resultWords(event.operation, event.result)
    case 'node-skipped':
      return event.message
    case 'node-left':
      return leftWords(event, design)
    case 'flow-returned':
      return `Comes back to "${nameOf(design, event.to, 'the callflow before')}"`
    case 'transferred':
      return event.isOwn
        ? `${callerWords(event.caller)} calls ${event.dialled} from there`
        : `${callerWords(event.by)} sends the call on to ${event.dialled}`
    case 'recalled':
      return `Nobody answers there: ${nameOf(design, event.deviceId, 'the phone')} rings again`
    case 'caller-replaced':
      return `${callerWords(event.caller)} is in the call now`
    case 'supervised':
      return event.manner === 'ended'
        ? `${callerWords(event.by)} does not listen in any more`
        : `${callerWords(event.by)} ${mannerWords[event.manner]} at ${nameOf(design, event.at, event.at)}`
    case 'call-ended':
      return endWords(event, design)
  }
}

function startWords({ caller, dialled }: TraceEvent & { kind: 'call-started' }): string {
  const { attestation } = caller
  const vouched = attestation === undefined ? '' : `. ${attestationWords[attestation]}`
  return `${callerWords(caller)} dials ${dialled}${vouched}`
}

const callerWords = ({ name, number }: Caller) => name || number || 'An unknown caller'

function leftWords(event: TraceEvent & { kind: 'node-left' }, design: DesignSnapshot): string {
  const { outcome, taken, callflowId, nodeId } = event
  if (outcome.kind !== 'branch') return ''
  const wanted = branchLabel(design, callflowId, nodeId, outcome.branch)
  if (taken === undefined) return `Goes on by "${wanted}", which leads nowhere`
  if (taken === outcome.branch) return `Goes on by "${wanted}"`
  return `Goes on by "${branchLabel(design, callflowId, nodeId, taken)}", for "${wanted}" has no wire`
}

function resultWords(kind: OperationKind, result: OperationResult): string {
  if ('outcome' in result && result.outcome === 'unsupported') return 'The engine cannot do that on live calls yet'
  const say = came[kind] as (result: OperationResult) => string // the table has each kind in its place, and each kind its own result
  return say(result)
}

/** What cannot be performed is said above, once for all. */
type Performed<K extends OperationKind> = Exclude<ResultOf<K>, Unsupported>

const came: { readonly [K in OperationKind]: (result: Performed<K>) => string } = {
  answer: quiet,
  play: (result) => {
    if (result.outcome === 'missing') {
      return result.why === undefined ? 'The recording does not exist' : `Cannot be played: ${result.why}`
    }
    return result.outcome === 'key' ? pressedWords(result.key) : ''
  },
  collect: ({ digits, terminator = '', unheard }) => {
    const keyed = pressedWords(digits + terminator) || 'The caller presses nothing'
    return unheard === undefined ? keyed : `${keyed}. What was to be heard cannot be played: ${unheard}`
  },
  wait: quiet,
  dial: (result) => {
    if (result.outcome === 'answered') return 'Answered'
    if (result.outcome === 'exit-key') return pressedWords(result.key)
    const { cause, notFollowed, limit } = result
    if (limit !== undefined) return `Does not go out: ${limit.says}`
    return notFollowed === undefined ? failureWords[cause] : `${failureWords[cause]}: ${notFollowed}`
  },
  talk: ({ outcome }) => (outcome === 'time-limit' ? 'The time limit ends the call' : 'The called side hangs up'),
  record: ({ durationMs, endedBy }) => {
    const recorded = `${seconds(durationMs)} recorded`
    return endedBy === 'no-space' ? `${recorded}: the disk is full` : recorded
  },
  'await-agent': (result) => {
    if (result.outcome === 'timeout') return 'Waited too long'
    return result.outcome === 'exit-key' ? pressedWords(result.key) : 'An agent is free'
  },
  'join-conference': quiet,
  page: quiet,
  'pick-up': quiet,
  supervise: ({ outcome }) => supervisedWords[outcome],
  park: quiet,
  retrieve: quiet,
  'pull-call': quiet,
  'detect-fax': quiet,
  'receive-fax': quiet,
  'discard-recording': quiet,
  'start-recording': ({ outcome }) => {
    if (outcome === 'failed') return 'The call could not be recorded'
    if (outcome === 'paused') return 'The recording is paused: silence is recorded'
    if (outcome === 'resumed') return 'The recording goes on'
    return outcome === 'no-space' ? noSpace : ''
  },
  'stop-recording': quiet,
  'read-mailbox': quiet,
  'save-message': ({ outcome }) => {
    if (outcome === 'no-space') return noSpace
    return outcome === 'full' ? 'The mailbox is full' : 'Message kept'
  },
  'list-messages': quiet,
  'update-message': quiet,
  'keep-recording': quiet,
  'forget-kept': quiet,
  'notify-message': ({ outcome }) =>
    outcome === 'sent' ? 'Notification sent' : 'Notification not sent: the message stays as it is',
  'publish-mwi': quiet,
  'publish-presence': quiet,
  'send-missed-call': quiet,
  'look-up-name': (result) => {
    if (result.outcome === 'found') return `It is ${result.name}`
    return result.outcome === 'failed' ? 'There is no answer in time: no name' : 'No name is known'
  },
  'tell-of-emergency': ({ outcome }) =>
    outcome === 'mailed' ? 'Told by mail and on the screen' : 'Told on the screen only',
  'join-queue': (result) => (result.outcome === 'full' ? 'The queue is full' : `Place ${result.position} in line`),
  'report-agents': quiet,
  'leave-queue': quiet,
  'read-queue': quiet,
  'request-callback': ({ outcome }) => (outcome === 'kept' ? '' : 'That number is to be called back already'),
  'report-callback': quiet,
  'become-caller': quiet,
  'set-agent': quiet,
  'read-state': quiet,
  'write-state': quiet,
  'pin-try': ({ mayTry }) => (mayTry ? '' : 'Too many wrong PINs: no more are taken'),
  'push-call': quiet,
  'http-request': quiet,
  now: quiet,
  random: quiet,
  'edit-caller-id': quiet,
  'edit-call': quiet,
  note: quiet,
}

const pressedWords = (keys: string) => (keys === '' ? '' : `The caller presses ${keys}`)

const noSpace = 'The disk is full'

const failureWords = {
  busy: 'Busy',
  'no-answer': 'Nobody answers',
  rejected: 'Declined',
  unavailable: 'Not available',
  unregistered: 'No phone is registered',
} as const

const endReasons: Readonly<Record<EndReason, string>> = {
  talked: 'The call ends after the conversation',
  'hung-up': 'The flow hangs up',
  'left-message': 'The call ends, a message was left',
  supervised: 'The call ends: what was listened to is over',
  responded: 'The call is refused',
  'caller-gone': 'The caller hangs up',
  'picked-up': 'The caller goes on at another phone',
  parked: 'The caller is parked',
  moved: 'The caller goes on in another call',
  'ended-by-operator': 'An operator ends the call',
  'engine-stopped': 'The engine was stopped',
  'dead-end': 'The call ends: nothing follows here',
  'jump-limit': 'The call ends: more than 50 jumps between callflows',
  'step-limit': 'The call ends: the flow runs in a circle',
  failed: 'The rehearsal failed',
}

export function endWords(
  ended: { readonly reason: EndReason; readonly sipStatus?: number; readonly message?: string },
  _design: DesignSnapshot,
): string {
  const status = ended.sipStatus === undefined ? '' : ` with ${ended.sipStatus}`
  const why = ended.message ? `: ${ended.message}` : ''
  return `${endReasons[ended.reason]}${status}${why}`
}

const nameOf = (design: DesignSnapshot, id: string, otherwise: string): string => design.get(id)?.name ?? otherwise

const countOf = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

/** `20 s`, `2 min 5 s`. */
function seconds(ms: number): string {
  const total = Math.round(ms / 100) / 10
  if (total < 60) return `${total} s`
  const rest = Math.round(total % 60)
  return `${Math.floor(total / 60)} min${rest > 0 ? ` ${rest} s` : ''}`
}

function emergencyWords({ number, callerNumber, address, emails }: OperationOf<'tell-of-emergency'>): string {
  const shown = callerNumber === '' ? 'without a number' : `as ${callerNumber}`
  const where = address === '' ? 'no address goes along' : `from ${address}`
  const told = emails.length === 0 ? 'nobody is mailed' : `mail to ${emails.join(', ')}`
  return `Calling ${number} for help ${shown}, ${where}; ${told}`
}

const superviseWords = {
  listen: 'Listening in',
  whisper: 'Whispering to whoever is called',
  barge: 'Breaking in on a conversation',
} as const

const mannerWords = { listen: 'listens in', whisper: 'whispers', barge: 'breaks in' } as const

const supervisedWords = {
  ended: 'The conversation is over',
  'no-call': 'Nobody talks there',
  'not-allowed': 'That may not be listened to',
  own: 'It is their own conversation',
  supervisor: 'Whoever is there listens in themselves',
} as const
