import type { CallEnd } from './phone-event.ts'

/** A SIP status as people say it (RFC 3261 §21). */
const statusWords: Readonly<Record<number, string>> = {
  302: 'They sent the call elsewhere',
  400: 'The engine did not understand the call',
  401: 'The password is not accepted',
  403: 'That is not allowed',
  404: 'Nothing answers that number',
  408: 'No answer in time',
  410: 'That number is gone',
  415: 'The engine does not speak what this browser speaks',
  480: 'Nobody is there',
  481: 'The call was over already',
  482: 'The call goes in a circle',
  483: 'The call goes in a circle',
  484: 'The number is not complete',
  486: 'Busy',
  487: 'Ended before it was answered',
  488: 'The two have no kind of sound in common',
  491: 'Both sides asked for something at the same moment',
  500: 'The engine has a fault',
  501: 'The engine cannot do that',
  502: 'The carrier has a fault',
  503: 'The engine takes no calls now',
  504: 'The carrier does not answer',
  600: 'Busy everywhere',
  603: 'Declined',
  604: 'That number does not exist',
  606: 'The two have no kind of sound in common',
  607: 'They want no such calls',
}

export function wordsOfStatus(status: number): string {
  const known = statusWords[status]
  if (known !== undefined) return known
  return status >= 300 && status < 700 ? `It failed with SIP status ${status}` : `SIP status ${status}`
}

/** Why a call ended, in a few words. */
export function endWords(
  { by, status, words }: CallEnd,
  { wasUp, direction }: { readonly wasUp: boolean; readonly direction: 'in' | 'out' },
): string {
  if (words !== '') return words
  // A status comes with a hang-up only where it says more than that.
  if (wasUp) {
    if (by === 'us') return 'You hung up'
    return status === null || status < 300 ? 'They hung up' : wordsOfStatus(status)
  }
  if (by === 'us') return direction === 'in' ? 'You declined' : 'You gave up'
  if (direction === 'in') return status === 200 ? 'Answered elsewhere' : 'Missed'
  return status === null ? 'No answer' : wordsOfStatus(status)
}

/** The SIP status in a Reason header (RFC 3326 §2): `SIP ;cause=200 ;text="Call completed elsewhere"`. Null when it gives none. */
export function statusOfReason(header: string | undefined): number | null {
  const cause = /^\s*SIP\s*;[^,]*?cause\s*=\s*"?([1-6][0-9]{2})\b/i.exec(header ?? '')?.[1]
  return cause === undefined ? null : Number(cause)
}
