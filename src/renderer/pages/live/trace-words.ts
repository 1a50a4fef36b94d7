import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { TraceEntry } from '../../store/live-events.ts'

export interface TraceLine {
  readonly atMs: number
  readonly text: string
  /** The quieter half: a branch, a result, a reason. */
  readonly aside: string
}

/** A trace as a page reads it: one line for each thing the administrator would recognise. */
export function traceLines(trace: readonly TraceEntry[], design: DesignSnapshot): readonly TraceLine[] {
  return trace.flatMap((event) => {
    const line = lineOf(event, design)
    return line ? [{ atMs: event.atMs, ...line }] : []
  })
}

function lineOf(event: TraceEntry, design: DesignSnapshot): { text: string; aside: string } | null {
  switch (event.kind) {
    case 'call-started':
      return { text: `Call to ${words(event['dialled'])}`, aside: callerOf(event['caller']) }
    case 'flow-entered':
      return { text: `Callflow ${nameOf(design, event['callflowId'])}`, aside: '' }
    case 'node-entered':
      return { text: nodeName(design, event), aside: words(event['type']).replaceAll('-', ' ') }
    case 'node-left':
      return { text: `${nodeName(design, event)} left`, aside: outcomeOf(design, event['outcome']) }
    case 'node-skipped':
      return { text: 'Step skipped', aside: words(event['message']) }
    case 'operation':
      return { text: capital(words(field(event['operation'], 'kind')).replaceAll('-', ' ')), aside: '' }
    case 'flow-returned':
      return { text: `Back in ${nameOf(design, event['to'])}`, aside: '' }
    case 'call-ended':
      return { text: 'Call ended', aside: words(event['reason']).replaceAll('-', ' ') }
    default:
      return null
  }
}

function nodeName(design: DesignSnapshot, event: TraceEntry): string {
  const flow = design.find('callflow', words(event['callflowId']))
  const node = flow?.nodes[words(event['nodeId'])]
  return node?.label || capital((node?.type ?? (words(event['type']) || 'Step')).replaceAll('-', ' '))
}

function outcomeOf(design: DesignSnapshot, outcome: unknown): string {
  if (field(outcome, 'kind') !== 'branch') return words(field(outcome, 'kind'))
  const branch = words(field(outcome, 'branch'))
  return branch === '_' ? 'otherwise' : (design.get(branch)?.name ?? branch.replaceAll('-', ' '))
}

function callerOf(caller: unknown): string {
  const parts = [words(field(caller, 'name')), words(field(caller, 'number'))].filter(Boolean)
  return parts.length > 0 ? `from ${parts.join(' ')}` : ''
}

const nameOf = (design: DesignSnapshot, id: unknown) => design.get(words(id))?.name ?? words(id)

const words = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
