import { readUint } from '../../sip/message/chars.ts'
import { RemoteProtocolError } from '../../sip/message/errors.ts'
import { MAX_UINT32 } from '../../sip/message/limits.ts'
import { param, parseParams } from '../../sip/message/params.ts'
import type { SipHeaders, SipRequest } from '../../sip/message/message.ts'
import type { ResponseOptions } from '../../sip/user-agent.ts'
import { MESSAGE_SUMMARY } from '../message-summary.ts'
import { DIALOG_INFO } from './dialog-info.ts'
import { PIDF } from './pidf.ts'

/** Event packages: RFC 4235, RFC 3856, RFC 3842, and what each is told in. */
export const contentTypes = {
  dialog: DIALOG_INFO,
  presence: PIDF,
  'message-summary': MESSAGE_SUMMARY,
} as const

export type EventPackage = keyof typeof contentTypes

export const allowEvents = ['Allow-Events', Object.keys(contentTypes).join(', ')] as const

const DEFAULT_SEC = 3_600
export const MAX_SEC = 3_600
export const MIN_SEC = 60
const MAX_ID_CHARS = 64

export interface SubscribeRequest {
  readonly event: EventPackage
  /** Of several subscriptions in one dialog; told back in every NOTIFY (RFC 6665 §8.2.1). Empty: none. */
  readonly eventId: string
  /** Granted; 0 asks once, or ends. */
  readonly seconds: number
  /** Knows lists (RFC 4662). */
  readonly takesLists: boolean
}

export type ReadSubscribe = SubscribeRequest | { readonly refusal: ResponseOptions }

/** What RFC 6665 §4.2.1 has a notifier look at first. Throws `RemoteProtocolError` for what cannot be read. */
export function readSubscribe({ headers }: SipRequest): ReadSubscribe {
  const asked = readEvent(headers)
  if (!asked) return { refusal: { status: 489, headers: [allowEvents] } }
  const types = headers.getAll('Accept').map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '')
  const [main = ''] = contentTypes[asked.event].split('/')
  const isTaken = types.some((type) => type === contentTypes[asked.event] || type === '*/*' || type === `${main}/*`)
  if (types.length > 0 && !isTaken)
    return { refusal: { status: 406, headers: [['Accept', contentTypes[asked.event]]] } }
  const seconds = readExpires(headers)
  if (typeof seconds !== 'number') return seconds
  const takesLists = [...headers.getAll('Supported'), ...headers.getAll('Require')].some(
    (tag) => tag.toLowerCase() === 'eventlist',
  )
  return { ...asked, seconds, takesLists }
}

/** Undefined: no package of ours, or several. */
export function readEvent(headers: SipHeaders): Pick<SubscribeRequest, 'event' | 'eventId'> | undefined {
  const [event = '', another] = headers.getAll('Event')
  const semicolon = event.indexOf(';')
  const name = (semicolon < 0 ? event : event.slice(0, semicolon)).trim().toLowerCase()
  if (another !== undefined || !isPackage(name)) return undefined
  const eventId = semicolon < 0 ? '' : (param(parseParams(event, semicolon, 'Event'), 'id') ?? '')
  if (eventId.length > MAX_ID_CHARS)
    throw new RemoteProtocolError('bad-header', `Event: an id of more than ${MAX_ID_CHARS} characters`)
  return { event: name, eventId }
}

/** Granted seconds, no more than an hour; less than a minute is refused (423). */
export function readExpires(headers: SipHeaders): number | { readonly refusal: ResponseOptions } {
  const written = headers.get('Expires')
  const wanted = written === undefined ? DEFAULT_SEC : readUint(written.trim(), MAX_UINT32)
  if (wanted === undefined)
    throw new RemoteProtocolError('bad-header', `Expires "${written?.slice(0, 40)}" is not a number`)
  if (wanted > 0 && wanted < MIN_SEC) return { refusal: { status: 423, headers: [['Min-Expires', String(MIN_SEC)]] } }
  return Math.min(wanted, MAX_SEC)
}

const isPackage = (name: string): name is EventPackage => Object.hasOwn(contentTypes, name)
