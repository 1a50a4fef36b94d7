/** A message of one extension to another (RFC 3428), as it is kept until a phone has taken it. Plain data. */
export interface TextMessage {
  /** Its Call-ID at every try, by which a phone may know a copy. */
  readonly id: string
  /** The user or device that it is for. */
  readonly recipientId: string
  readonly senderId: string
  /** Who sends it, as the recipient sees it: `sip:1001@realm`. */
  readonly from: { readonly uri: string; readonly displayName: string }
  readonly to: string
  /** UTF-8, 1 to 1,300 octets. */
  readonly text: string
  /** Epoch milliseconds of the wall's clock. */
  readonly expiresMs: number
}

/** Where messages survive a restart. */
export interface TextMessageRows {
  /** In the order in which they were kept. */
  all(): readonly TextMessage[]
  /** Resolves when it is on the disk; rejects when it cannot be now. */
  keep(message: TextMessage): Promise<void>
  remove(messageId: string): void
}
