import { writeCsv } from '../../../callflow/exchange/csv/csv-text.ts'
import type { Cdr } from '../../store/live-events.ts'
import { worstMos } from '../shared/audio-words.ts'

/** What an id of the design is called; whatever else stands there, such as a number outside, as it is. */
type NameOf = (id: string) => string

export function csvOf(cdrs: readonly Cdr[], nameOf: NameOf): string {
  const lines = cdrs.map((cdr) => columns.map(([, value]) => value(cdr, nameOf)))
  return writeCsv([columns.map(([title]) => title), ...lines])
}

const columns: readonly (readonly [string, (cdr: Cdr, nameOf: NameOf) => string])[] = [
  ['started', (cdr) => iso(cdr.startedMs)],
  ['answered', (cdr) => (cdr.answeredMs === null ? '' : iso(cdr.answeredMs))],
  ['ended', (cdr) => iso(cdr.endedMs)],
  ['seconds', (cdr) => String(Math.round((cdr.endedMs - cdr.startedMs) / 1_000))],
  ['direction', (cdr) => cdr.direction],
  ['caller_name', (cdr) => cdr.callerName],
  ['caller_number', (cdr) => cdr.callerNumber],
  ['dialled', (cdr) => cdr.dialled],
  ['answered_by', (cdr, nameOf) => nameOf(cdr.answeredBy)],
  ['end_reason', (cdr) => cdr.endReason],
  ['sip_status', (cdr) => (cdr.sipStatus === null ? '' : String(cdr.sipStatus))],
  ['tag', (cdr) => cdr.tag],
  ['forwarded_by', (cdr, nameOf) => nameOf(cdr.forwardedBy)],
  ['transferred_by', (cdr, nameOf) => nameOf(cdr.transferredBy)],
  ['continued_in', (cdr) => cdr.continuedIn],
  ['charged_to', (cdr, nameOf) => nameOf(cdr.chargedTo)],
  ['number_class', (cdr) => cdr.numberClass],
  ['codecs', ({ audio }) => audio.map(({ codec }) => codec).join(' ')],
  ['mos', ({ audio }) => worstMos(audio)?.toFixed(2) ?? ''],
  ['packets_lost', ({ audio }) => String(audio.reduce((all, { received }) => all + received.lost, 0))],
  ['attestation', (cdr) => cdr.attestation],
  ['ended_because', (cdr) => cdr.endedBecause],
  ['call_id', (cdr) => cdr.callId],
]

const iso = (ms: number) => new Date(ms).toISOString()
