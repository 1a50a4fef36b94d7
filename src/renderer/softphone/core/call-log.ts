import type { PhoneCall } from './phone-call.ts'

/** A call that is over, as the phone's own list has it. */
export interface LogEntry {
  readonly id: string
  readonly direction: 'in' | 'out'
  readonly name: string
  readonly number: string
  readonly startedMs: number
  /** 0: nobody answered. */
  readonly talkedMs: number
  readonly reason: string
}

const MAX_ENTRIES = 100
const MAX_TEXT = 128

export function logged(log: readonly LogEntry[], call: PhoneCall): readonly LogEntry[] {
  const { id, direction, name, number, startedMs, answeredMs, endedMs, reason } = call
  const talkedMs = answeredMs === null || endedMs === null ? 0 : endedMs - answeredMs
  return [{ id, direction, name, number, startedMs, talkedMs, reason }, ...log].slice(0, MAX_ENTRIES)
}

/** Nobody here picked up, here or at another phone of theirs. */
export const isMissed = ({ direction, talkedMs, reason }: LogEntry): boolean =>
  direction === 'in' && talkedMs === 0 && reason === 'Missed'

/** The list as it was kept in the browser, which anybody may have written; what is no entry is left out. */
export function readLog(kept: unknown): readonly LogEntry[] {
  return Array.isArray(kept) ? kept.flatMap(entryOf).slice(0, MAX_ENTRIES) : []
}

function entryOf(kept: unknown): LogEntry[] {
  if (typeof kept !== 'object' || kept === null) return []
  const { id, direction, name, number, startedMs, talkedMs, reason } = kept as Record<string, unknown> // each is checked
  if (direction !== 'in' && direction !== 'out') return []
  if (!isText(id) || !isText(name) || !isText(number) || !isText(reason)) return []
  if (!isTime(startedMs) || !isTime(talkedMs)) return []
  return [{ id, direction, name, number, startedMs, talkedMs, reason }]
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX_TEXT
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0
