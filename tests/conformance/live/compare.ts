import type { TraceEvent } from '../../../src/callflow/run/trace.ts'

/** How much later or earlier than rehearsed something may come, after what came before it. */
const TOLERANCE_MS = 300

/**
 * What must differ between a rehearsal and a call, and nothing else does:
 *
 * 1. Ids of recordings, messages, copies and tickets: made anew by each. They are numbered in the order of their coming.
 * 2. Milliseconds, up to `TOLERANCE_MS` from one event to the next: INVITEs, answers and INFO take time on a network, choices do not.
 * 3. `now`, and lengths, waits and idle times within results: the same milliseconds, within the same tolerance of all that came before.
 * 4. Agents that are free at once, in no special order: both say so, and the step puts them in order.
 */
export function firstDifference(rehearsed: readonly TraceEvent[], live: readonly TraceEvent[]): Difference | undefined {
  const [ours, theirs] = [numbered(rehearsed), numbered(live)]
  for (let at = 0; at < Math.max(ours.length, theirs.length); at++) {
    const [own, other] = [ours[at], theirs[at]]
    const words = own && other ? partsIn(own, other) : `${wordsOf(own)} but live ${wordsOf(other)}`
    if (words !== undefined) return { rehearsed: rehearsed[at], live: live[at], words: `event ${at}: ${words}` }
  }
  return undefined
}

/** Where two traces part first. */
export interface Difference {
  readonly rehearsed: TraceEvent | undefined
  readonly live: TraceEvent | undefined
  readonly words: string
}

function partsIn(own: Shown, other: Shown): string | undefined {
  if (!isSame(own.event, other.event)) return `${wordsOf(own)} but live ${wordsOf(other)}`
  return Math.abs(own.afterMs - other.afterMs) > TOLERANCE_MS
    ? `${wordsOf(own)} after ${own.afterMs} ms but live after ${other.afterMs} ms`
    : undefined
}

interface Shown {
  readonly event: object
  readonly afterMs: number
}

function numbered(trace: readonly TraceEvent[]): readonly Shown[] {
  const ids = new Map<string, string>()
  let beforeMs = 0
  return trace.map((event) => {
    const { atMs, ...rest } = event
    const afterMs = atMs - beforeMs
    beforeMs = atMs
    return { event: withoutIds(rest, ids) as object, afterMs } // an event is an object
  })
}

const idKeys = new Set(['recordingId', 'messageId', 'message-id', 'copyId', 'ticket'])

function withoutIds(value: unknown, ids: Map<string, string>): unknown {
  if (Array.isArray(value)) {
    const all = value.map((each) => withoutIds(each, ids))
    const isAgents = all.every((each) => typeof each === 'object' && each !== null && 'idleSinceMs' in each)
    return isAgents ? all.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))) : all
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => {
        if (!idKeys.has(key) || typeof each !== 'string') return [key, withoutIds(each, ids)]
        const id = `${key} ${each}`
        if (!ids.has(id)) ids.set(id, `#${ids.size + 1}`)
        return [key, ids.get(id)]
      }),
  )
}

/** Written out, as web servers are told them. */
const isMs = (own: unknown, other: unknown, key: string) =>
  key.endsWith('Ms') ? typeof own === 'number' && typeof other === 'number' : key.endsWith('-ms')

/** Milliseconds within a result may be off by what the events before it were. */
function isSame(own: unknown, other: unknown, key = ''): boolean {
  if (isMs(own, other, key)) return Math.abs(Number(own) - Number(other)) <= 2_000
  if (typeof own !== 'object' || typeof other !== 'object' || own === null || other === null) return own === other
  const [ours, theirs] = [Object.keys(own), Object.keys(other)]
  if (ours.length !== theirs.length) return false
  const values = other as Readonly<Record<string, unknown>> // an object, read by name
  return Object.entries(own).every(([name, value]) => name in values && isSame(value, values[name], name))
}

const wordsOf = (shown: Shown | undefined): string => (shown ? JSON.stringify(shown.event).slice(0, 400) : 'nothing')
