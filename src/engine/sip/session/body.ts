import type { SipMessage } from '../message/message.ts'

const SDP_TYPE = 'application/sdp'

/** The SDP a message carries; `undefined` when its body is none or something else. */
export function sdpOf(message: SipMessage): string | undefined {
  if (message.body === '') return undefined
  const type = message.headers.get('Content-Type') ?? ''
  const end = type.indexOf(';')
  return (end < 0 ? type : type.slice(0, end)).trim().toLowerCase() === SDP_TYPE ? message.body : undefined
}

export function sdpBody(content: string): { readonly contentType: string; readonly content: string } {
  return { contentType: SDP_TYPE, content }
}
