import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'

const MAX_KNOWN = 10_000
const DISCARD_PORT = 9

/** Which of our addresses faces which peer, when we listen on all of them. Asked of the routing table by connecting a UDP socket: nothing is sent. */
export class LocalAddresses {
  readonly #known = new Map<string, string>()
  readonly #asking = new Map<string, Promise<string>>()

  facing(address: string): string | undefined {
    return this.#known.get(address)
  }

  learn(address: string, local: string): void {
    const [oldest] = this.#known.keys()
    if (this.#known.size >= MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(address, local)
  }

  find(address: string): Promise<string> {
    const known = this.#known.get(address)
    if (known !== undefined) return Promise.resolve(known)
    const asked = this.#asking.get(address) ?? this.#ask(address)
    this.#asking.set(address, asked)
    return asked
  }

  async #ask(address: string): Promise<string> {
    try {
      const local = await addressTowards(address)
      this.learn(address, local)
      return local
    } finally {
      this.#asking.delete(address)
    }
  }
}

function addressTowards(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
    socket.once('error', (error) => {
      socket.close()
      reject(error)
    })
    // A failure comes to the callback, not as an event.
    socket.connect(DISCARD_PORT, address, (error?: Error) => {
      const local = error ? '' : socket.address().address
      socket.close()
      if (error) reject(error)
      else resolve(local)
    })
  })
}
