import type { SipTransport } from '../../sip/transport/sip-transport.ts'
import type { Session } from '../../sip/user-agent.ts'
import { channelOf } from './referring.ts'

/** What a phone's ACKs bring while it asks for our offer instead of making one. */
export interface AckAnswer {
  sdp: string | undefined
}

/** A phone's transport that puts the answer into the ACKs, for our user agent never asks for an offer. */
export function answeringInAck(transport: SipTransport, answer: AckAnswer): SipTransport {
  return {
    ...transport,
    send(bytes, peer, onError) {
      const { sdp } = answer
      transport.send(sdp === undefined ? bytes : withAnswer(bytes, sdp), peer, onError)
    },
  }
}

function withAnswer(bytes: Uint8Array, sdp: string): Uint8Array {
  const text = Buffer.from(bytes).toString()
  if (!text.startsWith('ACK ')) return bytes
  const body = `Content-Type: application/sdp\r\nContent-Length: ${Buffer.byteLength(sdp)}\r\n\r\n${sdp}`
  return Buffer.from(text.replace(/Content-Length: *0\r\n\r\n$/, () => body))
}

/** A re-INVITE without an offer (RFC 3261 §14.1). Resolves with our offer, or the status of a refusal. */
export function askForOffer(session: Session): Promise<string> {
  return new Promise((resolve) => {
    channelOf(session).request({ method: 'INVITE' }, ({ status, response }) => {
      resolve(status < 300 ? (response?.body ?? '') : String(status))
    })
  })
}
