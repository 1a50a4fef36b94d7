import { markReceived } from '../message/essentials.ts'
import type { SipRequest } from '../message/message.ts'
import type { ReadMessage } from '../message/parse-message.ts'
import type { TransportReceiver } from './sip-transport.ts'
import type { TransportPeer } from './transport.ts'

/** What every transport does with a message it has read: notes where it came from, and sorts out what is malformed. */
export function deliver(
  { message, fault }: ReadMessage,
  options: {
    readonly source: TransportPeer
    readonly receiver: TransportReceiver
    /** Asked once a malformed message: has this source patience left? */
    readonly noteMalformed: () => boolean
  },
): void {
  const { source, receiver, noteMalformed } = options
  if (fault === undefined) {
    const { address, port } = source
    receiver.onMessage(message.kind === 'response' ? message : markReceived(message, address, port), source)
    return
  }
  const answer = noteMalformed()
  const request = message.kind === 'request' ? answerable(message, source) : undefined
  if (request === undefined) receiver.onMalformed({ error: fault, source, answer: false })
  else receiver.onMalformed({ error: fault, request, source, answer })
}

/** The request, when somebody waits for an answer (never to an ACK) and a Via tells them what it answers. */
function answerable(request: SipRequest, source: TransportPeer): SipRequest | undefined {
  if (request.method === 'ACK' || request.headers.get('Via') === undefined) return undefined
  return markReceived(request, source.address, source.port)
}
