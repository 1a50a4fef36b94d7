import { createHash } from 'node:crypto'
import type { SipRequest } from './message/message.ts'

const TAG_CHARS = 16

/** The To tag of an answer that nobody remembers: the same for every copy of a request (RFC 3261 §8.2.7). */
export function statelessTag({ headers }: SipRequest): string {
  const about = ['Call-ID', 'CSeq', 'From'].map((name) => headers.get(name) ?? '').join('\n')
  return createHash('sha256').update(about).digest('hex').slice(0, TAG_CHARS)
}
