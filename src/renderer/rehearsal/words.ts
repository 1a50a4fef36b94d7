import prompts from '../../../resources/prompts/en/prompts.json' with { type: 'json' }
import { limitWords } from '../../callflow/numbering/outside-limits.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { DialLeg, DriverOperation, Operation, OperationResult, Sound } from '../../callflow/run/operation.ts'
import type { EndReason, TraceEvent } from '../../callflow/run/trace.ts'
import { branchLabel, stepTitle } from './step-words.ts'

/** What the call is doing, as one would tell somebody looking over one's shoulder. */
export function operationWords(operation: Operation, design: DesignSnapshot): string {
  switch (operation.kind) {
    case 'play':
      return `Playing ${soundsWords(operation.sounds, design)}`
    case 'collect':
      return operation.prompt.length > 0
        ? `Playing ${soundsWords(operation.prompt, design)}, waiting for a key`
        : 'Waiting for a key'
    case 'dial':
      return `Ringing ${legsWords(operation.legs, design)}`
    case 'talk':
      return 'Talking'
    case 'record':
      return operation.beep ? 'Recording the caller after the beep' : 'Recording the caller'
    case 'await-agent':
      return `Waiting in ${nameOf(design, operation.queueId, 'the queue')}`
    case 'wait':
      return `Waiting ${seconds(operation.durationMs)}`
    case 'answer':
      return 'Answering the call'
    case 'start-recording':
      return recordingWords[operation.startsOn]
    case 'stop-recording':
      return 'Stopping the recording'
    case 'save-message':
      return `Keeping the message in ${nameOf(design, operation.mailboxId, 'the mailbox')}`
    case 'discard-recording':
      return 'Throwing the recording away'
    case 'join-queue':
      return `Joining ${nameOf(design, operation.queueId, 'the queue')}`
    case 'leave-queue':
      return `Leaving ${nameOf(design, operation.queueId, 'the queue')}`
    case 'edit-caller-id':
      return editWords(operation)
    case 'edit-call':
      return callEditWords(operation, design)
    case 'note':
      return operation.message
    case 'list-messages':
      return `Looking into ${nameOf(design, operation.mailboxId, 'the mailbox')}`
    case 'update-message':
      return messageWords(operation)
    case 'keep-recording':
      return 'Keeping the recording'
    case 'forget-kept':
      return 'Forgetting a recorded greeting'
    case 'join-conference':
      return `In the room ${nameOf(design, operation.conferenceId, 'that does not exist')}`
    case 'page':
      return `Speaking to ${legsWords(operation.legs, design)}`
    case 'pick-up':
      return 'Picking up a ringing call'
    case 'park':
      return operation.slot === '' ? 'Parking the call' : `Parking the call in slot ${operation.slot}`
    case 'retrieve':
      return `Retrieving the call in slot ${operation.slot}`
    case 'pull-call':
      return `Pulling the call of ${nameOf(design, operation.userId, 'a user')} here`
    case 'push-call':
      return `Pushing the call of ${nameOf(design, operation.userId, 'a user')} to ${legsWords(operation.legs, design)}`
    case 'detect-fax':
      return 'Listening for fax tones'
    case 'receive-fax':
      return 'Receiving a fax'
    case 'http-request':
      return `Asking ${operation.url}`
    case 'publish-presence':
      return `Showing ${operation.presenceId} as ${operation.status}`
    case 'notify-message':
      return `Mailing about the message to ${operation.emails.join(', ')}`
    case 'publish-mwi':
      return `Showing ${countOf(operation.newMessages, 'new message')} on the phones of ${nameOf(design, operation.mailboxId, 'the mailbox')}`
    case 'send-missed-call':
      return 'Taking note of whom to tell should the call be missed'
    case 'set-agent':
      return `${agentWords[operation.action]} ${nameOf(design, operation.agentId, 'the agent')}`
    case 'pin-try':
      return operation.outcome === 'wrong' ? 'Counting a wrong PIN' : ''
    case 'read-mailbox':
    case 'report-agents':
    case 'read-queue':
    case 'read-state':
    case 'write-state':
    case 'now':
    case 'random':
      return ''
  }
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
} as const

function soundsWords(sounds: readonly Sound[], design: DesignSnapshot): string {
  const words = sounds.filter(({ kind }) => kind !== 'silence').map((sound) => soundWords(sound, design))
  return words.length > 0 ? words.join(', ') : 'silence'
}

