import type { Callflow } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { ringGroupSettings, ringingSec } from '../modules/ring-group/ring-group.ts'
import { type CompiledNode, compileFlow } from '../run/compile.ts'

/** What a step is to a caller who waits. */
export type StepTime =
  /** Passed at once: neither the caller nor the clock notices. */
  | { readonly kind: 'instant' }
  /** Goes on in another callflow, and by `_` when that one stops. */
  | { readonly kind: 'jump'; readonly callflowId: DocumentId }
  /** The caller hears ringing for as long, unless somebody answers. */
  | { readonly kind: 'rings'; readonly sec: number }
  /** Says or asks something, holds the caller, or ends the call. */
  | { readonly kind: 'busy' }

/** Steps that only decide, write something down or send it. */
const deciding: ReadonlySet<string> = new Set([
  'agent-availability',
  'branch-on-variable',
  'callflow-variables',
  'distinctive-ring',
  'language',
  'manual-presence',
  'match-caller-id',
  'missed-call-alert',
  'prepend',
  'privacy',
  'reset-prepend',
  'set-call-priority',
  'set-caller-id',
  'start-recording',
  'stop-recording',
  'time-of-day',
  'wait-time',
  'webhook',
])

/** Of steps that do nothing while nothing is chosen in them. */
const chosenBy: Readonly<Record<string, string>> = {
  user: 'userId',
  device: 'deviceId',
  'play-media': 'mediaId',
  menu: 'menuId',
  voicemail: 'mailboxId',
  queue: 'queueId',
}

const instant: StepTime = { kind: 'instant' }
const busy: StepTime = { kind: 'busy' }

const known = new WeakMap<CompiledNode, StepTime>()

/** The time of a step, by id; undefined when the callflow has no such step. */
export function timeOfStep(callflow: Callflow, nodeId: string): StepTime | undefined {
  const compiled = compileFlow(callflow).nodes.get(nodeId)
  if (!compiled) return undefined
  const before = known.get(compiled)
  if (before) return before
  const time = timeOf(compiled)
  known.set(compiled, time)
  return time
}

function timeOf({ node, definition, settings }: CompiledNode): StepTime {
  if (!definition || node.disabled || !settings.ok || deciding.has(node.type)) return instant
  const value = settings.value as Readonly<Record<string, unknown>> // settings schemas are objects
  const chosen = chosenBy[node.type]
  if (chosen !== undefined && value[chosen] === null) return instant
  switch (node.type) {
    case 'callflow':
      return typeof value['callflowId'] === 'string' ? { kind: 'jump', callflowId: value['callflowId'] } : instant
    case 'user':
    case 'device':
      return { kind: 'rings', sec: Number(value['timeoutSec']) + Number(value['delaySec']) }
    case 'ring-group':
      return groupTime(value)
    case 'sleep':
      return value['durationSec'] === 0 ? instant : busy
    default:
      return busy
  }
}

function groupTime(value: unknown): StepTime {
  const group = ringGroupSettings.safeParse(value)
  if (!group.success || group.data.members.length === 0) return instant
  return { kind: 'rings', sec: ringingSec(group.data) * group.data.repeats }
}

/** Where a step leads: steps of the same callflow, a missing `_` left out. */
export const wiresFrom = (callflow: Callflow, nodeId: string): ReadonlyMap<string, string> =>
  compileFlow(callflow).nodes.get(nodeId)?.wires ?? new Map<string, string>()

/** A call that leaves it by `_` finds nothing there: the callflow stops. */
export const canStopAt = (callflow: Callflow, nodeId: string): boolean => !wiresFrom(callflow, nodeId).has('_')
