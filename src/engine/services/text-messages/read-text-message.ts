import type { Device } from '../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { mayRing } from '../../../callflow/numbering/closed-groups.ts'
import { personCalled } from '../../../callflow/numbering/lamp-address.ts'
import type { SipRequest } from '../../sip/message/message.ts'
import { formatUri } from '../../sip/message/uri.ts'
import type { ResponseOptions } from '../../sip/user-agent.ts'
import { devicesOfUser, realmOf } from '../devices.ts'
import { addressAsked } from '../presence/address-asked.ts'
import type { TextMessage } from './text-message.ts'

/** RFC 3428 §8: a request of UDP must fit a packet, and what is passed on may go by UDP. */
export const MAX_TEXT_OCTETS = 1_300
const WEEK_SEC = 604_800

export type ReadTextMessage =
  | { readonly kind: 'refused'; readonly response: ResponseOptions }
  | { readonly kind: 'read'; readonly message: Omit<TextMessage, 'id'> }

const refused = (response: ResponseOptions): ReadTextMessage => ({ kind: 'refused', response })

/** What a phone of ours sends to whom. HTML is refused: what the phone that shows it makes of it is nobody's to check. */
export function readTextMessage(
  request: SipRequest,
  { sender, design, wallMs }: { readonly sender: Device; readonly design: DesignSnapshot; readonly wallMs: number },
): ReadTextMessage {
  const { headers, body: text } = request
  const type = (headers.get('Content-Type') ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'text/plain' || headers.get('Content-Encoding') !== undefined)
    return refused({ status: 415, headers: [['Accept', 'text/plain']] })
  const octets = Buffer.byteLength(text)
  if (octets === 0) return refused({ status: 400, reason: 'Message without a text' })
  if (octets > MAX_TEXT_OCTETS)
    return refused({ status: 413, reason: `Message of ${octets} octets; at most ${MAX_TEXT_OCTETS}` })
  const asked = addressAsked(request, design)
  const recipient = asked && personCalled(design, asked.address)
  if (!asked || !recipient) return refused({ status: 404 })
  const owner = design.find('user', sender.ownerId)
  const caller = { name: '', number: '', origin: { kind: 'device', deviceId: sender.id, ...userIdOf(sender) } } as const
  if (
    !mayRing(design, caller, () => new Set([recipient.id, ...devicesOfUser(design, recipient.id).map(({ id }) => id)]))
  )
    return refused({ status: 403, reason: 'Not to this extension' })
  const user = owner?.extension || sender.sipUsername
  const displayName = owner?.name || sender.name
  return {
    kind: 'read',
    message: {
      recipientId: recipient.id,
      senderId: sender.id,
      from: { uri: formatUri({ scheme: 'sip', user, host: realmOf(design), params: [], headers: [] }), displayName },
      to: asked.entity,
      text,
      expiresMs: wallMs + lastsSec(headers.get('Expires')) * 1_000,
    },
  }
}

const userIdOf = ({ ownerId }: Device) => (ownerId === null ? {} : { userId: ownerId })

/** How long it is worth something to whoever sent it, a week at most. */
function lastsSec(expires: string | undefined): number {
  const asked = /^[0-9]{1,10}$/.test(expires?.trim() ?? '') ? Number(expires) : WEEK_SEC
  return Math.min(asked, WEEK_SEC)
}
