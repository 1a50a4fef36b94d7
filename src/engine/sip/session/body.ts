import { type BodyPart, readBodyParts } from '../message/body-parts.ts'
import { RemoteProtocolError } from '../message/errors.ts'
import type { SipMessage } from '../message/message.ts'
import type { MessageBody } from '../user-agent.ts'

const SDP_TYPE = 'application/sdp'

/** The Accept header of what we answer: bodies we understand. */
export const ACCEPTED_BODIES = `${SDP_TYPE}, multipart/mixed, multipart/alternative`

/** The SDP a message carries, alone or among the parts of its body; `undefined` when there is none that we can use. */
export function sdpOf(message: SipMessage): string | undefined {
  try {
    return readSdp(message)
  } catch (error) {
    if (error instanceof RemoteProtocolError) return undefined
    throw error
  }
}

/**
 * As `sdpOf`, but says why a body is refused: `unsupported-body` (415) when something that must be understood is not, `bad-body`
 * (400) and `too-large` (413) when its parts cannot be told apart. Of a whole body that is the rule unless it is called optional
 * (RFC 3261 §20.11); a part beside others has to say `handling=required`: phones add locations and pictures without a word.
 */
export function readSdp(message: SipMessage): string | undefined {
  const body = readBodyParts(message)
  return body === undefined ? undefined : understand(body, body.handling !== 'optional').sdp
}

/** Everything a message carries, parts of parts included: nothing of a body that cannot be read. */
export function bodiesOf(message: SipMessage): readonly MessageBody[] {
  try {
    const body = readBodyParts(message)
    return body === undefined ? [] : leaves(body)
  } catch (error) {
    if (error instanceof RemoteProtocolError) return []
    throw error
  }
}

export function sdpBody(content: string): MessageBody {
  return { contentType: SDP_TYPE, content }
}

interface Understood {
  readonly isUnderstood: boolean
  readonly sdp?: string
}

const NOT_UNDERSTOOD: Understood = { isUnderstood: false }

/** Throws `unsupported-body` when it has to be understood and is not. */
function understand(part: BodyPart, isRequired: boolean): Understood {
  const found = look(part)
  if (found.isUnderstood || !isRequired) return found
  const what = part.type === '' ? 'without Content-Type' : `of type ${part.type.slice(0, 60)}`
  throw new RemoteProtocolError('unsupported-body', `cannot read a body ${what}`, 415)
}

function look(part: BodyPart): Understood {
  if (part.parts === undefined) {
    if (!isSession(part)) return NOT_UNDERSTOOD
    return part.content.trim() === '' ? { isUnderstood: true } : { isUnderstood: true, sdp: part.content }
  }
  if (!part.isPlain) return NOT_UNDERSTOOD
  return part.type === 'multipart/alternative' ? best(part.parts) : all(part.parts)
}

/** RFC 2046 §5.1.4: the same thing several times, the best last. */
function best(parts: readonly BodyPart[]): Understood {
  for (const part of parts.toReversed()) {
    try {
      const found = understand(part, false)
      if (found.isUnderstood) return found
    } catch (error) {
      // This alternative needs something we do not have: the one before may not.
      if (!(error instanceof RemoteProtocolError)) throw error
    }
  }
  return NOT_UNDERSTOOD
}

/** `multipart/mixed`, and any other that we do not know (RFC 2046 §5.1.7): each part for itself. */
function all(parts: readonly BodyPart[]): Understood {
  let sdp: string | undefined
  for (const part of parts) {
    const found = understand(part, part.handling === 'required')
    sdp ??= found.sdp
  }
  return { isUnderstood: true, ...(sdp !== undefined && { sdp }) }
}

/** Of the session itself, not of an early one beside it (RFC 3959). */
function isSession({ type, disposition = 'session', isPlain }: BodyPart): boolean {
  return type === SDP_TYPE && isPlain && (disposition === 'session' || disposition === 'render')
}

function leaves({ contentType, content, parts }: BodyPart): readonly MessageBody[] {
  return parts === undefined ? [{ contentType, content }] : parts.flatMap(leaves)
}
