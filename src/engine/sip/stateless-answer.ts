import { hash } from 'node:crypto'
import { buildResponse, type ResponseParts } from './message/build.ts'
import type { SipRequest } from './message/message.ts'
import { serializeMessage } from './message/serialize.ts'

const TAG_CHARS = 16

/**
 * The one answer to a request that nobody remembers (RFC 3261 §8.2.7): no transaction, no provisional response, no repetition.
 * Whoever asked may have forged where from, so it says no more than it must and is hardly longer than the question.
 */
export function statelessAnswer(request: SipRequest, parts: ResponseParts): Uint8Array {
  return serializeMessage(buildResponse(request, { ...parts, toTag: statelessTag(request) }))
}

/** The same for every copy of a request. */
function statelessTag({ headers }: SipRequest): string {
  const about = ['Call-ID', 'CSeq', 'From'].map((name) => headers.get(name) ?? '').join('\n')
  return hash('sha256', about).slice(0, TAG_CHARS)
}
