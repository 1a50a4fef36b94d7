import type { Cdr } from '../../store/live-events.ts'

/** RFC 4180. Cells that a spreadsheet would run as a formula get an apostrophe in front; numbers with + keep theirs. */
export function csvOf(cdrs: readonly Cdr[]): string {
  const lines = cdrs.map((cdr) => columns.map(([, value]) => quoted(value(cdr))).join(','))
  return [columns.map(([title]) => title).join(','), ...lines, ''].join('\r\n')
}

const columns: readonly (readonly [string, (cdr: Cdr) => string])[] = [
  ['started', (cdr) => iso(cdr.startedMs)],
  ['answered', (cdr) => (cdr.answeredMs === null ? '' : iso(cdr.answeredMs))],
  ['ended', (cdr) => iso(cdr.endedMs)],
  ['seconds', (cdr) => String(Math.round((cdr.endedMs - cdr.startedMs) / 1_000))],
  ['direction', (cdr) => cdr.direction],
  ['caller_name', (cdr) => cdr.callerName],
  ['caller_number', (cdr) => cdr.callerNumber],
  ['dialled', (cdr) => cdr.dialled],
  ['answered_by', (cdr) => cdr.answeredBy],
  ['end_reason', (cdr) => cdr.endReason],
  ['sip_status', (cdr) => (cdr.sipStatus === null ? '' : String(cdr.sipStatus))],
  ['tag', (cdr) => cdr.tag],
  ['forwarded_by', (cdr) => cdr.forwardedBy],
  ['call_id', (cdr) => cdr.callId],
]

const iso = (ms: number) => new Date(ms).toISOString()

function quoted(cell: string): string {
  const safe = /^[=@\t\r]|^[+-](?![\d ()-]*$)/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
