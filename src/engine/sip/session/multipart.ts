import type { MessageBody } from '../user-agent.ts'
import { sdpBody } from './body.ts'

/** A part of a body that a header refers to by `cid:` (RFC 5621 §9, RFC 2392). */
export interface ReferredPart extends MessageBody {
  /** Without the angle brackets; also makes the boundary, so it must not occur in what the parts say. */
  readonly contentId: string
}

/** The SDP alone, or as the first part of a `multipart/mixed` (RFC 2046 §5.1.3): whoever cannot read the other may leave it (RFC 5621 §4). */
export function offerBody(sdp: string, beside: ReferredPart | undefined): MessageBody {
  if (!beside) return sdpBody(sdp)
  const boundary = `part-${beside.contentId.replaceAll(/[^0-9A-Za-z]/g, '-').slice(0, 60)}`
  const content = [
    `--${boundary}`,
    'Content-Type: application/sdp',
    '',
    sdp,
    `--${boundary}`,
    `Content-Type: ${beside.contentType}`,
    `Content-ID: <${beside.contentId}>`,
    'Content-Disposition: by-reference;handling=optional',
    '',
    beside.content,
    `--${boundary}--`,
    '',
  ].join('\r\n')
  return { contentType: `multipart/mixed;boundary=${boundary}`, content }
}
