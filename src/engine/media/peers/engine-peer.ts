import { randomBytes } from 'node:crypto'
import type { BrowserParameters, OwnBrowserEnd } from '../media-engine.ts'
import { KEY_BYTES, type StreamKey } from '../wire/keyed-datagrams.ts'
import type { PeerLink, PeerListener, PeerProcess } from './peer-link.ts'

export interface EnginePeerOptions {
  readonly link: PeerLink
  readonly process: PeerProcess
  readonly address: string
  readonly port: number
}

/** The main thread's handle on one browser's ICE and DTLS-SRTP. */
export class EnginePeer {
  readonly key: StreamKey = randomBytes(KEY_BYTES).toString('hex')
  readonly #options: EnginePeerOptions
  #ends = 0
  /** Whose ends it was described with last. */
  #between = ''
  #listener: PeerListener | undefined
  #isConnected = false

  constructor(options: EnginePeerOptions) {
    this.#options = options
  }

  /** Where media workers send what is for it. */
  get processPort(): number {
    return this.#options.process.port
  }

  /** 48 and 144 bits, more than RFC 8445 §5.3 asks for; the certificate is another than the last one's. */
  newEnd(): OwnBrowserEnd {
    const [even, odd] = this.#options.process.fingerprints
    return {
      ufrag: randomBytes(6).toString('base64'),
      pwd: randomBytes(18).toString('base64'),
      fingerprint: this.#ends++ % 2 === 0 ? even : odd,
    }
  }

  /**
   * `onConnected` once audio can go both ways as described; at once when it does already. `onLost`: it never will, or no longer does. Told of the same two
   * ends again, nothing begins anew: candidates that came late change no connection.
   */
  describe(browser: BrowserParameters, listener: PeerListener): void {
    const { link, address, port } = this.#options
    this.#listener = listener
    const between = endsOf(browser)
    if (between === this.#between) {
      if (this.#isConnected) listener.onConnected()
      return
    }
    this.#between = between
    this.#isConnected = false
    link.describe(
      this.key,
      { ...browser, address, port },
      {
        onConnected: () => {
          if (this.#between !== between) return
          this.#isConnected = true
          this.#listener?.onConnected()
        },
        onLost: (reason) => {
          if (this.#between === between) this.#listener?.onLost(reason)
        },
      },
    )
  }

  close(): void {
    this.#between = ''
    this.#options.link.gone(this.key)
  }
}

function endsOf({ local, remote }: BrowserParameters): string {
  return [local, remote].map(({ ufrag, pwd, fingerprint }) => `${ufrag} ${pwd} ${fingerprint}`).join(' ')
}