function soundWords(sound: Sound, design: DesignSnapshot): string {
  switch (sound.kind) {
    case 'media':
      return `"${design.find('media', sound.mediaId)?.name ?? 'a recording that does not exist'}"`
    case 'prompt':
      return promptWords(sound.promptId)
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

/** What the prompt says, as recorded; its id only where there is no such recording. */
function promptWords(promptId: string): string {
  const texts: Readonly<Record<string, string>> = prompts
  return texts[promptId] === undefined ? `the prompt ${promptId}` : `"${texts[promptId]}"`
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
export function eventWords(event: TraceEvent, design: DesignSnapshot): string {
  switch (event.kind) {
    case 'call-started':
      return `${event.caller.name || event.caller.number || 'An unknown caller'} dials ${event.dialled}`
    case 'flow-entered':
      return `Enters "${nameOf(design, event.callflowId, 'a callflow')}"`
    case 'node-entered':
      return stepTitle(design, event.callflowId, event.nodeId)
    case 'operation':
      return operationWords(event.operation, design)
    case 'result':
      return resultWords(event.operation, event.result)
    case 'node-skipped':
      return event.message
    case 'node-left':
      return leftWords(event, design)
    case 'flow-returned':
      return `Comes back to "${nameOf(design, event.to, 'the callflow before')}"`
    case 'call-ended':
      return endWords(event, design)
  }
}

function leftWords(event: TraceEvent & { kind: 'node-left' }, design: DesignSnapshot): string {
  const { outcome, taken, callflowId, nodeId } = event
  if (outcome.kind !== 'branch') return ''
  const wanted = branchLabel(design, callflowId, nodeId, outcome.branch)
  if (taken === undefined) return `Goes on by "${wanted}", which leads nowhere`
  if (taken === outcome.branch) return `Goes on by "${wanted}"`
  return `Goes on by "${branchLabel(design, callflowId, nodeId, taken)}", for "${wanted}" has no wire`
}

function resultWords(kind: DriverOperation['kind'] | Operation['kind'], result: OperationResult): string {
  if ('outcome' in result && result.outcome === 'unsupported') return 'The engine cannot do that on live calls yet'
  if (kind === 'dial' && 'outcome' in result) {
    if (result.outcome === 'answered') return 'Answered'
    if (result.outcome === 'failed' && 'cause' in result) {
      const { cause, notFollowed, limit } = result
      if (limit !== undefined) return `Does not go out: ${limitWords[limit]}`
      return notFollowed === undefined ? failureWords[cause] : `${failureWords[cause]}: ${notFollowed}`
    }
    if (result.outcome === 'exit-key' && 'key' in result) return `The caller presses ${result.key}`
  }
  if (kind === 'pin-try' && 'mayTry' in result && !result.mayTry) return 'Too many wrong PINs: no more are taken'
  if (kind === 'collect' && 'digits' in result) {
    const keys = `${result.digits}${result.terminator ?? ''}`
    return keys ? `The caller presses ${keys}` : 'The caller presses nothing'
  }
  if (kind === 'play' && 'outcome' in result) {
    if (result.outcome === 'missing') return 'The recording does not exist'
    return result.outcome === 'key' && 'key' in result ? `The caller presses ${result.key}` : ''
  }
  if (kind === 'talk' && 'outcome' in result) {
    return result.outcome === 'time-limit' ? 'The time limit ends the call' : 'The called side hangs up'
  }
  if (kind === 'record' && 'endedBy' in result) {
    const recorded = `${seconds(result.durationMs)} recorded`
    return result.endedBy === 'no-space' ? `${recorded}: the disk is full` : recorded
  }
  if (kind === 'start-recording' && 'outcome' in result && result.outcome === 'no-space') return noSpace
  if (kind === 'start-recording' && 'outcome' in result && result.outcome === 'failed')
    return 'The call could not be recorded'
  if (kind === 'save-message' && 'outcome' in result) {
    if (result.outcome === 'no-space') return noSpace
    return result.outcome === 'full' ? 'The mailbox is full' : 'Message kept'
  }
  if (kind === 'notify-message' && 'outcome' in result) {
    return result.outcome === 'sent' ? 'Notification sent' : 'Notification not sent: the message stays as it is'
  }
  if (kind === 'await-agent' && 'outcome' in result) {
    if (result.outcome === 'timeout') return 'Waited too long'
    return result.outcome === 'exit-key' && 'key' in result ? `The caller presses ${result.key}` : 'An agent is free'
  }
  if (kind === 'join-queue' && 'outcome' in result) {
    return result.outcome === 'full'
      ? 'The queue is full'
      : 'position' in result
        ? `Place ${result.position} in line`
        : ''
  }
  return ''
}

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
  responded: 'The call is refused',
  'caller-gone': 'The caller hangs up',
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
