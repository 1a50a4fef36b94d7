import type { SipHeaders } from '../sip/message/message.ts'
import type { SessionEnd } from '../sip/user-agent.ts'

/** Why a far end has left, as it says itself or as we have seen. */
export interface EndedBecause {
  /** Goes on after "The caller" or "The called side", for the record. */
  readonly words: string
  /** What whoever is left is told (RFC 3326): header values that we have written ourselves. */
  readonly reasons: readonly string[]
}

export type ReasonHeaders = readonly (readonly [name: string, value: string])[]

/** What a BYE, CANCEL or refusal says of its reason, or what we know of a dialog that died; undefined: nothing. */
export function endedBecause({ by, message, words }: SessionEnd): EndedBecause | undefined {
  if (by === 'failure') return words === undefined ? undefined : { words, reasons: [] }
  return by === 'remote' && message ? reasonIn(message.headers) : undefined
}

/** RFC 3326 §2, also in responses (RFC 6432). The cause of the telephone network is what people look up. */
export function reasonIn(headers: SipHeaders): EndedBecause | undefined {
  const said = headers.getAll('Reason').slice(0, MAX_REASONS).flatMap(readReason)
  const shown = said.find(({ protocol }) => protocol === 'Q.850') ?? said[0]
  if (!shown) return undefined
  const { protocol, cause, text } = shown
  const meaning = text || (protocol === 'Q.850' ? causes.get(cause) : undefined)
  return {
    words: `said: ${protocol} ${cause}${meaning === undefined ? '' : `, ${meaning}`}`,
    reasons: said.map((each) => `${each.protocol};cause=${each.cause}${each.text && `;text="${each.text}"`}`),
  }
}

interface Reason {
  readonly protocol: 'Q.850' | 'SIP'
  readonly cause: number
  readonly text: string
}

const MAX_REASONS = 4
const MAX_TEXT = 80

function readReason(value: string): Reason[] {
  const protocol = /^(Q\.850|SIP)\s*;/i.exec(value)?.[1]?.toUpperCase()
  const cause = Number(/;\s*cause\s*=\s*(\d{1,3})\s*(?:;|$)/i.exec(value)?.[1] ?? Number.NaN)
  if ((protocol !== 'Q.850' && protocol !== 'SIP') || Number.isNaN(cause)) return []
  const text = /;\s*text\s*=\s*"([^"]*)"/i.exec(value)?.[1] ?? ''
  return [
    {
      protocol,
      cause,
      text: text
        .replaceAll(/[^\x20-\x7e]|\\/g, '')
        .trim()
        .slice(0, MAX_TEXT),
    },
  ]
}

/** ITU-T Q.850 §2.2.7, those that carriers send. */
const causes: ReadonlyMap<number, string> = new Map([
  [1, 'unallocated number'],
  [2, 'no route to the network'],
  [3, 'no route to the destination'],
  [16, 'normal call clearing'],
  [17, 'user busy'],
  [18, 'no user responding'],
  [19, 'no answer from the user'],
  [20, 'subscriber absent'],
  [21, 'call rejected'],
  [22, 'number changed'],
  [26, 'non-selected user clearing'],
  [27, 'destination out of order'],
  [28, 'invalid number format'],
  [29, 'facility rejected'],
  [31, 'normal, unspecified'],
  [34, 'no circuit available'],
  [38, 'network out of order'],
  [41, 'temporary failure'],
  [42, 'switching equipment congestion'],
  [47, 'resource unavailable'],
  [50, 'facility not subscribed'],
  [55, 'incoming calls barred'],
  [57, 'bearer capability not authorised'],
  [58, 'bearer capability not available'],
  [65, 'bearer capability not implemented'],
  [88, 'incompatible destination'],
  [102, 'recovery on timer expiry'],
  [111, 'protocol error'],
  [127, 'interworking, unspecified'],
])
