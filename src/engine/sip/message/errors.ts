/** The other side broke the protocol. `sipStatus` is the answer a request deserves, when it can be answered at all. */
export class RemoteProtocolError extends Error {
  override readonly name = 'RemoteProtocolError'
  readonly code: RemoteProtocolErrorCode
  readonly sipStatus: number

  constructor(code: RemoteProtocolErrorCode, message: string, sipStatus = 400) {
    super(message)
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
