export interface MessageCount {
  readonly direction: 'in' | 'out'
  /** A method, or the class of a response: `2xx`. */
  readonly message: string
  readonly count: number
}
export type MessageCounts = readonly MessageCount[]

/** Those of the RFCs; any other is `OTHER`, for anybody may send any word. */
const METHODS = 'INVITE ACK CANCEL BYE OPTIONS REGISTER INFO UPDATE REFER PRACK SUBSCRIBE NOTIFY PUBLISH MESSAGE'.split(
  ' ',
)
const LETTER_S = 0x53
const SLASH = 0x2f
const SPACE = 0x20
/** Where `SIP/2.0 200 OK` has the class. */
const CLASS_AT = 8

/** SIP messages by direction and kind. */
export class MessageTally {
  readonly #counts = new Map<string, number>()

  received(
    message:
      | { readonly kind: 'request'; readonly method: string }
      | { readonly kind: 'response'; readonly status: number },
  ): void {
    this.#note('in', message.kind === 'request' ? nameOf(message.method) : `${Math.floor(message.status / 100)}xx`)
  }

  /** By the first bytes of what was formatted. */
  sent(bytes: Uint8Array): void {
    if (bytes[0] === LETTER_S && bytes[3] === SLASH) return this.#note('out', `${(bytes[CLASS_AT] ?? 0x30) - 0x30}xx`)
    const end = bytes.indexOf(SPACE)
    this.#note(
      'out',
      nameOf(Buffer.from(bytes.buffer, bytes.byteOffset, Math.max(0, Math.min(end, 12))).toString('latin1')),
    )
  }

  get counts(): MessageCounts {
    return [...this.#counts].map(([key, count]) => {
      const [direction = '', message = ''] = key.split(' ')
      return { direction: direction === 'in' ? 'in' : 'out', message, count }
    })
  }

  #note(direction: string, message: string): void {
    const key = `${direction} ${message}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }
}

const nameOf = (method: string) => (METHODS.includes(method) ? method : 'OTHER')
