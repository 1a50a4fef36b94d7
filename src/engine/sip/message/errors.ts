/**
 * The other side broke the protocol. `sipStatus` is the answer a request deserves, when it can be answered at all. Without a stack:
 * what is wrong is in what they sent, and writing down where we noticed costs more than reading it.
 */
export class RemoteProtocolError extends Error {
  override readonly name = 'RemoteProtocolError'
  readonly code: RemoteProtocolErrorCode
  readonly sipStatus: number

  constructor(code: RemoteProtocolErrorCode, message: string, sipStatus = 400) {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
    this.code = code
    this.sipStatus = sipStatus
  }
}

export type RemoteProtocolErrorCode =
  | 'too-large'
  | 'truncated'
  | 'bad-start-line'
  | 'bad-version'
  | 'bad-header'
  | 'missing-header'
  | 'bad-uri'
  | 'unknown-scheme'
  | 'bad-body'
  | 'unsupported-body'
