/** A SIP message, RFC 3261 §7. Header order and repetition are kept; names are matched without case and with compact forms. */
export interface SipHeaders {
  /** First value, unfolded and trimmed. Compact names are known: `get('v')` is `get('Via')`. */
  get(name: string): string | undefined
  /** Every value; comma-separated list headers (Via, Route, Contact ...) are split, quoted strings and <> respected. */
  getAll(name: string): readonly string[]
  readonly entries: readonly (readonly [name: string, value: string])[]
}

export interface SipRequest {
  readonly kind: 'request'
  readonly method: string
  readonly uri: string
  readonly headers: SipHeaders
  readonly body: string
}

export interface SipResponse {
  readonly kind: 'response'
  readonly status: number
  readonly reason: string
  readonly headers: SipHeaders
  readonly body: string
}

export type SipMessage = SipRequest | SipResponse
