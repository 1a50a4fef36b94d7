import { RemoteProtocolError } from './errors.ts'
import { MAX_MESSAGE_BYTES } from './limits.ts'
import { type Head, parseHead, type ReadMessage, withBody } from './parse-message.ts'
import { contentLength } from './validate.ts'

export type Frame =
  | { readonly kind: 'message'; readonly read: ReadMessage }
  /** CRLF CRLF, or any number of them in a row: answer with CRLF (RFC 5626 §3.5.1). */
  | { readonly kind: 'ping' }
  /** Nothing that could be answered, where the next message is found all the same. */
  | { readonly kind: 'unreadable'; readonly error: RemoteProtocolError }
  /** Where the next message starts is unknown: the connection must be closed. No more frames follow. */
  | { readonly kind: 'broken'; readonly error: RemoteProtocolError; readonly head?: Head }

/** Cuts a byte stream into messages by Content-Length (RFC 3261 §18.3). Holds one message at most. */
export class StreamFramer {
  #pending: Buffer = Buffer.alloc(0)
  /** Of the message that broke the stream, when that much could be read. */
  #brokenHead: Head | undefined
  /** Where the search for the empty line goes on, so that slow senders do not make it quadratic. */
  #searched = 0
  #head: { readonly head: Head; readonly bodyAt: number; readonly length: number } | undefined
  #isBroken = false

  /** A message has begun and is not complete. */
  get isMidMessage(): boolean {
    return this.#head !== undefined || (this.#pending.length > 0 && !isLineEnd(this.#pending[0]))
  }

  push(chunk: Buffer): Frame[] {
    if (this.#isBroken) return []
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    const frames: Frame[] = []
    try {
      for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame)
    } catch (error) {
      if (!(error instanceof RemoteProtocolError)) throw error
      this.#isBroken = true
      this.#pending = Buffer.alloc(0)
      frames.push({ kind: 'broken', error, ...(this.#brokenHead && { head: this.#brokenHead }) })
    }
    return frames
  }

  #next(): Frame | undefined {
    if (this.#head === undefined) {
      const ping = this.#skipLineEnds()
      if (ping) return { kind: 'ping' }
      if (!this.#readHead()) return undefined
    }
    const current = this.#head
    if (current === undefined || this.#pending.length < current.bodyAt + current.length) return undefined
    const read = withBody(current.head, this.#pending.subarray(current.bodyAt, current.bodyAt + current.length))
    this.#drop(current.bodyAt + current.length)
    this.#head = undefined
    return { kind: 'message', read }
  }

  /** True for a double CRLF, however many follow at once; a single one (the pong to ours) is skipped silently. */
  #skipLineEnds(): boolean {
    const buffer = this.#pending
    let end = 0
    while (isLineEnd(buffer[end])) end++
    if (end === 0) return false
    // The second CRLF of a ping may still be on its way.
    this.#drop(end < buffer.length ? end : end - (end % 4))
    return end >= 4
  }

  #readHead(): boolean {
    const headEnd = this.#pending.indexOf('\r\n\r\n', this.#searched, 'latin1')
    if (headEnd < 0) {
      if (this.#pending.length > MAX_MESSAGE_BYTES) throw tooLarge()
      this.#searched = Math.max(0, this.#pending.length - 3)
      return false
    }
    if (headEnd === 0) return false
    if (headEnd > MAX_MESSAGE_BYTES) throw tooLarge()
    this.#brokenHead = undefined
    const head = parseHead(this.#pending.toString('utf8', 0, headEnd))
    this.#brokenHead = head
    const length = contentLength(head.headers)
    if (length === undefined)
      throw head.fault ?? new RemoteProtocolError('missing-header', 'no Content-Length on a stream')
    if (headEnd + 4 + length > MAX_MESSAGE_BYTES) throw tooLarge()
    this.#head = { head, bodyAt: headEnd + 4, length }
    return true
  }

  #drop(count: number): void {
    this.#pending = this.#pending.subarray(count)
    this.#searched = 0
  }
}

export function isLineEnd(byte: number | undefined): boolean {
  return byte === 13 || byte === 10
}

function tooLarge(): RemoteProtocolError {
  return new RemoteProtocolError('too-large', `message on a stream is over ${MAX_MESSAGE_BYTES} bytes`, 513)
}
